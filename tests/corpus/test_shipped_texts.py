"""The two texts that ship: what is recovered from them, line by line."""

from hashlib import sha256

import pytest

from corpus.document import Place
from corpus.reader import default_folder
from tests.corpus.view import View

NEWS = [
    (
        'NISC jointly sealed International Guidance "Mitigating Cyber Threats with Limited Resources: '
        'Guidance for Civil Society"',
        "15 May 2024",
    ),
    (
        "The Cybersecurity Policy for CIP is revised to designate Ports and Harbours as a critical infrastructure sector",
        "8 March 2024",
    ),
    ('NISC jointly sealed International Guidance "Guidelines for secure AI system development"', "28 November 2023"),
    (
        'NISC jointly sealed International Guidance "Shifting the Balance of Cybersecurity Risk: '
        'Principles and Approaches for Security by Design and Default"',
        "17 October 2023",
    ),
    ("Outcomes of the 16th ASEAN-Japan Cybersecurity Policy Meeting", "6 October 2023"),
]

LISTS = {
    "NISC coordinates cybersecurity policy by formulating": [
        "Cybersecurity Strategy",
        "Cybersecurity Policy for Critical Infrastructure Protection",
        "Common Standard on Information Security Measures of Government Entities",
        "Cybersecurity Human Resource Development Plan",
        "Cybersecurity Research and Development Strategy etc.",
    ],
    "This document identifies the 14 sectors as critical infrastructure and it expects stakeholders to undertake the "
    "five measures as below.": [
        "Enhancement of Incident Response Capability",
        "Maintenance and Promotion of the Safety Principles",
        "Enhancement of Information Sharing System",
        "Utilization of Risk Management",
        "Enhancement of the Basis for CIP",
    ],
    "The Basic Act on Cybersecurity has been implemented since 2015 to promote the cybersecurity policy by": [
        "setting basic principles of cybersecurity policy",
        "clarifying the responsibilities of the government, private entities, and citizens",
        "stipulating the framework for cybersecurity policy such as the cybersecurity strategy formulation and the "
        "establishment of the Cybersecurity Strategic Headquaters.",
    ],
}

SECTIONS = {
    ("Commitment to a Free, Fair and Secure", "What's new"): 5,
    ("About NISC",): 5,
    ("Strategy", "Cybersecurity Strategy"): 2,
    ("Cybersecurity Strategy",): 1,
    ("The Basic Act on Cybersecurity",): 1,
    ("Government Network", "Standard"): 2,
    ("Operation",): 1,
    ("Critical Infrastructure",): 3,
    ("International Cooperation",): 3,
    ("Other Projects", "Enhancement of Information Sharing"): 1,
    ("General Framework for Secure IoT Systems",): 2,
    ("Archive",): 1,
    ("Relevant Links",): 1,
}


def test_sections_are_recovered_with_the_number_of_passages_in_each(shipped: View) -> None:
    counts: dict[tuple[str, ...], int] = {}
    for passage in shipped.corpus.passages:
        counts[passage.section] = counts.get(passage.section, 0) + 1
    assert counts == SECTIONS


def test_news_items_have_a_title_and_a_date(shipped: View) -> None:
    news = [passage for passage in shipped.corpus.passages if passage.kind == "news"]
    assert [shipped.units(passage) for passage in news] == [[("sentence", t), ("date", d)] for t, d in NEWS]


@pytest.mark.parametrize("lead", LISTS)
def test_a_list_is_one_passage_with_its_lead_in(shipped: View, lead: str) -> None:
    passage = shipped.containing(lead)
    assert passage.kind == "list"
    assert shipped.units(passage) == [("lead", lead), *(("item", item) for item in LISTS[lead])]


@pytest.mark.parametrize("lead", LISTS)
def test_a_list_found_in_both_texts_knows_both_places(shipped: View, lead: str) -> None:
    passage = shipped.containing(lead)
    (other,) = passage.also_in
    assert other.document_id != passage.document_id
    for sentence, (_, text) in zip(passage.sentences, shipped.units(passage), strict=True):
        assert [shipped.at(place) for place in sentence.also_in] == [text]


def test_the_sentence_before_a_lead_in_stays_a_paragraph(shipped: View) -> None:
    passage = shipped.containing("the new edition was published in 2022.")
    assert (passage.kind, len(passage.sentences), passage.section) == ("paragraph", 1, ("Critical Infrastructure",))


def test_a_promise_without_a_list_stays_a_paragraph(shipped: View) -> None:
    passage = shipped.containing("NISC consists of the following seven groups.")
    assert shipped.units(passage) == [
        ("sentence", "NISC consists of the following seven groups."),
        ("sentence", "The main activities are as follows."),
    ]


def test_the_relevant_links_are_a_link_list_below_their_heading(shipped: View) -> None:
    passage = shipped.containing("National Police Agency")
    assert (passage.kind, passage.section, len(passage.sentences)) == ("links", ("Relevant Links",), 6)


def test_paragraphs_split_differently_are_merged_at_sentences(shipped: View) -> None:
    passage = shipped.containing("has been established since 2015")
    assert len(passage.sentences) == 2
    assert len(passage.also_in) == 2
    for sentence, place in zip(passage.sentences, passage.also_in, strict=True):
        assert sentence.also_in == (place,)
        assert shipped.at(place) == shipped.at(Place(passage.document_id, sentence.start, sentence.end))


def test_a_title_cut_off_before_its_date_is_merged_into_the_dated_item(shipped: View) -> None:
    passage = shipped.containing("17 October 2023")
    title, day = passage.sentences
    assert len(title.also_in) == 1
    assert day.also_in == ()


def test_no_statement_is_shown_twice(shipped: View) -> None:
    prose = [t for p in shipped.corpus.passages for role, t in shipped.units(p) if role in ("sentence", "date")]
    assert len(prose) == len(set(prose))


def test_wrapped_lines_are_joined(shipped: View) -> None:
    assert "Based on the standard, NISC oversees" in shipped.text(shipped.containing("oversees"))
    assert not any("\n" in t for p in shipped.corpus.passages for _, t in shipped.units(p))


@pytest.mark.parametrize("rubbish", ["×", "[image", "download", "\nLink\n", "\u00a0", "  "])
def test_what_only_decorated_the_page_is_gone(shipped: View, rubbish: str) -> None:
    assert all(rubbish not in document.text for document in shipped.corpus.documents)


def test_the_manifest_describes_the_files_as_they_are(shipped: View) -> None:
    manifest = (default_folder() / "manifest.toml").read_text("utf-8")
    for file in sorted(default_folder().glob("*.txt")):
        assert f'sha256 = "{sha256(file.read_bytes()).hexdigest()}"' in manifest
    for document in shipped.corpus.documents:
        assert document.url == "https://www.nisc.go.jp/eng/index.html"
        assert (document.language, str(document.as_of)) == ("en", "2024-05-15")
        assert document.sha256 == sha256(document.text.encode()).hexdigest()
        assert document.sha256.startswith(document.id)

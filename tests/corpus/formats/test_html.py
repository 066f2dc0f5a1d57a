"""Pages: what a reader sees of them, where it stands, and what is refused."""

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.content import Content
from corpus.errors import CorpusError
from corpus.formats.html import MAX_BYTES, HtmlReader
from corpus.formats.html_elements import elements_of
from corpus.formats.html_source import MARK
from corpus.render import render
from tests.corpus.formats.places import check_places


def read(page: str | bytes, name: str = "page.html") -> Content:
    data = page.encode() if isinstance(page, str) else page
    content = HtmlReader().read(data, name)
    check_places(HtmlReader(), data, content)
    return content


def seen(page: str | bytes, name: str = "page.html") -> list[str]:
    return [element.text for element in read(page, name).elements]


def kinds(page: str) -> list[tuple[str, str]]:
    return [(element.kind, element.text) for element in read(page).elements]


def text(page: str) -> str:
    return render(read(page)).text


def test_blocks_are_paragraphs_and_headings_have_levels():
    page = "<h1>Top</h1><p>One.</p><div>Two <div>three</div> four</div><h3>Low</h3><blockquote>Five.</blockquote>"
    assert kinds(page) == [
        ("heading", "Top"), ("plain", "One."), ("plain", "Two"), ("plain", "three"), ("plain", "four"), ("heading", "Low"),
        ("plain", "Five."),
    ]  # fmt: skip
    assert [e.level for e in read(page).elements if e.kind == "heading"] == [1, 3]


def test_inline_elements_do_not_part_words_and_white_space_is_single():
    assert seen("<p>un<b>believ</b>able \n\t  <i> and</i>  so</p>") == ["unbelievable and so"]


def test_a_new_line_of_the_file_is_no_blank_between_japanese_characters():
    assert seen("<p>情報\n  セキュリティ\nweek end</p>") == ["情報セキュリティ week end"]


def test_places_count_in_the_whole_file():
    page = "<p>Fish &amp;\n chips&nbsp;&#x3042;</p>"
    (element,) = read(page).elements
    assert element.text == "Fish & chips あ"
    assert [page[run.start : run.end] for run in element.runs if run.start >= 0] == ["Fish", "&amp;", "chips", "&#x3042;"]


def test_what_looks_like_an_entity_or_a_tag_is_text():
    assert seen("<p>AT&T &nosuch; 1 < 2 &lt;b&gt; &copy2024 a<b") == ["AT&T &nosuch; 1 < 2 <b> ©2024 a"]


def test_br_is_a_line_and_two_of_them_part_paragraphs():
    assert seen("<p>one<br>two<br><br>three<br/> <br/>four</p>") == ["one\ntwo", "three", "four"]
    assert seen("<h1>情報<br>安全</h1><h1>Big<br>News</h1>") == ["情報安全", "Big News"]


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>if (a < b) document.write('<p>x</p>')</script>",
        "<style>p { color: red }</style>",
        "<!-- comment <p>x</p> -->",
        "<template><p>x</p></template>",
        "<noscript><p>x</p></noscript>",
        "<iframe>x</iframe>",
        "<svg><title>x</title><text>x</text></svg>",
        "<nav>x</nav>",
        "<aside>x</aside>",
        "<header>x</header>",
        "<footer>x</footer>",
        "<div role=navigation>x</div>",
        "<div role=banner>x</div>",
        "<div role='contentinfo'>x</div>",
        "<form role=search>x</form>",
        "<div hidden>x</div>",
        "<span aria-hidden=true>x</span>",
        "<p style='color: red; DISPLAY : none'>x</p>",
        "<span class='a visually-hidden'>x</span>",
        "<select><option>x</select>",
        "<textarea>x</textarea>",
        "<button>x</button>",
        "<input value=x>",
        "<img alt=x>",
        "<del>x</del>",
        "<s>x</s>",
        "<strike>x</strike>",
        "<p><a href='#main'>Skip to x</a></p>",
        "<dialog>x</dialog>",
        "<?php x ?>",
        "<![CDATA[x]]>",
    ],
)
def test_what_is_not_seen_or_leads_around_is_no_text(unseen: str):
    assert seen(f"<p>before</p>{unseen}<p>after</p>") == ["before", "after"]


def test_hidden_until_found_and_labels_of_forms_are_text():
    assert seen("<div hidden=until-found>Found.</div><form><label>Your name</label><input></form>") == ["Found.", "Your name"]


def test_what_opens_a_text_is_text_but_other_buttons_are_none():
    toggle = "<button aria-expanded=false>And then?</button>"
    page = f"<h2><button>How long?</button></h2><p>Ten days.</p>{toggle}<button>Send</button>"
    assert seen(page) == ["How long?", "Ten days.", "And then?"]
    assert seen("<p><a href='#c1' data-toggle=collapse>What is it?</a></p>") == ["What is it?"]


def test_main_wins_over_articles_and_these_over_the_body():
    assert seen("<p>Menu</p><main><header><p>Kept.</p></header><nav>no</nav><p>Main.</p></main><article>no</article>") == [
        "Kept.",
        "Main.",
    ]
    assert seen("<p>Menu</p><article><p>One.</p><article>Within.</article></article><article>Two.</article>") == [
        "One.",
        "Within.",
        "Two.",
    ]


def test_an_empty_main_or_articles_beside_the_point_are_not_the_content():
    assert seen("<main></main><p>All there is.</p>") == ["All there is."]
    assert seen(f"<p>{'Much. ' * 20}</p><article>Teaser.</article>")[-1] == "Teaser."


def test_the_header_of_a_section_is_its_own():
    assert seen("<header><p>no</p></header><section><header><h2>Yes</h2></header>text</section>") == ["Yes", "text"]


def test_title_is_the_only_h1_else_that_of_the_page_without_its_site():
    head = "<title>Page &amp; more | Site</title>"
    assert read(f"{head}<h1>Top</h1>").title == "Top"
    assert read(f"{head}<h1>Top</h1><h1>Two</h1>").title == "Page & more"
    assert read("<title>A-b - c - Site</title><p>x").title == "A-b - c"
    assert read("<title>Plain</title><svg><title>no</title></svg>").title == "Plain"
    assert read("<title>| Site</title><p>x").title == "| Site"


@pytest.mark.parametrize(
    ("head", "stated"),
    [
        ("<meta name=date content=2024-02-03>", date(2024, 2, 3)),
        ("<meta name=date content=2024-02-03><meta property='article:modified_time' content='2024-03-04T05:06:07Z'>",
         date(2024, 3, 4)),
        ("<meta itemprop=dateModified content='March 5, 2024'>", date(2024, 3, 5)),
        ("<h1>Title</h1><p><time datetime=2024-05-06>yesterday</time></p>", date(2024, 5, 6)),
        ("<h1>Title</h1><p>a<p>b<p>c<p>d<p><time datetime=2024-05-06>yesterday</time></p>", None),
        ("<meta name=date content=soon>", None),
    ],
)  # fmt: skip
def test_date_is_what_the_page_states(head: str, stated: date | None):
    assert read(f"{head}<p>text</p>").as_of == stated


def test_language_is_its_primary_subtag():
    assert read("<html lang=ja-JP><p>x").language == "ja"
    assert read("<html lang=ja><body><main lang=EN-us>x</main>").language == "en"
    assert read("<html lang=fr><p>x").language == ""


def test_lists_have_levels_markers_and_order():
    page = "<ul><li>a<li>b<ol start=3><li>c<li value=7 type=i>d<p>e</p></ol><li>f</ul><ol reversed><li>g<li>h</ol>"
    assert text(page) == "- a\n- b\n  3. c\n  vii. d e\n- f\n\n2. g\n1. h"
    assert [element.level for element in read(page).elements] == [0, 0, 1, 1, 0, 0, 0]


def test_an_item_that_shows_its_own_marker_has_no_other():
    assert text("<ul><li>・first<li>（2） second</ul>") == "・first\n（2） second"


def test_a_heading_or_a_table_in_an_item_ends_it():
    page = "<ul><li><h3>Card</h3><p>About it.</p><li>Item<table><tr><th>a<td>b</table>more</ul>"
    assert kinds(page) == [
        ("heading", "Card"), ("plain", "About it."), ("item", "Item"), ("row", "a: b"), ("plain", "more"),
    ]  # fmt: skip


def test_lists_of_links_stay_unless_they_lead_only_within_the_page():
    contents = "<ul><li><a href='#a'>A</a><ul><li><a href='#b'>B</a></ul></ul>"
    assert seen(contents) == []
    elements = read("<ul><li><a href='/a'>A</a><li><a href='/b'>B</a> (PDF)<li><a href='#c'>C</a></ul>").elements
    assert [(element.text, element.links) for element in elements] == [("A", True), ("B (PDF)", False), ("C", True)]


def test_a_contents_list_within_an_item_leaves_the_items_together():
    assert text("<ul><li>a<ul><li><a href='#x'>X</a></ul><li>b</ul>") == "- a\n- b"


def test_marks_of_notes_are_no_text():
    marks = (
        "<sup>[<a href='#n'>1</a>]</sup>", "<sup><a href='#n'>1</a>, <a href='#m'>2</a></sup>", "<a href='#n'><sup>a</sup></a>",
        "<a href='#n'>[12]</a>", "<a href='#n'>※1</a>", "<a href='#n'>（注2）</a>", "<a href='#n'>†</a>", "<a href='#'>¶</a>",
        "<a href='#n' role=doc-noteref>3</a>",
    )  # fmt: skip
    for mark in marks:
        assert seen(f"<p>Said{mark}.") == ["Said."], mark
    assert seen("<p>See Section <a href='#s2'>2</a> (<a href='#a'>A</a>) in 5 m<sup>2</sup> of <a href=/x>[1]</a>.") == [
        "See Section 2 (A) in 5 m2 of [1]."
    ]


def test_ruby_is_read_without_its_glosses():
    assert seen("<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</ruby>を読む") == ["漢字を読む"]


def test_terms_are_read_with_what_is_said_of_them():
    page = "<dl><div><dt>Term<dd>Said.<p>More.</p></div><dt>One<dt>Two<dd><ul><li>x</ul><dt>Alone</dl>"
    assert seen(page) == ["Term – Said.", "More.", "One, Two", "x", "Alone"]


def test_a_date_as_a_term_is_the_date_of_what_follows():
    elements = read("<dl><dt>2024年1月2日<dd><a href=/n>News</a></dl>").elements
    assert [(element.kind, element.text, element.tight) for element in elements] == [
        ("date", "2024年1月2日", False),
        ("plain", "News", True),
    ]


def test_lines_that_look_like_items_or_dates_are_these():
    assert kinds("<p>・一<br>・二</p><p>2024-01-02<br>News</p>") == [
        ("item", "一"), ("item", "二"), ("date", "2024-01-02"), ("plain", "News"),
    ]  # fmt: skip


def test_code_is_read_line_by_line():
    page = "<pre><code>if a &lt; b:\n\n<b>    go</b>()\n</code></pre><p>x\ny</p>"
    assert kinds(page) == [("code", "if a < b:"), ("code", "go()"), ("plain", "x y")]
    assert [element.tight for element in read(page).elements] == [False, True, False]


def test_what_is_all_bold_is_a_heading_if_it_looks_like_one():
    page = "<p><strong>Opening hours</strong></p><p><b>All</b> day.</p><p><b>It is open, and so on.</b></p>"
    assert [kind for kind, _ in kinds(page)] == ["heading", "plain", "plain"]


def test_details_are_text_below_their_summary():
    assert kinds("<details><summary>How long?</summary>Ten days.</details>") == [
        ("heading", "How long?"),
        ("plain", "Ten days."),
    ]


def test_role_heading_is_a_heading():
    (element,) = read("<div role=heading aria-level=4>Title</div>").elements
    assert (element.kind, element.level, element.text) == ("heading", 4, "Title")


TABLES = {
    "head": ("<table><tr><th>A<th>B<tr><td>1<td>2<tr><td>3<td></table>", ["A: 1; B: 2", "A: 3"]),
    "thead": ("<table><thead><tr><td>A<td>B</thead><tr><td>1<td>2</table>", ["A: 1; B: 2"]),
    "corner": ("<table><tr><td><th>B<tr><th>x<td>2</table>", ["x; B: 2"]),
    "row heads": ("<table><tr><th>Name<th>Age<tr><th>Ann<td>5</table>", ["Name: Ann; Age: 5"]),
    "pairs": ("<table><tr><th>Name<td>Ann<tr><th>Age<td>5</table>", ["Name: Ann", "Age: 5"]),
    "pairs side by side": ("<table><tr><th>a<td>1<th>b<td>2</table>", ["a: 1; b: 2"]),
    "group of pairs": ("<table><tr><th rowspan=2>G<th>a<td>1<tr><th>b<td>2</table>", ["G; a: 1", "G; b: 2"]),
    "bold": ("<table><tr><td><b>A</b><td><strong>B</strong><tr><td>1<td>2</table>", ["A: 1; B: 2"]),
    "none": ("<table><tr><td>a<td>1<tr><td>b<td>2</table>", ["a; 1", "b; 2"]),
    "caption": ("<table><caption>Title</caption><tr><th>A<th>B<tr><td>1<td>2</table>", ["Title", "A: 1; B: 2"]),
    "colspan": ("<table><tr><th>A<th colspan=2>B<tr><td>1<td>2<td>3</table>", ["A: 1; B: 2; B: 3"]),
    "two heads": (
        "<table><tr><th rowspan=2>A<th colspan=2>B<tr><th>x<th>y<tr><td>1<td>2<td>3</table>", ["A: 1; B x: 2; B y: 3"],
    ),
    "rowspan": ("<table><tr><th>A<th>B<tr><td rowspan=2>1<td>2<tr><td>3</table>", ["A: 1; B: 2", "A: 1; B: 3"]),
    "wide cell": ("<table><tr><th>A<th>B<th>C<tr><td colspan=2>1<td>2</table>", ["A: 1; C: 2"]),
    "part": ("<table><tr><th>A<th>B<tr><td colspan=2>P<tr><td>1<td>2</table>", ["P", "A: 1; B: 2"]),
    "another head": ("<table><tr><th>A<th>B<tr><td>1<td>2<tr><th>C<th>D<tr><td>3<td>4</table>", ["A: 1; B: 2", "C: 3; D: 4"]),
    "one column": ("<table><tr><td>One.<tr><td>Two.</table>", ["One.", "Two."]),
    "presentation": ("<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>", ["a", "b", "c", "d"]),
    "layout": (
        "<table><tr><td><h2>H</h2>text<td><table><tr><th>A<th>B<tr><td>1<td>2</table></table>", ["H", "text", "A: 1; B: 2"],
    ),
    "side by side": ("<table><tr><td><p>a</p><td><p>b</p></table>", ["a", "b"]),
    "nested": ("<table><tr><th>A<th>B<tr><td>1<td><table><tr><td>x<td>y</table></table>", ["A: 1; B: x y"]),
    "blocks": ("<table><tr><th>A<td>x<br>y<p>z</p><tr><th>B<td><ul><li>u<li>v.<li>w</ul></table>", ["A: x y z", "B: u, v. w"]),
    "ragged": ("<table><tr><th>A<th>B<tr><td>1<td>2<td>3</table>", ["A: 1; B: 2; 3"]),
    "absurd spans": ("<table><tr><th colspan=-1>A<th rowspan=x>B<tr><td colspan=99999999>1<td>2</table>", ["A: 1; B: 2"]),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_read_row_by_row_with_their_headers(name: str):
    page, expected = TABLES[name]
    assert seen(page) == expected


def test_cells_tell_headers_from_values_and_rows_stand_together():
    first, second = read("<table><tr><th>Name<td>Ann<tr><th>Age<td>5</table>").elements
    (cell,) = first.cells
    assert (first.text[cell.label_start : cell.label_end], first.text[cell.start : cell.end]) == ("Name", "Ann")
    assert (first.kind, first.tight, second.tight) == ("row", False, True)


def test_headers_too_long_to_be_repeated_are_rows():
    long = "h" * 400
    assert seen(f"<table><tr><th>{long}<th>B<tr><td>1<td>2</table>") == [f"{long}; B", "1; 2"]


def test_unclosed_and_misplaced_tags_are_read_as_browsers_do():
    assert seen("<p>a<p>b<li>c</p></div>d<td>e") == ["a", "b", "c d e"]
    assert seen("<ul><li><b>a<li>b</ul><h2>c<h2>d</h2><p>e<table><tr><td>1<td>2<tr><td>3<td>4</table>f") == [
        "a", "b", "c", "d", "e", "1; 2", "3; 4", "f",
    ]  # fmt: skip


def test_text_misplaced_in_a_table_keeps_its_place():
    page = "<table>stray<tr><td>1<td>2<tr><td>3<td>4</table>"
    assert sorted(seen(page)) == ["1; 2", "3; 4", "stray"]


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", ""),
        ("utf-8-sig", "<meta charset=shift_jis>"),
        ("utf-16", ""),
        ("shift_jis", "<meta charset=Shift_JIS>"),
        ("cp932", "<meta http-equiv=Content-Type content='text/html; charset=x-sjis'>"),
        ("euc_jp", "<meta charset='EUC-JP'>"),
        ("iso2022_jp", "<meta charset=iso-2022-jp>"),
        ("euc_jp", "<?xml version='1.0' encoding='EUC-JP'?>"),
        ("utf-8", "<meta charset=shift_jis>"),
        ("utf-8", "<meta charset=nonsense>"),
        ("utf-8", "<meta charset=punycode>"),
    ],
)
def test_pages_are_read_in_what_they_say_or_are_found_to_be_in(encoding: str, head: str):
    page = f"{head}<title>x</title><p>内閣サイバーセキュリティセンターの業務について説明します。</p>"
    assert seen(page.encode(encoding)) == ["内閣サイバーセキュリティセンターの業務について説明します。"]


def test_windows_characters_in_what_says_latin_1_are_read():
    assert seen("<meta charset=iso-8859-1><p>“quoted” – é</p>".encode("cp1252")) == ["“quoted” – é"]


def test_in_xml_an_element_may_end_where_it_begins():
    head = "<html xmlns='http://www.w3.org/1999/xhtml'><head><script src='x'/><title>T</title></head>"
    page = f"{head}<body><p>a<a id='x'/> b<i/></p><p><![CDATA[1 < 2 &amp;]]></p></body></html>"
    assert seen(page, "page.xhtml") == ["a b", "1 < 2 &amp;"]
    assert seen(f"<?xml version='1.0'?><!DOCTYPE html [<!ENTITY x 'y'>]>{page}") == ["a b", "1 < 2 &amp;"]


def test_a_piece_of_a_page_counts_from_where_it_stands():
    (element,) = elements_of("<b>bold</b> text", 100, "part")
    assert [(run.text, run.start, run.end, run.part) for run in element.runs if run.start >= 0] == [
        ("bold", 103, 107, "part"),
        ("text", 112, 116, "part"),
    ]


def test_what_stands_for_a_piece_of_text_can_not_be_put_there():
    assert seen(f"<p title='{MARK}0\ue001'>a</p>{MARK}0\ue001<b {MARK}0\ue001>b</b>") == ["a", f"{MARK}0\ue001b"]


HOSTILE = {
    "nested": "<div>" * 20_000 + "text",
    "formatting": "".join(f"<b id={number}>" for number in range(5_000)) + "<p>text" * 2_000,
    "attributes": "<p " + " ".join(f"a{number}" for number in range(50_000)) + ">text",
    "lists": "<ul><li>text" * 3_000,
    "tables": "<table><tr><td>text" * 3_000,
    "spans": "<table><tr>" + "<td rowspan=60000 colspan=1000>text" * 500 + "<tr>" * 20_000 + "<tr><td>text" * 100,
    "long spans": f"<table><tr><td rowspan=0>{'text' * 2_000}<td>y" + "<tr><td>y" * 10_000,
    "labels": f"<table><tr><th>{'text' * 5_000}<th>y" + "<tr><td>1<td>2" * 3_000,
    "sections": "<table><tr>" + "<th>text" * 3_000 + "<tr><td colspan=3000>z<tr><td>1<td>2" * 3_000,
    "terms": "<dl>" + "<dt>text" * 10_000,
    "open tags": "text" + "<a " * 50_000,
    "open comments": "text" + "<!-- " * 50_000,
    "open quotes": "text" + "<a b='" * 50_000,
    "lesser": "text" + "<" * 100_000,
    "entities": "text" + "&" * 100_000,
    "breaks": "text<br>" * 10_000,
    "scripts": "text" + "<script>" * 50_000,
    "pictures": "text" + "<svg>" * 50_000,
    "one line": "text " * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_read_in_proportion_to_their_size(name: str):
    page = HOSTILE[name]
    found = text(page)
    assert "text" in found
    assert len(found) <= 25 * len(page)


def test_a_page_too_large_is_refused():
    with pytest.raises(CorpusError, match="20 MB") as caught:
        HtmlReader().read(b"x" * (MAX_BYTES + 1), "page.html")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b"%PDF-1.7\x00\x01\x02", b"\x89PNG\r\n\x1a\n\0\0", bytes(range(256)) * 10])
def test_what_is_no_text_is_refused(data: bytes):
    with pytest.raises(CorpusError, match=r"page\.html"):
        HtmlReader().read(data, "page.html")


def test_nothing_is_read_from_an_empty_page():
    assert seen("") == seen(" \n") == seen("<html><body></body></html>") == []


TAGS = "p b a div ul li ol table tr td th h1 br dl dt dd pre svg select ruby rt template script title span details nav".split()
ODDS = [
    "text", "・", "漢字", " ", "\n", "&amp;", "&#0;", "&nbsp", "<", ">", "<!--", "-->", "'", MARK, "\ue001", "0", "/>",
    "<a href='#x'>", "<p hidden>", '<p class="', "<td rowspan=3 colspan=2>", "<li value=9>", "<![CDATA[", "]]>", "2024-01-02",
    "<!DOCTYPE html>",
]  # fmt: skip
PIECES = [*ODDS, *(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS)]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_mixture_of_tags_is_read(pieces: list[str]):
    content = read("".join(pieces))
    read("".join(pieces), "page.xhtml")
    for element in content.elements:
        assert element.text.strip() == element.text != ""
        assert "  " not in element.text


def test_damaged_pages_are_read_or_refused():
    page = "<html><body>" + "".join(page for page, _ in TABLES.values()) + "<ul><li>a<li>b</ul><p>漢字&amp;<br>x</p>"
    data, chance = page.encode(), random.Random(1)
    for _ in range(100):
        damaged = bytearray(data[: chance.randrange(len(data))])
        for _ in range(chance.randrange(10)):
            damaged[chance.randrange(len(damaged) or 1) : chance.randrange(len(damaged) or 1)] = chance.randbytes(2)
        try:
            read(bytes(damaged))
        except CorpusError as error:
            assert "\n" not in str(error)

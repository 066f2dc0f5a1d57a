"""From characters to the normal form: what is cleaned, joined, kept apart."""

import pytest

from corpus.normalise import normalise

PROSE = "The committee met on Monday to discuss the plan for the coming year and"

CASES = {
    "line ends": ("One.\r\n\r\nTwo.\rThree.", "One.\n\nTwo. Three."),
    "invisible characters": ("\ufeffO\u200bn\u202ee\u2069\x07 two\xadthree.", "One twothree."),
    "blanks": ("A\u00a0b\u3000c\td  e.   ", "A b c d e."),
    "wrapped by width": (f"{PROSE}\nThe Hague was named.", f"{PROSE} The Hague was named."),
    "wrapped a little early": (
        f"{PROSE}\nreports of all of its members, in The Hague, Geneva and\nBern.",
        f"{PROSE} reports of all of its members, in The Hague, Geneva and Bern.",
    ),
    "title above wrapped prose": (f"Yearly Plan\n{PROSE}\nThe rest.", f"Yearly Plan\n\n{PROSE} The rest."),
    "particle at a line's end": ("本部は、2014年に\n設置された。", "本部は、2014年に設置された。"),
    "contact": ("Contact:\nMain Road 1\na@b.example", "Contact:\n\n\tMain Road 1\n\ta@b.example"),
    "wrapped before a lower-case word": ("The rules\napply to all.", "The rules apply to all."),
    "wrapped after a comma": ("A Free,\nFair and Secure Net", "A Free, Fair and Secure Net"),
    "wrapped at a hyphen": ("It is a multi-\nlayered framework.", "It is a multi-layered framework."),
    "wrapped Japanese": (
        "内閣サイバーセキュリティセンターは、サイバーセキュリティ戦略本部の事\n務局です。",
        "内閣サイバーセキュリティセンターは、サイバーセキュリティ戦略本部の事務局です。",
    ),
    "indented Japanese paragraphs": ("　一つ目です。\n　二つ目です。", "一つ目です。\n\n二つ目です。"),
    "heading after a sentence": ("It ends here.\n   Next Part\n\nMore.", "It ends here.\n\nNext Part\n\nMore."),
    "one paragraph a line": (f"{'Word ' * 50}end.\nNext one.", f"{'Word ' * 50}end.\n\nNext one."),
    "short lines in a row": ("Box 1\nMain Road\nTown", "\tBox 1\n\tMain Road\n\tTown"),
    "list markers": ("Do:\n  1. wash\n  2. rinse\n     and dry", "Do:\n\n1. wash\n2. rinse and dry"),
    "number on its own line": ("1.\nWash\n2.\nRinse", "1. Wash\n2. Rinse"),
    "items led by tabs": ("   \tOne\n\ttwo\n\tthree\n\nEnd.", "\tOne\n\ttwo\n\tthree\n\nEnd."),
    "tab below a marker": ("• one\n\thangs here\n\tand here", "• one hangs here and here"),
    "date after a title": ("A title\n  8 March 2024\nNext", "A title\n8 March 2024\nNext"),
    "date within a sentence": ("It was signed on\n8 March 2024\nin Paris.", "It was signed on 8 March 2024 in Paris."),
    "decorations": ("One.\n\n×\n\n[image: a map]\ndownload\n***\nTwo.", "One.\n\nTwo."),
    "a label's word at the end of a paragraph": (
        "You will find it behind the\nlink",
        "You will find it behind the link",
    ),
    "nothing but decorations": ("×\n\n---\n", ""),
    "code": ("Type this:\n\n    a = {1};\n    f(a)\n\nThen wait.", "Type this:\n\n    a = {1};\n    f(a)\n\nThen wait."),
    "code in an indented text": (
        "   This is a sentence that is indented as all are.\n\n      a = 1\n      b = 2\n",
        "This is a sentence that is indented as all are.\n\n    a = 1\n    b = 2",
    ),
    "an indented quotation": (
        "He wrote:\n\n     We sailed north\n     in the spring.",
        "He wrote:\n\nWe sailed north in the spring.",
    ),
    "lines that say what something is": (
        "It is a harbour.\nDepth: 9 metres\nBerths: 40\nIt is old.",
        "It is a harbour.\n\n\tDepth: 9 metres\n\tBerths: 40\n\nIt is old.",
    ),
    "a colon in wrapped lines": (
        f"{PROSE}\nNote: all members of the council were there, and of those from\nThe Hague: none.",
        f"{PROSE} Note: all members of the council were there, and of those from The Hague: none.",
    ),
    "what a sentence promises": (
        "The rooms are as follows.\nNorth hall\nSouth hall",
        "The rooms are as follows.\n\n\tNorth hall\n\tSouth hall",
    ),
    "letters for bullets": ("   o  One MUST\n      go.\n   o  Two", "• One MUST go.\n• Two"),
    "a title above Japanese prose": ("海の家\n海の家は、七月に開きます。", "海の家\n\n海の家は、七月に開きます。"),
    "Japanese markers": ("次のとおり。\n（１）船\n（２）港", "次のとおり。\n\n（１）船\n（２）港"),
    "numbers of a law": ("次に掲げる。\n一　船\n二　港\n　ア　東港\n三　海", "次に掲げる。\n\n一 船\n二 港\nア 東港\n三 海"),
    "a number in brackets within a sentence": ("これは、前項\n（１）の場合である。", "これは、前項\n\n（１）の場合である。"),
    "paragraphs of a law": ("第一条　会を置く。\n２　会は、十人とする。", "第一条 会を置く。\n\n２ 会は、十人とする。"),
    "a caption of an article": ("（目的）\n第一条　会を置く。", "（目的）\n\n第一条 会を置く。"),
    "form feeds": ("The quay is\n\fnew.", "The quay is new."),
    "a page mark": ("- 3 -\n\nThe quay is new.", "The quay is new."),
    "contents": ("Contents\n\nQuay .... 2\nPier .... 3\n\nQuay\n\nOld.\n\nPier\n\nNew.", "Quay\n\nOld.\n\nPier\n\nNew."),
}


@pytest.mark.parametrize("name", CASES)
def test_plain_text(name: str) -> None:
    raw, expected = CASES[name]
    assert normalise(raw) == expected
    assert normalise(expected) == expected

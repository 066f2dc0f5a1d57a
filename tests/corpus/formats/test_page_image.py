from io import BytesIO

import pytest
from PIL import Image

from corpus.errors import CorpusError
from corpus.formats.pdf import PdfReader
from corpus.page_image import MAX_PIXELS, page_image
from tests.corpus.formats.pdf_files import Page, Picture, Rule, Text, broken, lines, pdf

FIRST = "The centre collects reports of incidents from all ministries and answers them within a day."
SECOND = "Every ministry names an officer who is responsible for the reports and for what follows from them."
SIZE = (595, 842)


def picture(data: bytes, page: int = 1, marks: tuple[str, ...] = (), width: int = SIZE[0]) -> Image.Image:
    return Image.open(BytesIO(page_image(data, page, marks, width)))


def marked(image: Image.Image) -> set[tuple[int, int]]:
    """The places that are yellow, one in 5 x 5 pixels; a point is a pixel in pictures of `SIZE`."""
    width, height = image.size
    pixels = image.load()
    found = set()
    for x in range(0, width, 5):
        for y in range(0, height, 5):
            red, _, blue = pixels[x, y][:3]
            if red - blue > 80:
                found.add((x, y))
    return found


def bounds(image: Image.Image) -> tuple[int, int, int, int]:
    xs, ys = zip(*marked(image), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def is_around(found: tuple[int, int, int, int], expected: tuple[int, int, int, int]) -> bool:
    return all(abs(a - b) <= 8 for a, b in zip(found, expected, strict=True))


def test_a_picture_of_a_page():
    image = picture(pdf([Text(72, 100, FIRST)]), width=800)
    assert (image.format, image.size[0]) == ("PNG", 800)
    assert abs(image.size[1] - 800 * 842 / 595) < 2
    assert image.convert("L").getextrema()[0] < 60
    assert not marked(image)


def test_a_mark_is_yellow_where_its_text_stands():
    data = pdf([Text(72, 100, FIRST, size=10), Text(72, 300, SECOND, size=10)])
    found = bounds(picture(data, marks=(SECOND,)))
    assert found[0] in range(65, 80) and found[1] in range(288, 300) and found[3] in range(296, 306)


def test_part_of_a_line_is_marked():
    data = pdf([Text(72, 100, "one two three", "code", 20)])
    assert is_around(bounds(picture(data, marks=("two",))), (120, 85, 155, 105))


def test_text_stays_dark_below_a_mark():
    data = pdf([Text(72, 100, FIRST, size=30)])
    assert picture(data, marks=(FIRST,)).convert("L").getextrema()[0] < 60


@pytest.mark.parametrize("quote", ["the infrastructure of the ministry", "the  infra-\nstructure of\nthe ministry"])
def test_blanks_and_hyphens_may_differ(quote):
    data = pdf(lines(["Reports tell of the infra-", "structure of the ministry."], 72, 100))
    ys = {y for _, y in marked(picture(data, marks=(quote,)))}
    assert min(ys) < 101 and max(ys) > 105


def test_a_quote_of_what_the_reader_reads_is_found():
    columns = [lines(broken(text, 150), x, 100) for text, x in ((FIRST * 2, 72), (SECOND * 2, 300))]
    data = pdf(sorted((line for column in columns for line in column), key=lambda line: (line.y, line.x)))
    sentence = PdfReader().read(data, "a.pdf").elements[0].text
    found = bounds(picture(data, marks=(sentence,)))
    assert found[0] < 80 and found[2] < 240


def test_a_row_of_a_table_is_marked_in_its_cells():
    rows = [("Name", "Office", "Reports"), ("Sato", "Finance", "12"), ("Ito", "Justice", "7")]
    cells = [Text(80 + 150 * c, 300 + 16 * r, cell) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    rules = [Rule(75, 288 + 16 * n, 525, 288 + 16 * n) for n in range(4)] + [
        Rule(75 + 150 * n, 288, 75 + 150 * n, 336) for n in range(4)
    ]
    data = pdf([*cells, *rules])
    row = PdfReader().read(data, "a.pdf").elements[1].text
    found = bounds(picture(data, marks=(row,)))
    assert row == "Name: Ito; Office: Justice; Reports: 7"
    assert found[1] > 320 and found[0] < 85 and found[2] > 375


def test_what_is_on_each_page_of_a_quote_is_marked():
    quote = f"{FIRST} {SECOND}"
    wrapped = list(broken(quote, 300))
    head = [Text(72, 40, "Annual report"), Text(300, 815, "12")]
    data = pdf([*head, *lines(["Before.", *wrapped[:2]], 72, 740)], [*head, *lines([*wrapped[2:], "Behind."], 72, 72)])
    first, second = (bounds(picture(data, page, (quote,))) for page in (1, 2))
    assert first[1] > 740 and second[1] < 80 and second[3] < 72 + 12 * len(wrapped[2:])


def test_what_is_not_on_the_page_is_not_marked():
    data = pdf([Text(72, 100, FIRST)])
    assert not marked(picture(data, marks=("Nobody has ever said that of them there", "", " \n")))


def test_japanese_is_marked():
    text = "内閣サイバーセキュリティセンターは、平成二十七年一月に設置された。"
    columns = [Text(500 - 16 * n, 100, part, "down") for n, part in enumerate(broken(text, 200, "down"))]
    across = lines(broken(text, 200, "ja"), 72, 500, "ja")
    assert bounds(picture(pdf(across), marks=(text,)))[1] > 480
    found = bounds(picture(pdf(columns), marks=(text[:10],)))
    assert found[2] - found[0] <= 15 and found[3] - found[1] > 80


def test_a_page_that_is_turned_is_shown_as_it_is_read():
    data = pdf(Page([Text(100, 700, "turned text", turn="0 1 -1 0")], rotate=90))
    image = picture(data, marks=("turned text",), width=842)
    assert image.size == (842, 595)
    assert is_around(bounds(image), (142, 92, 190, 102))


def test_a_scan_is_shown_without_marks():
    image = picture(pdf([Picture()]), marks=(FIRST,))
    assert not marked(image)
    assert image.getpixel((300, 400))[0] == 128


@pytest.mark.parametrize("size", [(1, 14000), (14000, 1), (0.01, 0.01), (14400, 14400), (3, 3)])
def test_pages_of_any_size(size):
    image = picture(pdf(Page([Text(1, 1, "a")], width=size[0], height=size[1])), marks=("a",), width=1000)
    assert image.size[0] <= 1000 and image.size[0] * image.size[1] <= MAX_PIXELS * 1.01


@pytest.mark.parametrize("page", [0, 2, -1, 10**9])
def test_no_such_page(page):
    with pytest.raises(CorpusError, match="page"):
        page_image(pdf([Text(72, 100, FIRST)]), page, [])


@pytest.mark.parametrize("width", [0, -5, 10**6])
def test_no_such_width(width):
    with pytest.raises(CorpusError, match="pixels"):
        page_image(pdf([Text(72, 100, FIRST)]), 1, [], width)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"no pdf" * 100])
def test_what_is_no_pdf(data):
    with pytest.raises(CorpusError):
        page_image(data, 1, [])

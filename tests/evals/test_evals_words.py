import pytest

from assistant.units import words_in
from evals.words import short_f1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("The bridge was opened in 1932.", 6),
        ("内閣官房長官", 3),
        ("2024年、改定。", 1 + 5 / 2),
        ("NISCは二つの\u3000文書", 1 + 6 / 2),
        ("セキュリティ strategy", 1 + 3),
    ],
)
def test_two_characters_of_japanese_count_as_a_word(text: str, words: float):
    assert words_in(text) == words


@pytest.mark.parametrize(
    ("told", "wanted", "f1"),
    [
        ("1932", ["1932"], 1),
        ("In 1932.", ["1932"], 2 / 3),
        # Case, marks and articles do not count, as in SQuAD's own script.
        ("The Chief Cabinet Secretary", ["chief cabinet secretary,"], 1),
        ("a bridge a bridge", ["bridge"], 2 / 3),
        ("the deputy", ["Chief Cabinet Secretary"], 0),
        ("forty crowns", ["40 crowns", "forty crowns"], 1),
        ("内閣官房長官", ["官房長官"], 2 * 4 / 10),
        ("「2022年 6月」", ["2022年6月"], 1),
        ("the", ["the"], 0),
        ("anything", [], 0),
    ],
)
def test_short_answers_share_words_or_in_japanese_characters(told: str, wanted: list[str], f1: float):
    assert short_f1(told, wanted) == pytest.approx(f1)

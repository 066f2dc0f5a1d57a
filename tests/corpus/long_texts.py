"""Texts of any length that are made to take long: repetition, nesting, things never closed. And a check of what they take."""

import gc
import time
from collections.abc import Callable
from itertools import count

Make = Callable[[int], str]
# Four times the text may take this many times the time; in the square of it, that would be 16 times.
MAX_RATIO = 8
# Less than this says more about the clock than about the text.
FLOOR_SECONDS = 0.05


def repeated(piece: str) -> Make:
    return lambda length: (piece * (length // len(piece) + 1))[:length]


def numbered(piece: str) -> Make:
    """With another number in place of each "{}"."""

    def made(length: int) -> str:
        pieces, size = [], 0
        for number in count():
            pieces.append(piece.replace("{}", str(number)))
            size += len(pieces[-1])
            if size >= length:
                return "".join(pieces)
        raise AssertionError

    return made


def growing(piece: str, end: str) -> Make:
    """One line with the piece once, one with it twice, and so on."""
    return lambda length: "".join(piece * n + end for n in range(int((2 * length / len(piece)) ** 0.5)))


def below(head: Make, piece: str) -> Make:
    """Half of the length is the head, the other half the piece again and again."""
    return lambda length: head(length // 2) + repeated(piece)(length // 2)


ONE_LINE = {
    "opening brackets": repeated("[({「"), "closing brackets": repeated("」})]"), "image links": repeated("![]("),
    "image links in words": repeated("a ![a]("), "image placeholders": repeated("[image "), "images": repeated("[image: x] "),
    "quotes": repeated("\"'“”"), "open quotes": repeated("“\"'年"), "quote markers": repeated(">"),
    "spaced quote markers": repeated("> "), "backticks": repeated("`"), "tildes": repeated("~"),
    "tildes and a backtick": lambda length: "~" * length + "`",
    "backticks and a tilde": lambda length: "`" * length + "~`",
    "stars": repeated("*"), "emphasis": repeated("**a** "), "digits": repeated("1"), "numbers": repeated("1.1.1.1 "),
    "dots": repeated("."), "ellipses": repeated(". . "), "blanks": repeated(" "), "tabs": repeated("\tx"),
    "blanks within": lambda length: "a" + " " * length + "b", "commas": repeated("a, "), "letters in brackets": repeated("a) "),
    "dates": repeated("8 March 2024 "), "Japanese stops": repeated("。"), "Japanese quotes": repeated("「」"),
    "Japanese speech": repeated("「そう」と言った。"), "Japanese without a stop": repeated("文は、長い"),
    "emoji": repeated("😀👨\u200d👩🇯🇵"), "combining marks": lambda length: "a" + "\u0316\u0301" * (length // 2),
    "letters with marks": repeated("e\u0301"), "ligatures": repeated("\ufdfa"), "invisible": repeated("\u200b\u202e"),
    "hashes": repeated("#"), "a heading with hashes": lambda length: "# a" + " #" * (length // 2) + "x",
    "equal signs": repeated("="), "one word": repeated("abcdefghij"), "words without a stop": repeated("word "),
    "abbreviations": repeated("e.g. Mr. A. "), "stops and closing quotes": repeated(".\"')"), "negations": repeated("n't"),
    "Devanagari": repeated("क।"), "sentences with numbers": numbered("Station {} works as it should. "),
}  # fmt: skip
MANY_LINES = {
    "line ends": repeated("\n"), "other line ends": repeated("\r\v\x85\u2028"), "bare markers": repeated("- \n"),
    "bare numbers": repeated("1.\n"), "letters": repeated("a\n"), "paragraphs of a letter": repeated("A\n\n"),
    "headings": repeated("# a\n"), "hashes alone": repeated("#\n"), "underlined headings": repeated("a\n===\n"),
    "rules": repeated("---\n"), "front matter": lambda length: "---\n" + repeated("key: value\n")(length),
    "front matter after blanks": lambda length: "\n \t" * (length // 3) + "---\nx",
    "fences": repeated("```\nx\n"), "fences of any length": growing("`", "\n~~~\n"), "fences with words": numbered("```py{}\n"),
    "tildes within a fence": lambda length: "```\n" + "~" * length + "`\n```\n",
    "blanks within a fence": lambda length: "```\n" + repeated("a " * 18 + " " * 500 + "b ")(length) + "\n```\n",
    "nested lists": growing(" ", "- a\n"), "nested quotes": growing(">", " a\n"), "nested tabs": growing("\t", "a\n"),
    "items": numbered("{}. item\n"), "items far apart": repeated("- a\n\n"), "items led in": repeated("As follows:\n- a\n\n"),
    "one item": below(lambda _: "- item\n", "  and on and\n"), "tab items": repeated("\ta\n"), "dates below titles": numbered(
    "A title {}\n8 March 2024\n"), "wrapped lines": numbered("this is line {} of a paragraph that is wrapped at the word\n"),
    "identical paragraphs": repeated("The same paragraph with quite a few words in it.\n\n"),
    "near-identical paragraphs": numbered("Station {} reported that all of its systems worked as they should.\n\n"),
    "a shared sentence": numbered("All of us share this sentence of many words. Number {} does not.\n\n"),
    "short paragraphs in sections": numbered("# Part {}\nOpen now.\n\n"),
    "paragraphs that stand in a long one": below(lambda _: "Aaa. " * 280 + "\n\n", "Aaa.\n\n"),
    "paragraphs that stand in a long list": below(lambda _: "- Aaa.\n" * 550 + "\n\nText.\n\n", "Aaa.\n\n"),
    "paragraphs below a long heading": below(lambda length: f"# {'a' * length}\n", "Yes.\n\n"),
    "numbered headings": numbered("1.{} Heading\n\nText {} ends here.\n\n"), "menus": numbered("Entry {}\n\n"),
}  # fmt: skip
KINDS = ONE_LINE | MANY_LINES


def check_linear(work: Callable[[str], object], make: Make, length: int) -> None:
    """Fails if four times the length takes far more than four times the time, again and again."""
    ratios = []
    for _ in range(3):
        short, long = (_seconds(work, make(n)) for n in (length, 4 * length))
        if long < max(FLOOR_SECONDS, MAX_RATIO * short):
            return
        ratios.append(f"{short:.3f} s, then {long:.3f} s")
    raise AssertionError(f"{length} and {4 * length} characters took {'; '.join(ratios)}")


def _seconds(work: Callable[[str], object], text: str) -> float:
    # The collector goes through all that other tests have left behind, whatever is measured.
    gc.disable()
    try:
        begun = time.process_time()
        work(text)
        return time.process_time() - begun
    finally:
        gc.enable()

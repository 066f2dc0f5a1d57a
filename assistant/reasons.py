"""How reasons show what stands in a saved answer: short, on one line, and with nothing that a terminal would act upon."""

MAX_SHOWN = 60


def shown(value: object) -> str:
    """The beginning of a value in quotation marks; what does not print, bidirectional marks included, as an escape."""
    text = str(value)
    escaped = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[:MAX_SHOWN])
    return f"“{escaped}{'…' if len(text) > MAX_SHOWN else ''}”"


def departure(text: str, expected: str) -> str:
    """Where two texts part. The code of the first differing character tells letters apart that look the same."""
    pairs = zip(text, expected, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(text), len(expected)))
    return f"at character {at} stands {_from(text, at)} instead of {_from(expected, at)}"


def _from(text: str, at: int) -> str:
    return f"{shown(text[at:])} (U+{ord(text[at]):04X})" if at < len(text) else "nothing"

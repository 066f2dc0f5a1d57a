"""The plots of the report. Each is None where there is nothing to draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from evals.svg import Axis, Head, across, anchored, chart, down, drawing, letters, note, tag
from evals.wording import clipped, percent

_ROW = 46
_SHARES = tuple((share / 100, f"{share} %") for share in (0, 25, 50, 75, 100))


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing, and the numbers in it as `rows` of texts under `columns`."""

    svg: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its 95 % interval, all 0 to 1 or None where there was nothing to judge, over `n` questions."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    n: int


def composition(head: Head, parts: Sequence[tuple[str, int]]) -> Plot | None:
    """One bar divided among the counts, which are painted by their place: part-0, part-1."""
    total, drawn, start = sum(n for _, n in parts), [], 0.0
    if not total:
        return None
    for place, (_, n) in enumerate(parts):
        drawn.append(tag("rect", x=across(start), y=0, width=across(n / total), height=28, class_=f"part part-{place}"))
        start += n / total
    rows = tuple((label, str(n), percent(n / total)) for label, n in parts)
    return Plot(drawing(head, 28, drawn), ("outcome", "questions", "share"), rows)


def intervals(head: Head, estimates: Sequence[Estimate]) -> Plot | None:
    """A row for each estimate: a dot at the share, a line over its interval."""
    if not estimates:
        return None
    height = _ROW * len(estimates)
    drawn = [tag("line", x1=across(x), x2=across(x), y1=22, y2=height, class_="grid") for x, _ in _SHARES]
    drawn += [mark for row, estimate in enumerate(estimates) for mark in _interval(estimate, _ROW * row)]
    drawn += [letters(label, x, height + 18, anchor=anchored(x)) for x, label in _SHARES]
    rows = tuple((e.label, percent(e.value), percent(e.low), percent(e.high), str(e.n)) for e in estimates)
    return Plot(drawing(head, height + 24, drawn), ("", "share", "low", "high", "n"), rows)


def reliability(head: Head, bins: Sequence[Mapping[str, Any]]) -> Plot | None:
    """For each bin of confidence the share that could be answered, against the diagonal; below, how many there are."""
    held = [b for b in bins if b["n"]]
    if not held:
        return None
    height, under = 240, 76
    drawn = [tag("line", x1="0%", y1=height, x2="100%", y2=0, class_="ideal")]
    for b in held:
        x, ideal, y = across(b["confidence"]), down(b["confidence"], height), down(b["answerable"], height)
        drawn += [tag("line", x1=x, x2=x, y1=ideal, y2=y, class_="gap"), tag("circle", cx=x, cy=y, r=5, class_="dot")]
    drawn += [bar for b in bins for bar in _count_bar(b, max(b["n"] for b in held), height + under)]
    axes = Axis("confidence of the answer", _SHARES), Axis("could be answered", _SHARES)
    rows = tuple(
        (f"{b['low']:.1f} to {b['high']:.1f}", str(b["n"]), percent(b["confidence"]), percent(b["answerable"])) for b in bins
    )
    columns = ("confidence", "questions", "mean confidence", "could be answered")
    return Plot(chart(head, *axes, height, drawn, under), columns, rows)


def risk_coverage(head: Head, points: Sequence[Mapping[str, Any]], operating: Mapping[str, Any] | None) -> Plot | None:
    """The share of wrong ones among what is answered, as more is answered; `operating` is where the run stood."""
    if not points:
        return None
    height, top = 260, next(t for t in (0.05, 0.1, 0.2, 0.4, 0.6, 1.0) if t >= max(p["risk"] for p in points))
    line = " ".join(f"{1000 * p['coverage']:.1f},{1000 * (1 - p['risk'] / top):.1f}" for p in points)
    under = f"{1000 * points[0]['coverage']:.1f},1000 {line} {1000 * points[-1]['coverage']:.1f},1000"
    curve = tag("polygon", points=under, class_="area"), tag("polyline", points=line, class_="curve")
    stretched = {"width": "100%", "height": height, "viewBox": "0 0 1000 1000", "preserveAspectRatio": "none"}
    drawn = [tag("svg", *curve, **stretched)]
    if operating:
        x, y = across(operating["coverage"]), down(operating["risk"] / top, height)
        drawn += [tag("line", x1=x, x2=x, y1=0, y2=height, class_="rule"), tag("circle", cx=x, cy=y, r=6, class_="dot")]
        drawn.append(note("this run", operating["coverage"], 16))
    risks = Axis("wrong among the answered", [(share / 4, f"{25 * top * share:g} %") for share in range(5)])
    rows = tuple((percent(p["coverage"]), percent(p["risk"]), f"{p['threshold']:.3f}") for p in points)
    return Plot(
        chart(head, Axis("answered", _SHARES), risks, height, drawn), ("answered", "wrong among them", "threshold"), rows
    )


def histogram(head: Head, bins: Sequence[Mapping[str, Any]], marks: Sequence[tuple[str, float]]) -> Plot | None:
    """Counts of milliseconds, with a rule at each of the marks, which are named."""
    if not any(b["n"] for b in bins):
        return None
    height, most = 220, max(b["n"] for b in bins)
    length, drawn = bins[-1]["high_ms"] or 1, []
    for b in bins:
        y = down(b["n"] / most, height)
        place = {"x": across(b["low_ms"] / length), "width": across((b["high_ms"] - b["low_ms"]) / length)}
        drawn.append(tag("rect", **place, y=y, height=round(height - y, 1), class_="bar"))
    for row, (label, value) in enumerate(marks):
        x = min(1.0, value / length)
        drawn.append(tag("line", x1=across(x), x2=across(x), y1=0, y2=height, class_="rule"))
        drawn.append(note(f"{label} {value:.0f} ms", x, 16 + 20 * row))
    times = Axis("milliseconds a question", [(at / length, f"{at:g}") for at in _round_steps(length)])
    counts = Axis("questions", [(0, "0"), (1, str(most))])
    rows = tuple((f"{b['low_ms']:.1f} to {b['high_ms']:.1f}", str(b["n"])) for b in bins)
    return Plot(chart(head, times, counts, height, drawn), ("milliseconds", "questions"), rows)


def contribution(value: float, largest: float) -> Markup:
    """A bar to the right of the middle where `value` speaks for answering, to the left where against. Beside its number."""
    half = min(abs(value) / largest, 1) / 2 if largest else 0
    middle = tag("line", x1="50%", x2="50%", y1=0, y2=12, class_="grid")
    side = {"x": "50%", "class_": "for"} if value >= 0 else {"x": across(0.5 - half), "class_": "against"}
    return tag(
        "svg", middle, tag("rect", width=across(half), y=2, height=8, **side), width="100%", height=12, aria_hidden="true"
    )


def _interval(estimate: Estimate, y: int) -> list[Markup]:
    told = [letters(clipped(estimate.label, 30), 0, y + 18, anchor="start", class_="strong")]
    if estimate.value is None:
        return [*told, letters("nothing to judge", 1, y + 18, anchor="end")]
    told.append(letters(f"{percent(estimate.value)} · n {estimate.n}", 1, y + 18, anchor="end"))
    drawn = [tag("line", x1="0%", x2="100%", y1=y + 31, y2=y + 31, class_="track")]
    if estimate.low is not None and estimate.high is not None:
        ends = {"x1": across(estimate.low), "x2": across(estimate.high)}
        drawn.append(tag("line", **ends, y1=y + 31, y2=y + 31, class_="range"))
    return [*told, *drawn, tag("circle", cx=across(estimate.value), cy=y + 31, r=5, class_="dot")]


def _count_bar(held: Mapping[str, Any], most: int, floor: int) -> list[Markup]:
    tall, middle = 48 * held["n"] / most, (held["low"] + held["high"]) / 2
    place = {"x": across(held["low"] + 0.005), "width": across(held["high"] - held["low"] - 0.01)}
    bar = tag("rect", **place, y=round(floor - tall, 1), height=round(tall, 1), class_="bar")
    return [bar, letters(str(held["n"]), middle, floor - tall - 5)] if held["n"] else []


def _round_steps(length: float) -> list[float]:
    """Multiples of a round number from 0 to at most this, eight or fewer."""
    sizes = (digit * 10.0**power for power in range(-3, 12) for digit in (1, 2, 5))
    step = next(size for size in sizes if size * 7 >= length)
    return [step * count for count in range(int(length / step + 1e-9) + 1)]

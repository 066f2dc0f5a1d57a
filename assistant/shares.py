"""Something limited, shared out."""

from collections.abc import Sequence


def shares(wanted: Sequence[int], total: int) -> list[int]:
    """What each gets of `total`: what it wants where that is at most an equal share, and what others leave besides."""
    given = [0] * len(wanted)
    for place, i in enumerate(sorted(range(len(wanted)), key=lambda i: wanted[i])):
        given[i] = min(wanted[i], total // (len(wanted) - place))
        total -= given[i]
    return given

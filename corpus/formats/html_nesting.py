"""How the elements of a page nest, kept within bounds before it is parsed.

A parser of HTML looks through all open elements again and again, and opens formatting anew in each block that follows. So no
more than MAX_DEPTH are open here at a time, and formatting has names that HTML gives no meaning to.
"""

from collections import Counter

# The browsers cut at 512.
MAX_DEPTH = 256
_CELLS = frozenset("caption tbody td tfoot th thead tr".split())
BLOCKS = _CELLS | frozenset(
    "address article aside blockquote center details dialog dd dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4"
    " h5 h6 header hgroup legend li listing main menu nav ol p pre search section summary table ul".split()
)
_RENAMED = {name: f"x-{name}" for name in "a b big code em font i nobr rp rt rtc s small strike strong tt u".split()}
# The parser closes them itself where another begins.
_IMPLIED = _CELLS | frozenset("dd dt li".split())
_LISTS = {"li": frozenset("dir menu ol ul".split()), "dd": frozenset(("dl",)), "dt": frozenset(("dl",))}
_INSIDE_ITEMS = frozenset(("address", "div", "p"))
_TABLES = frozenset(("table",))


class Nesting:
    """The open elements of a page. What it returns is markup that says the same in fewer ways."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._unopened: Counter[str] = Counter()
        self._once: set[str] = set()

    def start(self, name: str, attributes: str) -> str:
        """The markup for a start tag."""
        if name in ("html", "body"):
            is_first = name not in self._once
            self._once.add(name)
            return f"<{name}{attributes}>" if is_first else ""
        before = self._implied_ends(name)
        if name in _CELLS and "table" not in self._open:
            return before + _edge(name)
        if name in _IMPLIED:
            return f"{before}<{name}{attributes}>"
        if len(self._open) >= MAX_DEPTH:
            self._unopened[name] += 1
            return before + _edge(name)
        self._open.append(name)
        return f"{before}<{_RENAMED.get(name, name)}{attributes}>"

    def end(self, name: str) -> str:
        """The markup for an end tag."""
        if name in ("html", "body"):
            return ""
        if name in _IMPLIED:
            return f"{self._implied_ends(name)}</{name}>"
        if self._unopened[name]:
            self._unopened[name] -= 1
            return _edge(name)
        for place in range(len(self._open) - 1, -1, -1):
            other = self._open[place]
            if other == name:
                return self._ends(place)
            if name != "table" and (other == "table" or (name not in BLOCKS and other in BLOCKS)):
                break
        return "<p></p>" if name == "p" else ""

    def _implied_ends(self, name: str) -> str:
        """Of what is closed where an element begins, or one that may end without a tag does."""
        if name == "a":
            return self.end("a")
        if name in _CELLS:
            return self._ends_within(_TABLES)
        if name in _LISTS:
            return self._ends_within(_LISTS[name], _INSIDE_ITEMS) or self._ends_of_paragraph()
        return self._ends_of_paragraph() if name in BLOCKS else ""

    def _ends_within(self, names: frozenset[str], blocks: frozenset[str] = BLOCKS) -> str:
        """Of all that is open in the innermost element of one of the names, where no blocks but those are between."""
        for place in range(len(self._open) - 1, -1, -1):
            other = self._open[place]
            if other in names:
                return self._ends(place + 1)
            if other in BLOCKS and other not in blocks:
                break
        return ""

    def _ends_of_paragraph(self) -> str:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place] == "p":
                return self._ends(place)
            if self._open[place] in BLOCKS:
                break
        return ""

    def _ends(self, place: int) -> str:
        """Of all elements that are open from `place` on."""
        closed = self._open[place:]
        del self._open[place:]
        return "".join(f"</{_RENAMED.get(name, name)}>" for name in reversed(closed))


def _edge(name: str) -> str:
    """What stands for a tag of an element that nests too deeply."""
    return "<hr>" if name in BLOCKS else ""

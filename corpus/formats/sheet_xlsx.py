"""What the parts of an .xlsx file tell, but for the values of its cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.formats.sheet_layout import MAX_COLUMN, MAX_ROW, LayoutError, LocalNames, Scan, mark, parse, parser, starts, within
from corpus.formats.sheet_limits import Budget
from corpus.formats.sheet_styles import Styles

_DIGITS = "0123456789"
_YES = ("1", "true")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook lists it: the part it is in, and whether it is shown."""

    name: str
    member: str
    is_visible: bool


class SheetScan(Scan):
    """A pass over a worksheet.

    `lengths` are the numbers of characters of the texts that cells refer to.
    """

    row_name = "row"

    def __init__(self, xml: bytes, budget: Budget, styles: Styles, lengths: Sequence[int]) -> None:
        super().__init__(xml, budget)
        self._styles, self._lengths = styles, lengths
        self._columns = _Columns()
        self._number, self._row, self._column, self._next = -1, 0, 0, 0
        self._is_shared = False
        # Every value takes a "v" or more: else what texts are referred to need not be looked at.
        if max(lengths, default=0) * xml.count(b"v") > budget.text:
            self._watch(self._text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match self._local[name]:
            case "c":
                self._cell(attributes)
            case "v" | "is":
                if self.layout.extent.add(self._row, self._column):
                    self._check()
            case "row":
                self._begin_row()
                self._number = within(int(attributes["r"]), MAX_ROW) - 1 if "r" in attributes else self._number + 1
                self._next = 0
                if attributes.get("hidden") in _YES:
                    self.layout.hidden_rows.append((self._number, self._number + 1))
                self._check()
            case "col" if attributes.get("hidden") in _YES:
                first = within(int(attributes.get("min", "1")), MAX_COLUMN) - 1
                self.layout.hidden_columns.append((first, min(int(attributes.get("max", "1")), MAX_COLUMN)))

    def _after_cut(self) -> None:
        self._number -= 1

    def _cell(self, attributes: dict[str, str]) -> None:
        self._row, self._column = max(self._number, 0), self._next
        if place := attributes.get("r"):
            letters = place.rstrip(_DIGITS)
            self._row, self._column = within(int(place[len(letters) :]), MAX_ROW) - 1, self._columns[letters]
        self._next = self._column + 1
        self._is_shared = attributes.get("t") == "s"
        style = attributes.get("s")
        if style in self._styles.percents:
            mark(self.layout.percents, self._row, self._column)
        if style in self._styles.struck:
            mark(self.layout.struck, self._row, self._column)

    def _text(self, text: str) -> None:
        if self._is_shared and text.strip(_DIGITS) == "" and int(text) < len(self._lengths):
            self.layout.extent.text += self._lengths[int(text)]
            self._check()


class _Columns(dict[str, int]):
    """The numbers of columns, counted from 0, by their letters."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters.upper():
            if not "A" <= letter <= "Z" or number > MAX_COLUMN:
                raise LayoutError(letters)
            number = number * 26 + ord(letter) - ord("A") + 1
        self[letters] = within(number, MAX_COLUMN) - 1
        return self[letters]


def sheets_of(workbook: bytes, relations: bytes) -> list[SheetPart]:
    """The sheets in order. Raises LayoutError where the parts cannot be read."""
    targets = {each.get("Id", ""): each.get("Target", "") for _, each in starts(relations, "Relationship")}
    found = []
    for _, sheet in starts(workbook, "sheet"):
        relation = next((value for key, value in sheet.items() if key.endswith(":id")), "")
        target = targets.get(relation, "").replace("\\", "/")
        member = target.lstrip("/") if target.startswith(("/", "xl/")) else f"xl/{target}"
        found.append(SheetPart(sheet.get("name", ""), member, sheet.get("state", "visible") == "visible"))
    return found


def lengths_of_texts(shared: bytes) -> list[int]:
    """The numbers of characters of the texts that cells refer to. Raises LayoutError where the part cannot be read."""
    found: list[int] = []
    local = LocalNames()

    def begin(name: str, _: dict[str, str]) -> None:
        if local[name] == "si":
            found.append(0)

    def add(text: str) -> None:
        if found:
            found[-1] += len(text)

    reading = parser()
    reading.StartElementHandler, reading.CharacterDataHandler = begin, add
    parse(reading, shared)
    return found

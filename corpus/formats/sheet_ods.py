"""What the content of an .ods file tells, but for the values of its cells. All its sheets are in one part."""

from corpus.formats.grid_blocks import Area
from corpus.formats.sheet_layout import MAX_ROW, Layout, Scan, Span, mark, within
from corpus.formats.sheet_limits import Budget

_FILLED = ("value-type", "formula", "value", "string-value", "date-value", "time-value", "boolean-value")
_HIDDEN = ("collapse", "filter")


class OpenDocumentScan(Scan):
    """A pass over the content; `layouts` are those of its sheets in order then."""

    row_name = "table-row"

    def __init__(self, xml: bytes, budget: Budget) -> None:
        super().__init__(xml, budget)
        self.layouts: list[Layout] = []
        self._number, self._rows, self._column, self._columns = 0, 0, 0, 0
        self._next_column, self._is_filled = 0, False
        self._style, self._struck = "", set[str]()
        self._watch(self._text)

    def run(self) -> bytes:
        """The XML without the rows that would reach too far."""
        kept = super().run()
        self.layout.extent.spend(self._budget)
        return kept

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match self._local[name]:
            case "table-cell" | "covered-table-cell":
                self._cell({self._local[key]: value for key, value in attributes.items()})
            case "p":
                self._fill()
            case "style":
                self._style = attributes.get("style:name", "")
            case "text-properties" if attributes.get("style:text-line-through-style", "none") != "none":
                self._struck.add(self._style)
            case "table-row":
                self._number += self._rows
                self._rows = _times(attributes.get("table:number-rows-repeated"))
                self._column, self._columns, self._is_filled = 0, 0, False
                self._begin_row()
                _note_hidden(attributes, self.layout.hidden_rows, self._number, self._rows)
            case "table-column":
                columns = _times(attributes.get("table:number-columns-repeated"))
                _note_hidden(attributes, self.layout.hidden_columns, self._next_column, columns)
                self._next_column += columns
            case "table":
                self._begin_table(attributes.get("table:name", ""))

    def _after_cut(self) -> None:
        self._rows = 0

    def _begin_table(self, name: str) -> None:
        self.layout.extent.spend(self._budget)
        self.layout = Layout(name)
        self.layouts.append(self.layout)
        self._number, self._rows, self._next_column = 0, 0, 0
        self._row_start, self._is_filled = -1, False

    def _cell(self, attributes: dict[str, str]) -> None:
        self._column += self._columns
        self._columns = _times(attributes.get("number-columns-repeated"))
        self._is_filled = False
        if any(name in attributes for name in _FILLED):
            self._fill()
        if not self._depth:
            for column in range(self._column, self._column + self._columns) if self._is_filled else ():
                if attributes.get("value-type") == "percentage":
                    mark(self.layout.percents, self._number, column, self._rows)
                if attributes.get("style-name") in self._struck:
                    mark(self.layout.struck, self._number, column, self._rows)
        rows, columns = _times(attributes.get("number-rows-spanned")), _times(attributes.get("number-columns-spanned"))
        if rows * columns > 1:
            self.layout.merged.append(Area(self._number, self._column, self._number + rows, self._column + columns))

    def _fill(self) -> None:
        if not self._is_filled and not self._depth:
            self._is_filled = True
            self.layout.extent.add(self._number, self._column, self._rows, self._columns)
            # The library keeps what is left of the first filled column as well.
            self.layout.extent.left = 0
            self._check()

    def _text(self, text: str) -> None:
        if self._is_filled:
            self.layout.extent.text += len(text.strip()) * self._rows * self._columns
            self._check()


def _times(text: str | None) -> int:
    return within(int(text or 1), MAX_ROW)


def _note_hidden(attributes: dict[str, str], hidden: list[Span], first: int, count: int) -> None:
    if attributes.get("table:visibility") in _HIDDEN:
        hidden.append((first, first + count))

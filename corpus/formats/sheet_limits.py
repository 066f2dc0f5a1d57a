"""How much of a spreadsheet or a table is read."""

from dataclasses import dataclass

# Of one file. The area is all cells, filled or not, of the smallest rectangle around those that are filled.
MAX_ROWS, MAX_CELLS, MAX_AREA = 200_000, 2_000_000, 5_000_000
# Characters of all cells together.
MAX_TEXT = 100_000_000


@dataclass(slots=True)
class Budget:
    """What may still be read of a file."""

    rows: int = MAX_ROWS
    cells: int = MAX_CELLS
    area: int = MAX_AREA
    text: int = MAX_TEXT


@dataclass(slots=True)
class Extent:
    """The smallest rectangle around the filled cells of a sheet, its ends exclusive, and their cells and characters."""

    top: int = 0
    left: int = 0
    bottom: int = 0
    right: int = 0
    cells: int = 0
    text: int = 0

    def add(self, row: int, column: int, rows: int = 1, columns: int = 1) -> bool:
        """Filled cells from a row and column on; whether the rectangle grew."""
        if not self.cells:
            self.top, self.left = row, column
        self.cells += rows * columns
        if self.top <= row and row + rows <= self.bottom and self.left <= column and column + columns <= self.right:
            return False
        self.top, self.left = min(self.top, row), min(self.left, column)
        self.bottom, self.right = max(self.bottom, row + rows), max(self.right, column + columns)
        return True

    def copy(self) -> "Extent":
        """The same, to go back to."""
        return Extent(self.top, self.left, self.bottom, self.right, self.cells, self.text)

    def fits(self, budget: Budget) -> bool:
        """Whether it may be read."""
        rows = self.bottom - self.top
        is_small = rows <= budget.rows and rows * (self.right - self.left) <= budget.area
        return is_small and self.cells <= budget.cells and self.text <= budget.text

    def spend(self, budget: Budget) -> None:
        """Take it off what may still be read."""
        rows = self.bottom - self.top
        budget.rows -= rows
        budget.area -= rows * (self.right - self.left)
        budget.cells -= self.cells
        budget.text -= self.text

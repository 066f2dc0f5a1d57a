"""The types of answer that a question may ask for."""

from typing import Literal, get_args

Kind = Literal[
    "date", "duration", "frequency", "count", "money", "amount", "person", "name", "place", "contact", "reason", "manner",
    "definition", "list", "yesno", "thing",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

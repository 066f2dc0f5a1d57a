"""A question as it is searched for."""

from dataclasses import dataclass

from index.encoder import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """One standalone question, taken apart once for all that use it.

    `terms` are its content terms, `vector` its unit vector, (dimensions,).
    """

    text: str
    language: str
    terms: tuple[str, ...]
    vector: Floats

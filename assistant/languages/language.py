"""What a language has to offer, so that the rest of the assistant need not know which one it is."""

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from assistant.languages.kinds import Kind
from assistant.languages.period import Period

Talk = Literal["greeting", "thanks", "farewell", "help"]


class Language(Protocol):
    """How messages are read in a language, and the assistant's own words in it. The packages `en` and `ja` are languages.

    A text is at most as long as a message and, but for what `sentences` takes, has single spaces; the work on it is in
    proportion to its length.
    """

    @property
    def code(self) -> str:
        """The code of the language, such as "en"."""

    # What a message asks.

    def small_talk(self, text: str) -> Talk | None:
        """What kind of small talk the whole text is, if it is nothing else. It holds words and single spaces only."""

    def is_courtesy(self, text: str) -> bool:
        """Whether a text is thanks or approval only, and so is about nothing."""

    def asks_for_more(self, text: str) -> bool:
        """Whether a sentence asks only to be told more of what is asked beside it: "please explain in detail"."""

    def without_instructions(self, sentence: str) -> str:
        """The sentence without what tells the assistant how to behave; the same text where it holds no instruction."""

    def sentences(self, text: str) -> list[str]:
        """The sentences of a text with any white space, none of them empty, each with single spaces."""

    def asks(self, sentence: str) -> bool:
        """Whether a sentence asks for something."""

    def without_courtesy(self, sentence: str) -> str:
        """The sentence without greeting, thanks and "could you please tell me"; as it was where nothing else is said."""

    def split(self, question: str) -> list[str]:
        """The things that one sentence asks, in order, at least one."""

    def answer_type(self, question: str) -> Kind:
        """The type of answer that a question asks for; "thing" when nothing says."""

    def asks_for_latest(self, question: str) -> bool:
        """Whether the newest of several news, or the like, is asked for."""

    def period(self, question: str) -> Period | None:
        """The time that a question is about, where it names a version by its year, or a year before or after which it asks."""

    # What a question is about.

    def changes_topic(self, text: str) -> bool:
        """Whether a text says that it is about something else than what came before."""

    def needs_topic(self, question: str) -> bool:
        """Whether a question cannot be understood without what was asked before it."""

    def names_something(self, question: str) -> bool:
        """Whether a question names what it is about."""

    def subject(self, question: str) -> str:
        """What a question is about, in its own words; "" where it does not say."""

    def content_words(self, text: str) -> Iterator[str]:
        """The words of a text that the sources may or may not mention, as they stand there."""

    # What the sources say.

    def questions_of(self, sentence: str) -> Iterator[str]:
        """Questions that a sentence of a document answers, if it is of simple form."""

    # The assistant's own words.

    def small_talk_reply(self, kind: str, subject: str) -> str:
        """The reply to small talk of an assistant for a subject."""

    def nothing_found(self, kind: Kind, missing: Sequence[str]) -> str:
        """Says that the sources do not answer, what was looked for, and which words they do not mention."""

    def part_not_found(self, part: str) -> str:
        """Says which part of a message the sources do not answer."""

    def parts_left_out(self, named: Sequence[str], more: int) -> str:
        """Says what else a message asked that was not looked into: some parts, and how many more there are."""

    def not_searched(self) -> str:
        """Says that the search does not know the language of the question, and that no guess is made."""

    def not_understood(self) -> str:
        """Says in which languages questions can be asked."""

    def items_left_out(self, count: int) -> str:
        """Says how many items of a list are not quoted beside those that are."""

    def of_dates(self, dated: Sequence[tuple[str, str]]) -> str:
        """Says of which dates documents are, given as title and date each."""

    def superseded(self, title: str, until: str, by: str) -> str:
        """Says until which date a document holds, and the title of what took its place; either may be empty."""

    def source_note(self, quoted: str) -> str:
        """Says that the quotes are in the language with the code `quoted`."""

"""Japanese, as `assistant.languages.language.Language` describes a language."""

from assistant.languages.ja.answer_types import answer_type, asks_for_latest
from assistant.languages.ja.courtesy import without_courtesy
from assistant.languages.ja.instructions import without_instructions
from assistant.languages.ja.periods import period
from assistant.languages.ja.questions import asks, sentences, split
from assistant.languages.ja.suggested import questions_of
from assistant.languages.ja.talk import asks_for_more, is_courtesy, small_talk
from assistant.languages.ja.topics import changes_topic, content_words, names_something, needs_topic, subject
from assistant.languages.ja.words import (
    items_left_out,
    not_searched,
    not_understood,
    nothing_found,
    of_dates,
    part_not_found,
    parts_left_out,
    small_talk_reply,
    source_note,
    superseded,
)

__all__ = [
    "answer_type",
    "asks",
    "asks_for_latest",
    "asks_for_more",
    "changes_topic",
    "code",
    "content_words",
    "is_courtesy",
    "items_left_out",
    "names_something",
    "needs_topic",
    "not_searched",
    "not_understood",
    "nothing_found",
    "of_dates",
    "part_not_found",
    "parts_left_out",
    "period",
    "questions_of",
    "sentences",
    "small_talk",
    "small_talk_reply",
    "source_note",
    "split",
    "subject",
    "superseded",
    "without_courtesy",
    "without_instructions",
]

code = "ja"

import pytest

from assistant.languages.kinds import KINDS, Kind
from assistant.wording import nothing_found


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_that_can_be_asked_for_has_words_in_both_languages(kind: Kind):
    assert nothing_found(kind, [], "en").startswith("The sources do not answer this: I looked for ")
    assert nothing_found(kind, [], "ja").startswith("出典には、この質問に答える")

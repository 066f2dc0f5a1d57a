import json
from pathlib import Path

import jsonschema
import pytest
from pydantic import TypeAdapter

import assistant.answer

SCHEMA = Path(assistant.answer.__file__).with_name("answer.schema.json")


def test_the_schema_is_the_one_of_the_answer():
    """To renew it, write `text` to the file."""
    made = TypeAdapter(assistant.answer.Answer).json_schema(mode="serialization")
    text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    assert SCHEMA.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "question", ["Who heads the Cybersecurity Strategic Headquarters?", "Who won the 1998 World Cup?", "Hello"]
)
def test_real_answers_follow_the_schema(cli, question: str):
    answer = json.loads(cli("ask", question, "--json").out)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(answer, schema)
    assert set(answer) == set(schema["properties"])


def test_the_schema_refuses_another_shape(cli):
    answer = json.loads(cli("ask", "Hello", "--json").out)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**answer, "status": "maybe"}, json.loads(SCHEMA.read_text(encoding="utf-8")))

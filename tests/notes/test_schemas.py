"""What a tool takes and answers, as JSON Schema says it."""

from shared.notes.schemas import BOOLEAN, INTEGER, STRING, array, nullable, object_of


def test_a_value_is_described_by_its_type_and_its_bounds():
    assert STRING() == {"type": "string"}
    assert STRING("Text", maxLength=9) == {"type": "string", "description": "Text", "maxLength": 9}
    assert INTEGER("How many", minimum=1) == {"type": "integer", "description": "How many", "minimum": 1}
    assert INTEGER() == {"type": "integer"}
    assert BOOLEAN("Whether") == {"type": "boolean", "description": "Whether"}
    assert BOOLEAN() == {"type": "boolean"}
    assert array(STRING()) == {"type": "array", "items": {"type": "string"}}
    assert nullable("string") == {"type": ["string", "null"]}


def test_what_a_tool_takes_holds_nothing_else_and_what_it_answers_has_all():
    text = {"a": {"type": "string"}, "b": {"type": "integer"}}
    takes = {"type": "object", "properties": text, "required": ["a"], "additionalProperties": False}
    assert object_of(("a",), a=STRING(), b=INTEGER()) == takes
    assert object_of((), a=STRING(), b=INTEGER()) == {
        "type": "object",
        "properties": text,
        "additionalProperties": False,
    }
    assert object_of(a=STRING(), b=INTEGER()) == {"type": "object", "properties": text, "required": ["a", "b"]}
    assert object_of() == {"type": "object", "properties": {}}

"""Questions made to be slow: each is answered."""

from pathlib import Path

import pytest

from tests.hostile.filled import filled
from tests.hostile.process import Question, asked_about, in_a_process_of_its_own
from tests.hostile.request import MIB

Asked = tuple[str, Question, str, dict[str, str]]
"""The text of a note, what is asked of it, the code of the answer, and the texts of other notes."""


def phrase_that_is_not_there(*, notes: int) -> Asked:
    text = "字" * 199_000 + " moss"
    others = {f"Slow {number}": text for number in range(notes)}
    return text, ("search_notes", {"query": "字" * 900 + "x moss", "limit": 100}), "ok", others


SLOW_QUESTIONS: dict[str, Asked] = {
    "a-phrase-that-is-not-there": phrase_that_is_not_there(notes=4),
    "a-phrase-that-is-in-none-of-many": phrase_that_is_not_there(notes=12),
    "a-phrase-of-500-words": ("a " * (MIB // 2), ("search_notes", {"query": f'"{"a " * 499}"'}), "ok", {}),
    "a-chain-of-headings": (
        filled("# a\n", size=MIB // 2),
        ("read_note", {"path": "Slow", "section": "z#a"}),
        "not_found",
        {},
    ),
    "an-edit-under-a-heading": (
        filled("# a\n", size=MIB // 2),
        ("edit_note", {"path": "Slow", "do": "append", "heading": "z#a", "text": "x"}),
        "not_found",
        {},
    ),
    "an-edit-of-one-of-many-headings": (
        filled("# a\n## b\n", size=MIB // 2),
        (
            "edit_note",
            {"path": "Slow", "do": "replace_section", "heading": "a#b", "text": filled("b\n", size=MIB // 3)},
        ),
        "ok",
        {},
    ),
    "an-edit-of-one-of-many-blocks": (
        filled("a ^b\n", size=MIB // 2, end="c ^d"),
        ("edit_note", {"path": "Slow", "do": "append", "block": "d", "text": "x"}),
        "ok",
        {},
    ),
    "an-edit-beside-a-line-of-spaces": (
        "-" + " " * (MIB // 2) + "x",
        ("edit_note", {"path": "Slow", "do": "append", "text": "-" + " " * (MIB // 3) + "x"}),
        "ok",
        {},
    ),
    "many-texts-replaced": (
        filled("a\nb\n", size=MIB // 2),
        ("edit_note", {"path": "Slow", "do": "replace_text", "old_text": "a", "text": "c", "expected_count": MIB // 8}),
        "ok",
        {},
    ),
    "more-text-than-any-note-may-have": (
        "a" * MIB,
        (
            "edit_note",
            {"path": "Slow", "do": "replace_text", "old_text": "a", "text": "b" * MIB, "expected_count": MIB},
        ),
        "too_large",
        {},
    ),
    "a-text-that-almost-stands-there": (
        "a" * MIB,
        ("edit_note", {"path": "Slow", "do": "replace_text", "old_text": "a" * (MIB // 2) + "b", "text": ""}),
        "conflict",
        {},
    ),
    "a-property-of-2000": (
        "---\n" + "".join(f"k{number}: {number}\n" for number in range(2_000)) + "---\n",
        ("edit_note", {"path": "Slow", "do": "set_property", "property": "K1999", "value": ["x"] * 90}),
        "ok",
        {},
    ),
    "a-property-among-spaces": (
        "---\na:" + " " * 64_000 + "x\n---\n",
        ("edit_note", {"path": "Slow", "do": "set_property", "property": "a", "value": "y"}),
        "ok",
        {},
    ),
    "a-history-of-unlike-texts": (
        "\n".join(str(number % 97) for number in range(200_000)),
        ("get_history", {"path": "Slow", "diffs": True}),
        "ok",
        {},
    ),
    "links-to-a-common-name": (
        filled("[[a]] ", size=MIB // 2),
        ("get_backlinks", {"path": "Slow"}),
        "ok",
        {f"d{number}/a": "x" for number in range(1_000)},
    ),
}


WITH_MANY_NOTES = "a-phrase-that-is-in-none-of-many"
SHORT = [name for name in SLOW_QUESTIONS if name != WITH_MANY_NOTES]


@pytest.mark.parametrize("name", [*SHORT, pytest.param(WITH_MANY_NOTES, marks=pytest.mark.slow)])
def test_a_question_made_to_be_slow_is_answered(tmp_path: Path, name: str):
    text, question, code, others = SLOW_QUESTIONS[name]
    answers = in_a_process_of_its_own(lambda: asked_about(tmp_path, text, question, others=others))
    assert [answer for answer, _ in answers] == [(200, "ok"), (200, code)]

"""The size of an answer: never larger than a Lambda may give."""

from pathlib import Path

import pytest

from tests.hostile.filled import TAGS_OF_ALL_KINDS, filled
from tests.hostile.process import Question, asked_about, in_a_process_of_its_own

LAMBDA_ANSWER_BYTES_MAX = 6_000_000
"""A Lambda's synchronous answer (AWS Lambda quotas, "Invocation payload")."""


def edited_to(text: str) -> Question:
    """An edit that replaces a whole note."""
    given = {"do": "replace_text", "old_text": text.replace("\1", "\0"), "text": text}
    return "edit_note", {"path": "Slow", **given}


@pytest.mark.parametrize(
    ("text", "question"),
    [
        pytest.param("\0" * 600_000, ("read_note", {"path": "Slow"}), id="control-characters"),
        pytest.param(filled('"'), ("read_note", {"path": "Slow"}), id="quotation-marks"),
        pytest.param(filled("# a\n", size=650_000), ("read_note", {"path": "Slow"}), id="headings"),
        pytest.param(filled("[[a]] ", size=600_000), ("get_backlinks", {"path": "Slow"}), id="links"),
        pytest.param("\0" * 300_000, edited_to("\1" * 300_000), id="an-edit-of-control-characters"),
        pytest.param("\0\n" * 200_000, edited_to("\1\n" * 200_000), id="an-edit-of-many-lines"),
        pytest.param("\0\n" * 250_000, ("get_history", {"diffs": True}), id="a-history-of-control-characters"),
        pytest.param("\0" * 500_000, ("read_note", {"paths": ["Slow", "Tags 1", "Tags 2"]}), id="several-notes"),
        pytest.param(filled("[[a]] ", size=600_000), ("get_backlinks", {}), id="links-to-nothing"),
        pytest.param("#" + "a/" * 5_000, ("get_tags", {}), id="a-deep-tag"),
        pytest.param(TAGS_OF_ALL_KINDS, ("get_tags", {}), id="tags"),
        pytest.param(TAGS_OF_ALL_KINDS, ("list_notes", {}), id="notes-with-many-tags"),
    ],
)
def test_no_answer_is_larger_than_a_lambda_may_give(tmp_path: Path, text: str, question: Question):
    others = {f"Tags {number}": text for number in range(5)} if question[0] == "list_notes" else {}
    written, (answer, size) = in_a_process_of_its_own(lambda: asked_about(tmp_path, text, question, others=others))
    assert written[0] == (200, "ok")
    assert answer in ((200, "ok"), (200, "too_large"))
    assert size <= LAMBDA_ANSWER_BYTES_MAX


def test_deleting_what_many_links_mean_is_told_in_short(tmp_path: Path):
    links = {f"Links {number}": filled("[[Slow]] ", size=90_000) for number in range(5)}
    answers = in_a_process_of_its_own(
        lambda: asked_about(tmp_path, "x", ("delete_note", {"path": "Slow"}), others=links)
    )
    assert [answer for answer, _ in answers] == [(200, "ok"), (200, "ok")]
    assert answers[1][1] <= LAMBDA_ANSWER_BYTES_MAX // 10

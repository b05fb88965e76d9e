"""The load in short: ten users, some faults; and that it tells when a promise is broken."""

from pathlib import Path

import pytest

from tests.load import answers
from tests.load.ledger import BrokenPromise, Kept, Ledger
from tests.load.report import report
from tests.load.run import ALL, Plan, run

SHORT = ("killed (SIGKILL)", "texts in the store spoilt")


def test_nothing_acknowledged_is_lost_when_processes_and_files_fail(tmp_path: Path):
    ran = run(Plan(users=10, acts_each=12, faults=SHORT, times=1, is_long=False), tmp_path)
    assert ran.tally.broken == [], report(ran)
    assert ran.tally.calls() > 120
    assert ran.tally.checks["versions in the history"] > 50
    assert min(ran.tally.checks[name] for name in ("spoilt texts refused", "words of others not found")) > 5


@pytest.mark.slow
def test_the_load_with_every_fault_breaks_no_promise(tmp_path: Path):
    ran = run(Plan(users=40, acts_each=40, faults=tuple(ALL), times=2), tmp_path)
    assert ran.tally.broken == [], report(ran)


def held() -> Ledger:
    ledger = Ledger()
    ledger.acknowledge(1, {"Moss.md": b"one"})
    ledger.acknowledge(2, {"Fern.md": b"two"})
    return ledger


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"Moss.md": Kept(1, b"one")}, r"lost: \['Fern.md'\]"),
        ({"Moss.md": Kept(1, b"one"), "Fern.md": Kept(2, b"old")}, r"other than acknowledged: \['Fern.md'\]"),
        ({"Moss.md": Kept(1, b"one"), "Fern.md": Kept(2, b"two"), "x.md": Kept(3, b"")}, r"never written: \['x.md'\]"),
    ],
    ids=["lost", "changed", "strange"],
)
def test_a_ledger_tells_what_is_not_as_it_was_acknowledged(found: dict[str, Kept], said: str):
    with pytest.raises(BrokenPromise, match=said):
        held().settle(found)


def test_a_change_that_was_not_answered_is_there_or_not_but_never_half():
    both = {"Moss.md": None, "Moor.md": b"one"}
    whole = {"Moor.md": Kept(3, b"one"), "Fern.md": Kept(2, b"two")}
    for found, made in ((whole, 1), ({"Moss.md": Kept(1, b"one"), "Fern.md": Kept(2, b"two")}, 0)):
        ledger = held()
        ledger.doubt("move", both)
        assert ledger.settle(found) == made
    ledger = held()
    ledger.doubt("move", both)
    with pytest.raises(BrokenPromise, match="half of an unanswered move"):
        ledger.settle({**whole, "Moss.md": Kept(1, b"one")})


def test_a_version_that_comes_again_is_told():
    with pytest.raises(BrokenPromise, match="version 2 came after 2"):
        held().acknowledge(2, {"Moss.md": b"three"})


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"Internal Server Error"),
        (500, b'{"error": "internal", "message": "Something is wrong."}'),
        (200, b'{"jsonrpc": "2.0", "id": 1, "error": {"code": -32603, "message": "Internal error."}}'),
        (503, b'{"error": "unavailable", "message": "no such file: /tmp/vault.db."}'),
        (500, b'{"error": "unavailable", "message": "Please try again."}'),
    ],
)
def test_an_answer_that_no_document_knows_is_told(status: int, body: bytes):
    with pytest.raises(BrokenPromise):
        answers.of_tool(status, body)


def test_an_answer_that_is_documented_is_its_code():
    assert answers.of_tool(503, b'{"error": "unavailable", "message": "Please try again."}').code == "unavailable"

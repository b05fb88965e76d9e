"""Whatever goes wrong between us and AWS, at any request: nothing acknowledged is lost and nothing happens twice."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shared import indexes
from shared.access.tickets import SEND, Ticket
from shared.errors import Unavailable, VaultError
from shared.notes import changelog
from shared.notes.change import Edit
from shared.notes.changelog import MAY_HAVE_HAPPENED
from tests.aws.faults import Wire, failed_though_done, unanswered, unanswered_though_done
from tests.aws.faulty_vault import ALWAYS, CALLER, Vault, answered, attempt, trials
from tests.conftest import ADA, Clock
from tests.shelves import moto

LARGE = "a large text " * 1_000
EVERY = [301, pytest.param(1, marks=pytest.mark.slow)]
"""Of so many faults at so many places one is tried by `make test`, and each by `make proof`."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes of few notes have several parts, and an index is folded often."""
    monkeypatch.setattr(changelog, "EDITS_PER_COMMIT", 3)
    monkeypatch.setattr(indexes, "FOLDED_AFTER_CHANGES", 2)


@dataclass(frozen=True)
class Act:
    """Something that is done to a vault that was made ready for it, and how often one can see that it was done."""

    do: Callable[[Vault], Any]
    done: Callable[[Vault], int]
    ready: Callable[[Vault], Any] = lambda vault: None


def counted(what: str) -> Callable[[Vault], int]:
    return lambda vault: vault.changes().count(what)


def some_notes(vault: Vault) -> None:
    for path, body in {"Moss": "likes shade", "Index": "[[Moss]] and [[Moss]]", "wood/Fern": "[[Moss]] too"}.items():
        vault.call("write_note", path=path, body=body)


def a_folder(vault: Vault) -> None:
    vault.vault.change([Edit(f"wood/n{number}.md", b"fern") for number in range(7)], "plant")


def a_deleted_note(vault: Vault) -> None:
    some_notes(vault)
    vault.call("delete_note", path="Moss")


def sent(vault: Vault) -> Any:
    """By a link of its own each time: one that was taken is not good again, whatever came of it."""
    secret = vault.service.tickets.make(CALLER, Ticket(SEND, "moss.png", "", 0, False))
    return vault.service.transfers.send(secret, b"bytes " * 3_000)


def signed_in(vault: Vault) -> None:
    given = vault.service.grants.start_with_refresh(ADA, client="Claude", scopes=["notes:read"], client_id="client")
    vault.refresh = given.token


ACTS = {
    "writes a note": Act(lambda v: v.call("write_note", path="New", body="moss"), counted("write")),
    "writes a large note": Act(lambda v: v.call("write_note", path="New", body=LARGE), counted("write")),
    "appends to a note": Act(
        lambda v: v.call("edit_note", path="Moss", do="append", text="once"),
        lambda v: v.texts()["Moss.md"].count("once"),
        some_notes,
    ),
    "moves a note": Act(lambda v: v.call("move_note", path="Moss", to="Bryum"), counted("move"), some_notes),
    "moves a folder": Act(lambda v: v.call("move_note", path="wood/", to="forest/"), counted("move"), a_folder),
    "deletes a note": Act(lambda v: v.call("delete_note", path="Moss"), counted("delete"), some_notes),
    "restores a note": Act(lambda v: v.call("restore_note", path="Moss"), counted("restore"), a_deleted_note),
    "undoes a change": Act(lambda v: v.call("undo_changes", changes=[3]), counted("undo"), some_notes),
    "sends an attachment": Act(sent, counted("attach")),
}
READS = {
    "reads a note": lambda v: v.call("read_note", path="Moss")["text"],
    "reads several notes": lambda v: v.call("read_note", paths=["Moss", "Index"]),
    "searches": lambda v: [note["path"] for note in v.call("search_notes", query="moss")["notes"]],
    "lists": lambda v: [note["path"] for note in v.call("list_notes")["notes"]],
    "looks at history": lambda v: len(v.call("get_history")["changes"]),
}


def requests_of(wire: Wire, folder: Path, clock: Clock, act: Act) -> int:
    """How many requests an act takes when nothing goes wrong; it is then done once."""
    with moto():
        vault = ready(wire, folder, clock, act)
        wire.break_at(0, unanswered, 0)
        act.do(vault)
        number = len(wire.requests)
        assert act.done(vault) == 1
        vault.check()
    return number


def ready(wire: Wire, folder: Path, clock: Clock, act: Act) -> Vault:
    """A vault in which an act can be done, in a function that has just started."""
    wire.mend()
    act.ready(before := Vault(folder / "before", clock))
    vault = Vault(folder, clock)
    vault.refresh = before.refresh
    return vault


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_done_once_or_may_be_tried_again(wire: Wire, tmp_path: Path, clock: Clock, name: str, every: int):
    act = ACTS[name]
    number = requests_of(wire, tmp_path / "well", clock, act)
    for trial, (at, fault, times) in enumerate(trials(number, every)):
        with moto():
            vault = ready(wire, tmp_path / str(trial), clock, act)
            wire.break_at(at, fault, times)
            told = attempt(act.do, vault)
            wire.mend()
            case = (name, at, fault.__name__, times, repr(told))
            check_outcome(act, vault, told, times, case)


def check_outcome(act: Act, vault: Vault, told: VaultError | None, times: int, case: Any) -> None:
    """A fault that passes is not noticed; one that stays is told, as what may be tried again or must be looked at."""
    done = act.done(vault)
    vault.check()
    if told is None:
        assert done == 1, case
        return
    assert times == ALWAYS and isinstance(told, Unavailable), case
    assert done == 0 or told.message == MAY_HAVE_HAPPENED, case
    if not done:
        assert attempt(act.do, vault) is None and act.done(vault) == 1, case
        vault.check()


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("name", READS)
def test_a_read_answers_what_is_there_or_may_be_tried_again(
    wire: Wire, tmp_path: Path, clock: Clock, name: str, every: int
):
    read = READS[name]
    with moto():
        warm = Vault(tmp_path / "warm", clock)
        some_notes(warm)
        expected = read(Vault(tmp_path / "well", clock))
        wire.break_at(0, unanswered, 0)
        read(Vault(tmp_path / "counted", clock))
        for trial, (at, fault, times) in enumerate(trials(len(wire.requests), every)):
            cold = Vault(tmp_path / str(trial), clock)
            wire.break_at(at, fault, times)
            answers, told = answered(read, cold)
            wire.mend()
            case = (name, at, fault.__name__, times, repr(told))
            assert answers == [expected] if told is None else isinstance(told, Unavailable), case
            assert times == ALWAYS or told is None, case
            assert read(cold) == expected, case


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_a_refresh_token_is_answered_once_with_its_successor(wire: Wire, tmp_path: Path, clock: Clock, every: int):
    act = Act(lambda vault: vault.service.grants.rotate(vault.refresh, "client"), lambda vault: 0, signed_in)
    for trial, (at, fault, times) in enumerate(trials(4, every)):
        with moto():
            vault = ready(wire, tmp_path / str(trial), clock, act)
            wire.break_at(at, fault, times)
            answers, told = answered(act.do, vault)
            wire.mend()
            case = (at, fault.__name__, times, repr(told))
            assert times == ALWAYS or told is None, case
            if told is None:
                vault.service.grants.rotate(answers[0].token, "client")
            else:
                assert isinstance(told, Unavailable), case


def test_calls_are_never_counted_too_few(wire: Wire, tmp_path: Path, clock: Clock):
    for at, fault, times in trials(2, 1):
        with moto():
            vault = Vault(tmp_path, clock)
            vault.service.limits.spend(ADA, "")
            wire.break_at(at, fault, times)
            was_let_in = attempt(vault.service.limits.spend, ADA, "") is None
            wire.mend()
            spent = vault.service.limits._per_minute - vault.service.limits.left(ADA).remaining
            assert spent >= 1 + was_let_in
            again = {unanswered_though_done, failed_though_done}
            assert fault in again or spent == 1 + was_let_in, (fault.__name__, times, spent)

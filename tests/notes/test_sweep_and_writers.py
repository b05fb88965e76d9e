"""A sweep stopped at each of its calls to let a writer in, and a writer at each of its own to let a sweep in."""

from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest

from shared.errors import Conflict, NotFound, Unavailable
from shared.notes import changelog
from shared.notes import sweep as sweeping
from shared.notes.change import Edit
from shared.notes.history import History
from shared.notes.sweep import DOOM_SECONDS
from shared.notes.undo import undo
from shared.notes.vault import Vault
from tests.conftest import Clock
from tests.notes.sweep.swept import check, check_nothing_is_unreachable, swept, vault_of, with_old_texts
from tests.notes.wire import Told, wired
from tests.shelves import Shelves


@pytest.fixture(autouse=True)
def little_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit holds three notes and a sweep dooms two files at a time, so that everything takes several rounds."""
    monkeypatch.setattr(changelog, "EDITS_PER_COMMIT", 3)
    monkeypatch.setattr(sweeping, "DOOMED_MAX", 2)


def puts_the_same_texts_again(vault: Vault) -> None:
    vault.write("Again", "two")
    vault.attach("again.png", b"fern")


def goes_back_to_the_first_text(vault: Vault) -> None:
    History(vault).restore("Moss", version=1)


def brings_back_what_was_deleted(vault: Vault) -> None:
    History(vault).restore("Fern")


def undoes_the_last_change(vault: Vault) -> None:
    undo(vault, changes=[vault.seq()])


def deletes_a_note_and_writes_it_again(vault: Vault) -> None:
    vault.delete("Moss")
    vault.write("Moss", "one")


def writes_many_notes(vault: Vault) -> None:
    texts = ["one", "new", "three", "fern", "newer"]
    vault.change([Edit(f"many/{text}.md", text.encode()) for text in texts], "import")


Writer = Callable[[Vault], None]
WRITERS: list[Writer] = [
    puts_the_same_texts_again,
    goes_back_to_the_first_text,
    brings_back_what_was_deleted,
    undoes_the_last_change,
    deletes_a_note_and_writes_it_again,
    writes_many_notes,
]
STEPS = {"some": {"local": 1, "aws": 61}, "all": {"local": 1, "aws": 7}}
"""Of how many calls one is stopped at; on moto, which is slow, some must do."""


@pytest.fixture(params=WRITERS, ids=lambda writer: writer.__name__)
def writer(request: pytest.FixtureRequest) -> Writer:
    found: Writer = request.param
    return found


@pytest.fixture(params=["some", pytest.param("all", marks=pytest.mark.slow)])
def step(request: pytest.FixtureRequest) -> int:
    return STEPS[request.param][request.node.callspec.params["shelves"]]


def stopped_at(number: int, act: Callable[[], None], always: Callable[[], None]) -> Told:
    """Does something before the call of a number, and something else before each."""
    made = count(1)

    def told(name: str) -> None:
        always()
        if next(made) == number:
            act()

    return told


def attempted(writer: Writer, vault: Vault) -> bool:
    """Whether a writer did what it wanted; a refusal is one that may be repeated, or says what is gone."""
    try:
        writer(vault)
    except (NotFound, Conflict, Unavailable):
        return False
    return True


def check_when_all_is_quiet(shelves: Shelves, clock: Clock, vault: Vault, writer: Writer, *, is_done: bool) -> None:
    vault.log.settle()
    check(shelves, vault)
    clock.forward(DOOM_SECONDS + 1)
    if not is_done:
        with suppress(NotFound, Conflict):
            writer(vault)
    swept(shelves, clock, vault.user_id)
    check_nothing_is_unreachable(shelves, vault)


def test_a_writer_at_any_moment_of_a_sweep_loses_nothing_to_it(
    shelves: Shelves, clock: Clock, writer: Writer, step: int
):
    for number in range(1, 1_000, step):
        vault = with_old_texts(shelves, clock, f"ada-{number}")
        done: list[bool] = []

        def write(vault: Vault = vault, done: list[bool] = done) -> None:
            done.append(attempted(writer, vault))

        def look(vault: Vault = vault) -> None:
            if step == 1:
                check(shelves, vault)

        swept(wired(shelves, stopped_at(number, write, look)), clock, vault.user_id)
        if not done:
            assert number > 20, "a sweep makes more calls than that"
            break
        check_when_all_is_quiet(shelves, clock, vault, writer, is_done=done[0])


def test_a_sweep_at_any_moment_of_a_writer_takes_nothing_it_needs(
    shelves: Shelves, clock: Clock, writer: Writer, step: int
):
    for number in range(1, 1_000, step):
        vault = with_old_texts(shelves, clock, f"ada-{number}")
        sweeps: list[int] = []

        def sweep(vault: Vault = vault, sweeps: list[int] = sweeps) -> None:
            sweeps.append(swept(shelves, clock, vault.user_id).files)

        told = stopped_at(number, sweep, lambda: None)
        is_done = attempted(writer, vault_of(wired(shelves, told), clock, vault.user_id))
        if not sweeps:
            assert number > 4, "a writer makes more calls than that"
            break
        check_when_all_is_quiet(shelves, clock, vault, writer, is_done=is_done)

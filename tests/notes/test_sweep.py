"""The sweep: what is too old goes, what anything names stays, whoever writes, sweeps or crashes at the same moment."""

import random
from collections.abc import Callable, Iterable
from hashlib import sha256
from threading import Condition, Thread
from typing import Any

import pytest

from shared.errors import Conflict, NotFound, Unavailable
from shared.notes import changelog
from shared.notes import sweep as sweeping
from shared.notes.change import Author, Edit
from shared.notes.history import Filter, History
from shared.notes.sweep import DAY_SECONDS, DOOM_SECONDS, Sweep, Swept
from shared.notes.undo import undo
from shared.notes.vault import Limits, Vault
from shared.storage.contract import Clock as AnyClock
from tests.conftest import ADA, Clock
from tests.notes.wire import Crash, Told, before, crash, wired
from tests.shelves import Shelves

DAYS = 30


def vault_of(shelves: Shelves, clock: AnyClock, user_id: str = ADA) -> Vault:
    return Vault(shelves.records, shelves.files, user_id, author=Author("Claude"), limits=Limits(), clock=clock)


def swept(shelves: Shelves, clock: AnyClock, user_id: str = ADA, **how: Any) -> Swept:
    return Sweep(vault_of(shelves, clock, user_id), shelves.records, shelves.files, clock=clock, **how).run(DAYS)


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def check(shelves: Shelves, vault: Vault) -> None:
    """Whatever anything names can be read."""
    named = [*vault.notes(), *(note for _, note in vault.trash())]
    for change in History(vault).of_vault(Filter()):
        named += [note for told in change.notes for note in (told.before, told.after, told.moved_from) if note]
    there = set(shelves.files.under(vault.user_id))
    assert {note.digest for note in named} <= there


def check_nothing_is_unreachable(shelves: Shelves, vault: Vault) -> None:
    check(shelves, vault)
    named = {note.digest for note in vault.notes()} | {note.digest for _, note in vault.trash()}
    for change in vault.changes(0):
        named |= {note.digest for told in change.notes for note in (told.before, told.after) if note}
    assert set(shelves.files.under(vault.user_id)) == named
    assert (vault.log.head().doomed, vault.log.head().plan) == ((), "")


@pytest.fixture
def vault(shelves: Shelves, clock: Clock) -> Vault:
    return vault_of(shelves, clock)


@pytest.fixture
def is_local(request: pytest.FixtureRequest) -> bool:
    """Whether the shelves are those of this machine, which are quick."""
    return bool(request.node.callspec.params["shelves"] == "local")


def test_history_and_trash_go_when_they_are_too_old_and_their_texts_with_them(
    vault: Vault, shelves: Shelves, clock: Clock
):
    vault.write("Moss", "one")
    vault.write("Moss", "two", if_version=1)
    vault.write("Fern", "fern")
    vault.delete("Fern")
    clock.forward((DAYS - 1) * DAY_SECONDS)
    assert swept(shelves, clock) == Swept(0, 0, 0)
    vault.write("Moss", "three", if_version=2)
    clock.forward(2 * DAY_SECONDS)
    assert swept(shelves, clock) == Swept(4, 1, 2)
    assert [vault.keeps(digest(text)) for text in ("one", "two", "three", "fern")] == [False, True, True, False]
    assert vault.read("Moss")[1] == "three"
    assert list(vault.trash()) == []
    with pytest.raises(NotFound):
        History(vault).restore("Fern")
    check_nothing_is_unreachable(shelves, vault)


def test_what_a_crash_left_behind_goes_and_what_others_hold_stays(vault: Vault, shelves: Shelves, clock: Clock):
    vault.write("Moss", "one")
    for text in ("left by a crash", "a zip of bob's", "one"):
        shelves.files.put(ADA, text.encode())
    assert swept(shelves, clock, held=lambda: {digest("a zip of bob's")}).files == 1
    assert vault.keeps(digest("a zip of bob's"))
    assert vault.read("Moss")[1] == "one"


def test_an_empty_vault_has_nothing_to_sweep(shelves: Shelves, clock: Clock):
    assert swept(shelves, clock) == Swept(0, 0, 0)


# Crashes


def with_old_texts(shelves: Shelves, clock: Clock, user_id: str) -> Vault:
    """Moss, of which only the last of four texts is young enough to stay, and a fern in the trash that is not."""
    vault = vault_of(shelves, clock, user_id)
    for text in ("one", "two", "three"):
        vault.write("Moss", text, overwrite=True)
    vault.write("Fern", "fern")
    vault.delete("Fern")
    clock.forward((DAYS + 1) * DAY_SECONDS)
    vault.write("Moss", "four", overwrite=True)
    return vault


def calls_of(act: Callable[[Told], Any]) -> int:
    """How many storage calls something makes."""
    made: list[str] = []
    act(made.append)
    return len(made)


def ending(after: int) -> Told:
    """Ends the process before the call that follows so many."""
    left = iter(range(after))

    def told(name: str) -> None:
        if next(left, None) is None:
            raise Crash

    return told


def test_a_sweep_that_crashes_anywhere_harms_nothing_and_the_next_completes_it(
    shelves: Shelves, clock: Clock, is_local: bool
):
    with_old_texts(shelves, clock, "counted")
    calls = calls_of(lambda told: swept(wired(shelves, told), clock, "counted"))
    for after in range(0, calls, 1 if is_local else 6):
        user_id = f"ada-{after}"
        vault = with_old_texts(shelves, clock, user_id)
        with pytest.raises(Crash):
            swept(wired(shelves, ending(after)), clock, user_id)
        check(shelves, vault)
        for text in ("one", "two", "three", "fern"):
            write_in_time(vault, clock, text)
        check(shelves, vault)
        swept(shelves, clock, user_id)
        check_nothing_is_unreachable(shelves, vault)
        assert {vault.read(text)[1] for text in ("one", "two", "three", "fern")} == {"one", "two", "three", "fern"}


def write_in_time(vault: Vault, clock: Clock, text: str) -> None:
    """Write a text to a note of its name, after the lease of a sweep that never ended if need be."""
    try:
        vault.write(text, text)
    except Unavailable:
        assert digest(text) in vault.log.head().doomed
        clock.forward(DOOM_SECONDS + 1)
        vault.write(text, text)


def test_a_sweep_leaves_another_sweep_that_is_at_it_alone(shelves: Shelves, clock: Clock):
    vault = with_old_texts(shelves, clock, ADA)
    other: list[Swept] = []
    meanwhile = before("remove", lambda: other.append(swept(shelves, clock)))
    assert swept(wired(shelves, meanwhile), clock).files == 3
    assert other == [Swept(0, 0, 0)]
    check_nothing_is_unreachable(shelves, vault)


def test_a_slow_sweep_stops_before_its_lease_is_over(shelves: Shelves, clock: Clock):
    vault = with_old_texts(shelves, clock, ADA)

    def told(name: str) -> None:
        if name == "remove":
            clock.forward(40)

    assert swept(wired(shelves, told), clock).files == 2
    check(shelves, vault)
    assert swept(shelves, clock).files == 1
    check_nothing_is_unreachable(shelves, vault)


def test_a_sweep_whose_lease_is_over_leaves_the_mark_of_the_next_alone(shelves: Shelves, clock: Clock):
    vault = with_old_texts(shelves, clock, ADA)

    def another_begins_later() -> None:
        clock.forward(DOOM_SECONDS + 1)
        with pytest.raises(Crash):
            swept(wired(shelves, before("remove", crash)), clock)

    swept(wired(shelves, before("remove", another_begins_later)), clock)
    head = vault.log.head()
    assert (len(head.doomed), head.sweeps) == (3, 2)
    with pytest.raises(Unavailable):
        vault.write("Moss", "two", overwrite=True)


# Writers at the same moment


class Turns:
    """Lets threads make their storage calls in an order drawn by chance, the same at every run."""

    def __init__(self, seed: int, names: Iterable[str]) -> None:
        self._chance = random.Random(seed)
        self._running = sorted(names)
        self._waiting: set[str] = set()
        self._changed = Condition()
        self._next = ""

    def of(self, name: str) -> Told:
        def told(call: str) -> None:
            with self._changed:
                self._waiting.add(name)
                self._draw()
                assert self._changed.wait_for(lambda: self._next == name, timeout=60)
                self._next = ""
                self._waiting.remove(name)

        return told

    def ends(self, name: str) -> None:
        with self._changed:
            self._running.remove(name)
            self._draw()

    def _draw(self) -> None:
        """Once everybody waits for a turn, somebody has it."""
        if not self._next and self._running and self._waiting == set(self._running):
            self._next = self._chance.choice(self._running)
            self._changed.notify_all()


def write_again(vault: Vault) -> None:
    vault.write("Again", "one")
    vault.write("Again", "three", overwrite=True)


def go_back(vault: Vault) -> None:
    History(vault).restore("Moss", version=1)


def bring_back(vault: Vault) -> None:
    History(vault).restore("Fern")


def write_many(vault: Vault) -> None:
    texts = ["two", "new", "fern", "one", "newer", "three", "newest"]
    vault.change([Edit(f"many/{text}.md", text.encode()) for text in texts], "import")


def undo_the_last(vault: Vault) -> None:
    undo(vault, changes=[vault.seq()])


WRITERS = (write_again, go_back, bring_back, write_many, undo_the_last)


def at_once(acts: dict[str, Callable[[Told], Any]], seed: int) -> None:
    """Do several things at once, each call of each in its turn; what is refused was refused."""
    turns = Turns(seed, acts)
    failures: list[BaseException] = []

    def run(name: str) -> None:
        try:
            acts[name](turns.of(name))
        except (Unavailable, NotFound, Conflict):
            pass
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            failures.append(error)
        finally:
            turns.ends(name)

    threads = [Thread(target=run, args=(name,)) for name in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def sweep_among_writers(shelves: Shelves, clock: Clock, seed: int) -> None:
    user_id = f"ada-{seed}"
    vault = with_old_texts(shelves, clock, user_id)
    chosen = random.Random(seed).sample(WRITERS, 2)

    def writing(act: Callable[[Vault], None]) -> Callable[[Told], None]:
        return lambda told: act(vault_of(wired(shelves, told), clock, user_id))

    def sweeps(told: Told) -> None:
        swept(wired(shelves, told), clock, user_id)

    sweepers = {"sweep": sweeps, "second sweep": sweeps} if seed % 3 == 0 else {"sweep": sweeps}
    at_once({**sweepers, **{act.__name__: writing(act) for act in chosen}}, seed)
    vault.log.settle()
    check(shelves, vault)
    clock.forward(DOOM_SECONDS + 1)
    swept(shelves, clock, user_id)
    check_nothing_is_unreachable(shelves, vault)


@pytest.fixture
def little_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit holds three notes and a sweep dooms two files at a time, so that everything takes several rounds."""
    monkeypatch.setattr(changelog, "EDITS_PER_COMMIT", 3)
    monkeypatch.setattr(sweeping, "DOOMED_MAX", 2)


@pytest.mark.usefixtures("little_at_once")
def test_no_order_of_calls_loses_a_text_to_the_sweep(shelves: Shelves, clock: Clock, is_local: bool):
    for seed in range(60 if is_local else 4):
        sweep_among_writers(shelves, clock, seed)


@pytest.mark.slow
@pytest.mark.usefixtures("little_at_once")
def test_no_order_of_thousands_loses_a_text_to_the_sweep(shelves: Shelves, clock: Clock, is_local: bool):
    for seed in range(4_000 if is_local else 100):
        sweep_among_writers(shelves, clock, seed)


@pytest.mark.usefixtures("little_at_once")
def test_the_texts_of_a_change_that_is_half_done_are_not_swept(vault: Vault, shelves: Shelves, clock: Clock):
    """A change of many notes begins after the sweep looked for one, and breaks off."""
    vault.write("Moss", "one")

    def begins() -> None:
        with pytest.raises(Crash):
            write_many(vault_of(wired(shelves, before("commit", crash, number=2)), clock))

    swept(wired(shelves, before("get", begins, number=2)), clock)
    assert vault.log.head().plan
    vault.log.settle()
    assert {note.path for note in vault.notes()} >= {"many/newest.md", "many/three.md"}
    check(shelves, vault)


@pytest.mark.usefixtures("little_at_once")
def test_the_plan_of_a_large_change_is_not_swept_between_its_writing_and_the_first_commit(
    vault: Vault, shelves: Shelves, clock: Clock
):
    """The plan lies in Files before any record names it, and a sweep that saw it there may be about to remove it."""
    write_many(vault)

    def is_seen_by_a_sweep() -> None:
        with pytest.raises(Crash):
            swept(wired(shelves, before("remove", crash)), clock)

    deletions = [Edit(note.path, None) for note in vault.notes()]
    with pytest.raises(Unavailable):
        vault_of(wired(shelves, before("commit", is_seen_by_a_sweep)), clock).change(deletions, "delete")
    for left in vault.log.head().doomed:
        shelves.files.remove(ADA, left)
    vault.log.settle()
    clock.forward(DOOM_SECONDS + 1)
    vault.change(deletions, "delete")
    assert list(vault.notes()) == []
    check(shelves, vault)

"""The watcher of a visible folder: what other programs do there becomes a change as it was meant, and never a loss."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest

from shared.access.gate import Caller
from shared.notes.change import Change
from shared.notes.folder_watch import ABSENT_SECONDS_MIN, Absences, watch
from shared.service import Service, build
from tests.conftest import ADA, Clock, config_in
from tests.notes.wire import wired
from tests.shelves import local_shelves

CLAUDE = Caller(ADA, client="Claude")
PATIENCE_SECONDS = 60
"""How long a machine with much else to do may take; a test that passes waits no longer than it must."""


def until(is_so: Callable[[], object]) -> None:
    stop, never = monotonic() + PATIENCE_SECONDS, Event()
    while not is_so():
        assert monotonic() < stop, "it never came in"
        never.wait(0.02)


@dataclass
class Watched:
    """Ada's vault and her folder, which is watched. While `may_take_in` is not set the watcher has to wait."""

    vaults: Service
    folder: Path
    may_take_in: Event = field(default_factory=Event)

    def in_its_turn(self, take_in: Callable[..., object], *files: list[Path]) -> None:
        assert self.may_take_in.wait(PATIENCE_SECONDS)
        take_in(*files)

    def put(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def write(self, path: str, body: str) -> None:
        self.vaults.call(CLAUDE, "write_note", {"path": path, "body": body, "overwrite": True})

    def texts(self) -> dict[str, str]:
        vault = self.vaults.vault(CLAUDE)
        return {note.path: vault.body(note.digest).decode() for note in vault.notes()}

    def becomes(self, texts: dict[str, str]) -> None:
        until(lambda: self.texts() == texts)

    def changes(self, after: int) -> list[Change]:
        return list(self.vaults.vault(CLAUDE).changes(after))

    def seq(self) -> int:
        return self.vaults.vault(CLAUDE).seq()

    def settle(self) -> None:
        """Wait until the watcher has seen a deletion, which takes it the longest, after all that was done before."""
        sentinel = self.put("sentinel.md", "")
        until(lambda: "sentinel.md" in self.texts())
        sentinel.unlink()
        until(lambda: "sentinel.md" not in self.texts())

    def told(self, after: int) -> list[tuple[str, str]]:
        """Who did what to which note, but for the sentinel."""
        changes = self.changes(after)
        told = [(change.client, note.path) for change in changes for note in change.notes]
        return [(client, path) for client, path in told if path != "sentinel.md"]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """Ada's folder with two notes, and a watcher that is awake."""
    config = config_in(tmp_path, mode="local")
    folder = config.vault_base_path.resolve() / ADA
    found = Watched(build(config), folder)
    found.write("Moss", "one")
    found.write("Fern", "fern")
    found.may_take_in.set()
    vaults, stop = found.vaults, Event()
    takers = (
        partial(found.in_its_turn, partial(vaults.take_in, ADA)),
        partial(found.in_its_turn, partial(vaults.take_in_files, ADA)),
    )
    watcher = Thread(target=watch, args=(folder, *takers, stop))
    watcher.start()
    try:
        wake(found)
        yield found
    finally:
        found.may_take_in.set()
        stop.set()
        watcher.join(PATIENCE_SECONDS)
    assert not watcher.is_alive()


def wake(watched: Watched) -> None:
    """Touch a file until the watcher has seen it; nothing else tells that it has begun."""
    tries = iter(range(1_000_000))

    def is_seen() -> bool:
        watched.put("sentinel.md", f"try {next(tries)}")
        return "sentinel.md" in watched.texts()

    until(is_seen)
    (watched.folder / "sentinel.md").unlink()
    until(lambda: "sentinel.md" not in watched.texts())


# The real watcher


def test_a_file_that_is_new_changed_or_gone_is_a_change_of_its_note(watched: Watched):
    watched.put("deep/er/Reed.md", "new")
    watched.becomes({"Moss.md": "one", "Fern.md": "fern", "deep/er/Reed.md": "new"})
    watched.put("Moss.md", "changed outside")
    watched.becomes({"Moss.md": "changed outside", "Fern.md": "fern", "deep/er/Reed.md": "new"})
    (watched.folder / "Fern.md").unlink()
    watched.becomes({"Moss.md": "changed outside", "deep/er/Reed.md": "new"})
    assert {change.client for change in watched.changes(2)} == {"outside edit"}
    assert next(note.path for _, note in watched.vaults.vault(CLAUDE).trash()) == "Fern.md"


def test_a_file_that_is_moved_is_a_note_that_moved_and_not_a_new_one(watched: Watched):
    seq = watched.seq()
    (watched.folder / "deep").mkdir()
    (watched.folder / "Moss.md").rename(watched.folder / "deep/Bryum.md")
    watched.becomes({"deep/Bryum.md": "one", "Fern.md": "fern"})
    [change] = watched.changes(seq)
    assert {(told.path, told.moved_to, told.moved_from and told.moved_from.path) for told in change.notes} == {
        ("deep/Bryum.md", "", "Moss.md"),
        ("Moss.md", "deep/Bryum.md", None),
    }


def test_a_folder_that_comes_or_goes_brings_and_takes_all_its_notes(watched: Watched, tmp_path: Path):
    for path in ("park/a.md", "park/deep/b.md"):
        file = tmp_path / "elsewhere" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(path)
    (tmp_path / "elsewhere/park").rename(watched.folder / "park")
    there = {"park/a.md": "park/a.md", "park/deep/b.md": "park/deep/b.md"}
    watched.becomes({"Moss.md": "one", "Fern.md": "fern", **there})
    shutil.rmtree(watched.folder / "park")
    watched.becomes({"Moss.md": "one", "Fern.md": "fern"})


def saves_over(file: Path, text: str) -> None:
    """As most editors save: a temporary file, renamed over the old one."""
    unfinished = file.with_name(f"{file.name}.tmp")
    unfinished.write_text(text)
    unfinished.replace(file)


def saves_beside(file: Path, text: str) -> None:
    """As vim saves: the old file is put aside, the new one written in its place."""
    aside = file.with_name(f"{file.name}~")
    file.rename(aside)
    file.write_text(text)
    aside.unlink()


def saves_anew(file: Path, text: str) -> None:
    """As some programs that synchronize do: the old file is removed, then the new one is put there."""
    file.unlink()
    saves_over(file, text)


@pytest.mark.parametrize("saves", [saves_over, saves_beside, saves_anew])
def test_an_editor_that_saves_by_renaming_makes_one_change_and_deletes_nothing(
    watched: Watched, saves: Callable[[Path, str], None]
):
    seq = watched.seq()
    saves(watched.folder / "Moss.md", "saved by an editor")
    watched.becomes({"Moss.md": "saved by an editor", "Fern.md": "fern"})
    watched.settle()
    assert watched.told(seq) == [("outside edit", "Moss.md")]
    assert (watched.folder / "Moss.md").read_text() == "saved by an editor"


def test_what_the_server_writes_itself_is_no_outside_edit(watched: Watched):
    seq = watched.seq()
    watched.write("Moss", "Claude's")
    watched.vaults.call(CLAUDE, "move_note", {"path": "Fern", "to": "deep/Fern"})
    watched.settle()
    assert {client for client, _ in watched.told(seq)} == {"Claude"}
    assert watched.texts() == {"Moss.md": "Claude's", "deep/Fern.md": "fern"}


def test_where_a_file_and_its_note_are_changed_before_either_is_seen_both_are_kept(watched: Watched):
    watched.may_take_in.clear()
    watched.put("Moss.md", "changed outside")
    watched.write("Moss", "changed by Claude")
    watched.may_take_in.set()
    watched.becomes({"Moss.md": "changed by Claude", "Moss (outside edit).md": "changed outside", "Fern.md": "fern"})
    watched.settle()
    assert (watched.folder / "Moss.md").read_text() == "changed by Claude"
    assert (watched.folder / "Moss (outside edit).md").read_text() == "changed outside"


def test_a_file_that_is_gone_while_its_note_is_changed_is_written_again(watched: Watched):
    watched.may_take_in.clear()
    (watched.folder / "Moss.md").unlink()
    watched.write("Moss", "changed by Claude")
    watched.may_take_in.set()
    watched.settle()
    assert watched.texts() == {"Moss.md": "changed by Claude", "Fern.md": "fern"}
    assert (watched.folder / "Moss.md").read_text() == "changed by Claude"


def test_a_file_that_is_removed_while_it_is_taken_in_stays_removed(tmp_path: Path, clock: Clock):
    """It goes after the commit that made a note of it and before the folder is brought up to that commit."""
    config = config_in(tmp_path, mode="local")
    file = config.vault_base_path.resolve() / ADA / "Moss.md"
    made: list[str] = []

    def removed(name: str) -> None:
        if made and made[-1] == "commit":
            file.unlink(missing_ok=True)
        made.append(name)

    shelves = wired(local_shelves(tmp_path, clock), removed)
    vaults = Service(config, shelves.records, shelves.files, clock=clock)
    vaults.call(CLAUDE, "write_note", {"path": "Fern", "body": ""})
    file.write_text("one")
    made.clear()
    vaults.take_in_files(ADA, [file])
    assert vaults.vault(CLAUDE).read("Moss")[1] == "one"
    assert not file.exists()
    assert vaults.take_in_files(ADA, [file]) == 1
    assert vaults.vault(CLAUDE).find("Moss") is None


# Absences, by a clock that moves only when told to


@pytest.fixture
def moss(tmp_path: Path) -> Path:
    file = tmp_path / "Moss.md"
    file.write_text("one")
    return file


def test_a_file_that_comes_back_at_once_was_never_away(moss: Path, clock: Clock):
    absences = Absences(clock)
    moss.unlink()
    assert (absences.sort([moss]), bool(absences)) == ([], True)
    clock.forward(ABSENT_SECONDS_MIN / 2)
    assert absences.sort([]) == []
    moss.write_text("two")
    assert (absences.sort([moss]), bool(absences)) == ([moss], False)
    clock.forward(10 * ABSENT_SECONDS_MIN)
    assert absences.sort([]) == []


def test_a_file_that_stays_away_is_looked_at_once_when_it_was_away_long_enough(moss: Path, clock: Clock):
    absences = Absences(clock)
    moss.unlink()
    absences.sort([moss])
    clock.forward(ABSENT_SECONDS_MIN / 2)
    assert absences.sort([moss]) == [], "to be told again that it is away does not make it young"
    clock.forward(ABSENT_SECONDS_MIN)
    assert [absences.sort([]), absences.sort([])] == [[moss], []]
    assert not absences


def test_a_file_that_went_as_another_came_is_looked_at_now_as_it_may_have_moved(moss: Path, clock: Clock):
    absences = Absences(clock)
    moved, aside = moss.with_name("Bryum.md"), moss.with_name("Moss.md~")
    moss.rename(aside)
    assert absences.sort([moss, aside]) == [aside], "an editor keeps it aside for a moment"
    aside.rename(moved)
    assert absences.sort([aside, moved]) == [moved, moss, aside]

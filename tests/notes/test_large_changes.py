"""A change of many notes over storage that stops answering at any call: done once and whole, or not, and said truly."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shared.errors import NotFound, Unavailable
from shared.notes import changelog
from shared.notes.change import Author, Edit
from shared.notes.index import Index
from shared.notes.moving import move
from shared.notes.search import Search
from shared.notes.undo import undo
from shared.notes.vault import Limits, Vault
from tests.conftest import Clock
from tests.shelves import Shelves

NOTES = 10
HUB, MOVED = "garden/Hub.md", "park/Hub.md"


@pytest.fixture(autouse=True)
def a_commit_holds_few_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changelog, "EDITS_PER_COMMIT", 4)


@dataclass
class Outage:
    """When the storage does not answer: at the call of a number, before it takes effect or after, or from it on."""

    number: int = -1
    how: str = "before"
    calls: int = 0

    def over(self, shelves: Shelves) -> Shelves:
        return Shelves(_Cut(shelves.records, self), _Cut(shelves.files, self))

    def is_now(self) -> bool:
        self.calls += 1
        return self.calls == self.number or (self.how == "from then on" and 0 < self.number < self.calls)


class _Cut:
    """A shelf that an outage cuts off."""

    def __init__(self, shelf: Any, outage: Outage) -> None:
        self._shelf = shelf
        self._outage = outage

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._shelf, name)

        def made(*arguments: Any, **named: Any) -> Any:
            is_now = self._outage.is_now()
            answer = None if is_now and self._outage.how != "after" else call(*arguments, **named)
            if is_now:
                raise Unavailable("The storage did not answer.")
            return answer

        return made


@dataclass(frozen=True)
class House:
    """Where the vaults of a test lie; each has an index of its own."""

    shelves: Shelves
    clock: Clock
    folder: Path

    def vault(self, user_id: str, outage: Outage | None = None, *, client: str = "Claude") -> Vault:
        shelves = outage.over(self.shelves) if outage else self.shelves
        return Vault(shelves.records, shelves.files, user_id, author=Author(client), limits=Limits(), clock=self.clock)

    def prepared(self, user_id: str) -> Vault:
        """A vault of ten notes; its second change wrote anew what the first had made."""
        vault = self.vault(user_id)
        hub, others = [Edit(HUB, b"one")], [f"garden/n{number}.md" for number in range(1, NOTES)]
        vault.change(hub + [Edit(path, f"[[Hub]] {path}".encode()) for path in others], "import")
        vault.change([Edit(HUB, b"two")] + [Edit(path, f"![[Hub]] {path}".encode()) for path in others], "rewrite")
        return vault

    def search(self, vault: Vault) -> Search:
        return Search(Index(self.folder / f"{vault.user_id}.db"), vault)


@pytest.fixture
def house(shelves: Shelves, clock: Clock, tmp_path: Path) -> House:
    (tmp_path / "indexes").mkdir()
    return House(shelves, clock, tmp_path / "indexes")


STEPS = {"some": {"local": 23, "aws": 180}, "all": {"local": 1, "aws": 9}}


@pytest.fixture(params=["some", pytest.param("all", marks=pytest.mark.slow)])
def step(request: pytest.FixtureRequest) -> int:
    """Of how many calls one is tried: on moto a few must do."""
    return STEPS[request.param][request.node.callspec.params["shelves"]]


def import_many(house: House, vault: Vault) -> None:
    vault.change([Edit(f"new/n{number}.md", f"new {number}".encode()) for number in range(NOTES)], "import")


def delete_all(house: House, vault: Vault) -> None:
    vault.change([Edit(HUB, None)] + [Edit(f"garden/n{number}.md", None) for number in range(1, NOTES)], "delete")


def move_the_hub(house: House, vault: Vault) -> None:
    move(vault, house.search(vault), HUB, MOVED)


def undo_the_second(house: House, vault: Vault) -> None:
    undo(vault, changes=[4])


Act = Callable[[House, Vault], None]
ACTS: list[Act] = [import_many, delete_all, move_the_hub, undo_the_second]
State = tuple[dict[str, bytes], list[str]]


def state(vault: Vault) -> State:
    """Every note with its text, and what lies in the trash."""
    return {note.path: vault.body(note.digest) for note in vault.notes()}, sorted(n.path for _, n in vault.trash())


def changes_after(vault: Vault, seq: int) -> Counter[str]:
    """The paths of each change, by what it was: none more than once, and the head counts what there is."""
    entries = list(vault.changes(seq))
    told = Counter((entry.id, touched.path) for entry in entries for touched in entry.notes)
    assert set(told.values()) <= {1}
    head, notes = vault.log.head(), list(vault.notes())
    assert (head.notes, head.bytes, head.plan) == (len(notes), sum(note.bytes for note in notes), "")
    assert [entry.seq for entry in vault.changes(0)] == list(range(1, head.seq + 1))
    return Counter(what for _, what in {(entry.id, entry.what) for entry in entries})


def outages(house: House, act: Act, how: str, step: int) -> Iterator[tuple[str, Outage, State]]:
    """An outage at every call that an act makes, each for a vault of its own, and what the act makes of a vault."""
    never = Outage()
    house.prepared("counted")
    act(house, house.vault("counted", never))
    expected = state(house.vault("counted"))
    for number in range(1, never.calls + 1, step):
        yield f"ada-{number}", Outage(number, how), expected


@pytest.mark.parametrize("how", ["before", "after", "from then on"])
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_an_answer_is_true_and_the_next_writer_finds_or_makes_the_change_whole(
    house: House, act: Act, how: str, step: int
):
    for user_id, outage, expected in outages(house, act, how, step):
        vault = house.prepared(user_id)
        was, seq = state(vault), vault.seq()
        is_done = False
        with suppress(Unavailable):
            act(house, house.vault(user_id, outage))
            is_done = True
        assert is_done <= (state(vault) == expected), f"call {outage.number} was answered before it was so"
        house.vault(user_id, client="Cursor").write("Next", "by bob")
        house.vault(user_id, client="Cursor").delete("Next")
        texts, trash = state(vault)
        now = texts, [path for path in trash if path != "Next.md"]
        assert now in ([expected] if is_done else [was, expected]), f"call {outage.number} left half of it"
        assert changes_after(vault, seq).total() == 2 + (now == expected)


@pytest.mark.parametrize("how", ["before", "after"])
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_what_was_said_to_have_failed_can_be_asked_for_again_and_is_done_once(
    house: House, act: Act, how: str, step: int
):
    for user_id, outage, expected in outages(house, act, how, step):
        vault = house.prepared(user_id)
        seq = vault.seq()
        try:
            act(house, house.vault(user_id, outage))
        except Unavailable:
            with suppress(NotFound):
                act(house, vault)
        assert state(vault) == expected
        assert changes_after(vault, seq).total() == 1

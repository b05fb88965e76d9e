"""Time that passes, sweeps, restarts, and changes that end half-way."""

from hashlib import sha256
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from shared.errors import Unavailable, VaultError
from shared.notes.sweep import DAY_SECONDS
from tests.conftest import ADA
from tests.model import state as model
from tests.model.given import HISTORY_DAYS, clients, folders, picks
from tests.model.moves import check_moved
from tests.model.outside import Outside
from tests.model.state import State
from tests.notes.wire import Crash


class Troubles(Outside):
    """What befalls a vault, whoever uses it."""

    @rule(seconds=st.sampled_from([1, 60, 3600, DAY_SECONDS, 20 * DAY_SECONDS, 40 * DAY_SECONDS]))
    def time_goes_by(self, seconds: int) -> None:
        self.clock.forward(seconds)

    @rule()
    def sweep(self) -> None:
        self.service.sweep(ADA)
        self.kept_since = int(self.clock()) - HISTORY_DAYS * DAY_SECONDS
        self.follow()
        self.check_files()

    def check_files(self) -> None:
        """Every file is named by something, and everything that is named is there."""
        vault = self.vault()
        named = {note.digest for note in self.everything()} | {note.digest for _, note in vault.trash()}
        for change in vault.changes(0):
            for told in change.notes:
                named |= {note.digest for note in (told.before, told.after, told.moved_from) if note}
        assert set(self.files.under(ADA)) == named

    @rule(what=st.sampled_from(["", "", "index", "memory"]))
    def restart(self, what: str) -> None:
        """Another process goes on; the search index or the memory of the folder may be lost."""
        if what == "index" and self.config.search_cache_path.exists():
            for file in self.config.search_cache_path.iterdir():
                file.unlink()
        if what == "memory":
            for file in self.tmp.glob("folders.db*"):
                file.unlink()
        self.service = self.started()
        self.follow()

    @rule(
        client=clients,
        good=st.integers(0, 3),
        takes_effect=st.booleans(),
        crashes=st.booleans(),
        act=st.sampled_from(["move", "undo", "delete"]),
        folder=folders,
        to=folders,
        then=st.sampled_from(["settle", "sweep", "take in", "write", "restart"]),
        pick=picks,
    )
    def fail(
        self,
        client: str,
        good: int,
        takes_effect: bool,
        crashes: bool,
        act: str,
        folder: str,
        to: str,
        then: str,
        pick: int,
    ) -> None:
        """A change ends half-way, and whoever comes next completes it; or it never began."""
        before, steps = self.model.state, len(self.model.steps)
        pairs: Any = None
        undone: State = {}
        if act == "move":
            to = to.strip("/") or "/"
            pairs = self.pairs_of_folder(folder, to)
            asked = ("move_note", {"path": folder or "/", "to": to})
        elif act == "undo" and self.kept():
            number = self.kept()[-1 - pick % len(self.kept())]
            undone, _ = self.model.undone({number})
            asked = ("undo_changes", {"changes": [self.model.steps[number].seqs[0]]})
        else:
            path = self.existing(pick, "Moss.md")
            undone = model.without(before, path)
            asked = ("delete_note", {"path": path})
        self.records.good, self.records.takes_effect = good, takes_effect
        self.records.error = Crash if crashes else Unavailable
        try:
            self.call(client, asked[0], **asked[1])
        except (Crash, VaultError):
            pass
        finally:
            self.records.good = None
        self.check_nothing_is_lost(before, is_move=pairs is not None)
        if then == "sweep":
            self.sweep()
        elif then == "take in":
            self.service.take_in(ADA)
        elif then == "restart":
            self.service = self.started()
        elif then == "write":
            self.vault(client).write("c/next.md", f"{self.ticks} next", overwrite=True)
        self.vault().log.settle()
        self.service.show(self.vault())
        self.follow()
        done = self.model.steps[steps:]
        if done and done[0].what != "write":
            assert len(done) <= 2
            if pairs:
                check_moved(before, pairs, done[0].after)
            else:
                assert model.faces(done[0].after) == model.faces(undone)
        self.check_files_are_there()

    def check_nothing_is_lost(self, before: State, *, is_move: bool) -> None:
        """While a change is half done every note is somewhere: where it was or where it will be, perhaps both."""
        there = {note.digest for note in self.everything()} | {note.digest for _, note in self.vault().trash()}
        expected = {sha256(entry.body).hexdigest() for entry in before.values()}
        for change in self.vault().changes(self.model.seq):
            for told in change.notes:
                was = told.moved_from if is_move and told.moved_from else told.before
                expected -= {was.digest} if was and (not is_move or told.after) else set()
        assert expected <= there

    def check_files_are_there(self) -> None:
        for note in self.everything():
            assert self.vault().body(note.digest) is not None

"""What clients do to a vault."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from shared.errors import Conflict, Invalid, NotFound, VaultError
from shared.notes.change import Edit
from shared.notes.history import History
from shared.notes.path import folder_of, is_note
from tests.model import state as model
from tests.model.given import FRAGMENTS, bodies, clients, files, folders, notes, picks, texts
from tests.model.moves import check_moved
from tests.model.state import State, key_of
from tests.model.world import World


class Writers(World):
    """Writes, edits, attachments, deletions, moves and restores."""

    @initialize(found=st.dictionaries(notes, texts, max_size=8), other=st.dictionaries(files, bodies, max_size=3))
    def begin(self, found: dict[str, str], other: dict[str, bytes]) -> None:
        """Some notes and attachments are there already."""
        there = {path: text.encode() for path, text in found.items()} | other
        once = {key_of(path): Edit(path, body) for path, body in there.items()}
        self.vault("Import").change(list(once.values()), "import")
        self.service.show(self.vault())
        self.follow()

    @rule(client=clients, path=notes, text=texts, how=st.sampled_from(["new", "over", "over", "version", "stale"]))
    def write_note(self, client: str, path: str, text: str, how: str) -> None:
        there, version = self.at(path), self.vault().note(path)
        arguments = {"over": {"overwrite": True}, "new": {}}.get(how)
        if arguments is None:
            arguments = {"if_version": (version.version if version else 0) + 3 * (how == "stale")}
        refused = how == "stale" or (how == "new" and there)
        expected = Conflict if refused else model.written(self.model.state, path, text.encode(), int(self.clock()))
        self.expect(
            lambda: self.call(client, "write_note", path=path, body=text, **arguments), expected, client, "write"
        )

    @rule(client=clients, pick=picks, path=notes, text=st.sampled_from(FRAGMENTS), is_stale=st.booleans())
    def append(self, client: str, pick: int, path: str, text: str, is_stale: bool) -> None:
        path = self.existing(pick, path)
        there, expected = self.at(path), NotFound
        if there and is_note(path):
            whole = there.body.decode()
            whole += "\n" * (bool(whole) and not whole.endswith("\n")) + text + "\n"
            expected = model.written(self.model.state, path, whole.encode(), 0)
        arguments = {"if_version": 10**6} if is_stale else {}
        if is_stale and expected is not NotFound:
            expected = Conflict
        self.expect(
            lambda: self.call(client, "edit_note", path=path, do="append", text=text, **arguments),
            expected,
            client,
            "edit",
        )

    @rule(client=clients, path=files, body=bodies, overwrite=st.booleans())
    def attach(self, client: str, path: str, body: bytes, overwrite: bool) -> None:
        expected = model.written(self.model.state, path, body, int(self.clock()))
        refused = self.at(path) and not overwrite

        def act() -> None:
            self.vault(client).attach(path, body, overwrite=overwrite)
            self.service.show(self.vault())

        self.expect(act, Conflict if refused else expected, client, "attach")

    @rule(client=clients, pick=picks, path=st.one_of(notes, files))
    def delete_note(self, client: str, pick: int, path: str) -> None:
        path = self.existing(pick, path)
        expected = model.without(self.model.state, path) if self.at(path) else NotFound
        self.expect(lambda: self.call(client, "delete_note", path=path), expected, client, "delete")

    @rule(client=clients, pick=picks, path=st.one_of(notes, files), to=st.one_of(notes, files, folders))
    def move_note(self, client: str, pick: int, path: str, to: str) -> None:
        path = self.existing(pick, path)
        to = to if to.endswith("/") or is_note(to) == is_note(path) else f"{folder_of(to)}/"
        self.move(client, path, to or "/", self.pairs_of_note(path, to or "/"))

    def pairs_of_note(self, path: str, to: str) -> dict[str, str] | type[VaultError]:
        there = self.at(path)
        if not there:
            return NotFound
        name = there.path.rsplit("/", 1)[-1]
        to = to.strip("/") + "/" * (to != "/") + name if to.endswith("/") else to
        if there.path == to:
            return Invalid
        if key_of(to) != key_of(path) and self.at(to):
            return Conflict
        along = model.companions(self.model.state, there, to) if folder_of(to) != folder_of(there.path) else {}
        return {there.path: to, **along}

    @rule(client=clients, folder=folders, to=folders, inside=st.booleans())
    def move_folder(self, client: str, folder: str, to: str, inside: bool) -> None:
        to = f"{to}x/" if inside else to.strip("/") or "/"
        self.move(client, folder or "/", to, self.pairs_of_folder(folder, to))

    def pairs_of_folder(self, folder: str, to: str) -> dict[str, str] | type[VaultError]:
        if not folder:
            return Invalid
        if to.endswith("/"):
            to = f"{to}{folder.strip('/').rsplit('/', 1)[-1]}".lstrip("/")
        if key_of(f"{to}/").startswith(key_of(folder)) and key_of(f"{to}/") != key_of(folder):
            return Invalid
        within = [e.path for e in self.model.state.values() if key_of(e.path).startswith(key_of(folder))]
        pairs = {path: f"{to}/{path[len(folder) :]}" for path in within}
        if not pairs:
            return NotFound
        if any(old == new for old, new in pairs.items()):
            return Invalid
        leaving = {key_of(path) for path in within}
        taken = any(key_of(new) not in leaving and self.at(new) for new in pairs.values())
        return Conflict if taken else pairs

    def move(self, client: str, path: str, to: str, pairs: dict[str, str] | type[VaultError]) -> None:
        before = self.model.state
        if isinstance(pairs, type):
            self.expect(lambda: self.call(client, "move_note", path=path, to=to), pairs, client, "move")
            return
        told = self.call(client, "move_note", path=path, to=to)
        self.follow()
        check_moved(before, pairs, self.model.state)
        assert {one["from"]: one["to"] for one in told["moved"]} == pairs
        step = self.model.steps[-1]
        assert (step.client, step.what, step.before) == (client, "move", before)

    @rule(client=clients, pick=picks, path=st.one_of(notes, files))
    def restore_note(self, client: str, pick: int, path: str) -> None:
        paths = [entry.path for _, entry in sorted(self.model.trash.items(), reverse=True)]
        path = paths[pick % len(paths)] if paths and pick < 8 else path
        was = next(self.model.deleted(path, self.kept_since), None)
        expected: State | type[VaultError] = Invalid if self.at(path) else NotFound
        if was and not self.at(path):
            expected = {**self.model.state, key_of(was.path): was}
        self.expect(lambda: self.call(client, "restore_note", path=path), expected, client, "restore")

    @rule(client=clients, pick=picks, version=picks)
    def go_back(self, client: str, pick: int, version: int) -> None:
        path = self.existing(pick, "nothing.md")
        if not (there := self.at(path)):
            return
        past = [(number, body) for number, body in self.model.past(there.id, self.kept_since) if body is not None]
        if not past:
            return
        number, body = past[version % len(past)]
        told = [c for c in History(self.vault()).of_note(path) if c.seq in self.model.steps[number].seqs]
        [seq] = {c.seq for c in told if c.notes[0].after}
        expected = {**self.model.state, key_of(path): replace(there, body=body)}
        self.expect(lambda: self.call(client, "restore_note", path=path, version=seq), expected, client, "restore")

"""Random operations by several writers and an outside editor, held against a plain model after every step."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from shared.access.gate import Caller
from shared.errors import Conflict, Invalid, NotFound, Unavailable, VaultError
from shared.notes import changelog
from shared.notes import folder as visible
from shared.notes.change import Edit, Note
from shared.notes.graph import Graph
from shared.notes.history import Filter, History
from shared.notes.path import folder_of, is_note
from shared.notes.sweep import DAY_SECONDS
from shared.notes.vault import Vault
from shared.service import Service
from tests.conftest import ADA, Clock, config_in
from tests.notes import model
from tests.notes.model import Entry, Model, State, key_of
from tests.notes.wire import Crash, Failing
from tests.shelves import aws_shelves, local_shelves, moto

HISTORY_DAYS = 30
CLIENTS = ("Claude", "Cursor")
OUTSIDE = "outside edit"

FOLDERS = ("", "a/", "a/b/", "a/a/", "A/", "c/")
NAMES = ("Moss", "moss", "Fern", "a")
FILES = ("pic.png", "Moss.png", "board.canvas")
NODES = '{"nodes":[{"id":"1","type":"file","file":"%s"},{"id":"2","type":"text","text":"[[Moss]] ![](pic.png)"}]}'
FRAGMENTS = (
    "words",
    "more words",
    "[[Moss]]",
    "[[a/Moss|label]]",
    "see [[MOSS#Heading]] and [[Fern]]",
    "![[pic.png]]",
    "![alt](a/pic.png)",
    "[Fern](../Fern.md#h) [[a]]",
    "[x](Moss.md) `[[Moss]]`",
    "[[#Heading]] [[./Fern]] [[/a/b/Moss]]",
    "[[b/Moss]] [[Moss.png]] [[nothing]]",
)

folders = st.sampled_from(FOLDERS)
notes = st.builds(str.__add__, folders, st.sampled_from([f"{name}.md" for name in NAMES]))
files = st.builds(str.__add__, folders, st.sampled_from(FILES))
properties = st.sampled_from(["", "", "", '---\nup: "[[Moss]]"\n---\n', "---\nin: ['[[a/Fern|f]]', two]\n---\n"])
texts = st.builds(str.__add__, properties, st.lists(st.sampled_from(FRAGMENTS), max_size=3).map("\n".join))
clients = st.sampled_from(CLIENTS)
picks = st.integers(0, 9)
bodies = st.sampled_from(["one", "two", NODES % "a/Moss.md", NODES % "Fern.md"]).map(str.encode)


class Vaults(RuleBasedStateMachine):
    """One vault, whoever writes in it, and the model of it."""

    backend = "local"

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.clock = Clock()
        self.tmp = Path(self.stack.enter_context(TemporaryDirectory()))
        if self.backend == "aws":
            self.stack.enter_context(moto())
        shelves = aws_shelves(self.clock) if self.backend == "aws" else local_shelves(self.tmp, self.clock)
        self.records, self.files = Failing(shelves.records), shelves.files
        mode = "lambda" if self.backend == "aws" else "local"
        self.config = config_in(self.tmp, mode=mode, history_days=HISTORY_DAYS)
        self.root = self.config.vault_base_path.resolve() / ADA
        self.service = self.started()
        self.model = Model(self.vault().body)
        self.kept_since = 0
        self.ticks = 0

    def started(self) -> Service:
        service = Service(self.config, self.records, self.files, clock=self.clock)
        service.take_in(ADA)
        return service

    def teardown(self) -> None:
        self.stack.close()

    def vault(self, client: str = "reader") -> Vault:
        return self.service.vault(Caller(ADA, client=client))

    def call(self, by: str, tool: str, **arguments: Any) -> dict[str, Any]:
        return self.service.call(Caller(ADA, client=by), tool, arguments).structured

    def existing(self, number: int, otherwise: str) -> str:
        """One of the paths there are, now and then another."""
        paths = sorted(entry.path for entry in self.model.state.values())
        return paths[number % len(paths)] if paths and number < 8 else otherwise

    def at(self, path: str) -> Entry | None:
        return self.model.state.get(key_of(path))

    # What an operation should do, and what it did

    def follow(self) -> None:
        self.model.follow(list(self.vault().changes(self.model.seq)))

    def expect(self, act: Callable[[], Any], expected: State | type[VaultError], client: str, what: str) -> None:
        """An operation makes this state, in one change, or is refused and makes none."""
        before, steps = self.model.state, len(self.model.steps)
        if isinstance(expected, type):
            with pytest.raises(expected):
                act()
        else:
            act()
        self.follow()
        if isinstance(expected, type) or expected == before:
            assert len(self.model.steps) == steps, "something was changed"
            return
        self.check_state(expected, steps)
        [step] = self.model.steps[steps:]
        assert (step.client, step.what) == (client, what)

    def check_state(self, expected: State, steps: int) -> None:
        assert model.faces(self.model.state) == model.faces(expected)
        touched = {key for step in self.model.steps[steps:] for key in step.touched()}
        copies = {id_ for id_, count in Counter(entry.id for entry in expected.values()).items() if count > 1}
        for key in {key for key in touched & expected.keys() if expected[key].id not in copies}:
            assert expected[key].id in (model.NEW, self.model.state[key].id), f"{key} is not the note it was"

    # Writers

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
        self.move(
            client,
            folder or "/",
            f"{to}x/" if inside else to.strip("/") or "/",
            self.pairs_of_folder(folder, f"{to}x/{folder.strip('/').rsplit('/', 1)[-1]}" if inside else to.strip("/")),
        )

    def pairs_of_folder(self, folder: str, to: str) -> dict[str, str] | type[VaultError]:
        if not folder:
            return Invalid
        if key_of(f"{to}/").startswith(key_of(folder)) and key_of(f"{to}/") != key_of(folder):
            return Invalid
        within = [e.path for e in self.model.state.values() if key_of(e.path).startswith(key_of(folder))]
        pairs = {path: f"{to}/{path[len(folder) :]}".lstrip("/") for path in within}
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
        model.check_moved(before, pairs, self.model.state)
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

    # Undoing

    def kept(self) -> list[int]:
        return [number for number, step in enumerate(self.model.steps) if step.at >= self.kept_since]

    @precondition(lambda self: self.kept())
    @rule(client=clients, picked=st.lists(picks, min_size=1, max_size=3), again=st.booleans())
    def undo(self, client: str, picked: list[int], again: bool) -> None:
        """The last changes are undone most often, alone or several; and now and then that is undone as well."""
        chosen = {self.kept()[-1 - pick % len(self.kept())] for pick in picked}
        asked = {
            "changes": [
                self.model.steps[number].seqs[pick % len(self.model.steps[number].seqs)]
                for pick, number in zip(picked * 3, sorted(chosen), strict=False)
            ]
        }
        self.undo_as_asked(client, asked, chosen)
        if again and self.model.steps[-1].what == "undo" and len(chosen) == 1:
            undone = self.model.steps[-1]
            self.undo_as_asked(client, {"changes": [undone.seqs[0]]}, {len(self.model.steps) - 1})
            assert model.faces(self.model.state) == model.faces(undone.before)

    @precondition(lambda self: self.kept())
    @rule(client=clients, of=st.sampled_from([*CLIENTS, OUTSIDE]), pick=picks)
    def undo_since(self, client: str, of: str, pick: int) -> None:
        since = self.model.steps[self.kept()[-1 - pick % len(self.kept())]].at
        chosen = {n for n in self.kept() if self.model.steps[n].at >= since and self.model.steps[n].client == of}
        asked = {"client": of, "since": f"@{since}"}

        asked["since"] = datetime.fromtimestamp(since, UTC).isoformat()
        if not chosen:
            self.expect(lambda: self.call(client, "undo_changes", **asked), NotFound, client, "undo")
        else:
            self.undo_as_asked(client, asked, chosen)

    def undo_as_asked(self, client: str, asked: dict[str, Any], chosen: set[int]) -> None:
        expected, left = self.model.undone(chosen)
        planned = self.call(client, "undo_changes", dry_run=True, **asked)
        told: dict[str, Any] = {}
        self.expect(lambda: told.update(self.call(client, "undo_changes", **asked)), expected, client, "undo")
        assert (told["notes"], told["left"]) == (planned["notes"], planned["left"])
        assert {(key_of(one["path"]), self.model.step_of(one["change"])) for one in told["left"]} == left
        for one in told["left"]:
            assert self.model.step_of(one["because_of"]) not in chosen
        assert {self.model.step_of(seq) for seq in told["changes"]} == chosen

    # Other programs

    def disk(self) -> dict[str, Path]:
        found = (file for file in self.root.rglob("*") if file.is_file())
        return {file.relative_to(self.root).as_posix(): file for file in found if not file.name.startswith(".")}

    def tick(self, file: Path) -> None:
        self.ticks += 1
        at = int(self.clock()) * 1_000_000_000 + self.ticks
        os.utime(file, ns=(at, at))

    @precondition(lambda self: self.backend == "local")
    @rule(data=st.data(), several=st.integers(1, 4), one_by_one=st.booleans())
    def outside(self, data: st.DataObject, several: int, one_by_one: bool) -> None:
        touched = {path for _ in range(several) for path in self.outside_edit(data)}
        expected = self.expected_from_disk()
        steps = len(self.model.steps)
        if one_by_one and (self.root / visible.MARKER).exists():
            self.service.take_in_files(ADA, [self.root / path for path in sorted(touched)])
        else:
            self.service.take_in(ADA)
        self.follow()
        self.check_state(expected, steps)
        assert {(step.client, step.what) for step in self.model.steps[steps:]} <= {(OUTSIDE, OUTSIDE)}
        assert self.service.take_in(ADA) == 0

    def outside_edit(self, data: st.DataObject) -> list[str]:
        """Write, remove or rename a file, or rename a folder; nothing where that would make two files one note."""
        here = self.disk()
        act = data.draw(st.sampled_from(["write", "write", "remove", "rename", "rename", "rename folder", "touch"]))
        path = data.draw(st.one_of(notes, files))
        picked = sorted(here)[data.draw(picks) % len(here)] if here and data.draw(st.booleans()) else path
        if act == "write":
            body = data.draw(texts if is_note(picked) else bodies)
            return self.put(picked, body if isinstance(body, bytes) else body.encode())
        if act == "rename folder":
            return self.rename_folder(data.draw(folders).strip("/"), data.draw(folders).strip("/"))
        if picked not in here:
            return []
        if act == "touch":
            self.tick(here[picked])
        elif act == "remove":
            here[picked].unlink()
        elif key_of(path) == key_of(picked) or self.is_free(path):
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            here[picked].rename(self.root / path)
            return [picked, path]
        return [picked]

    def is_free(self, path: str) -> bool:
        return key_of(path) not in {key_of(other) for other in self.disk()}

    def put(self, path: str, body: bytes) -> list[str]:
        if path not in self.disk() and not self.is_free(path):
            return []
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(body)
        self.tick(self.root / path)
        return [path]

    def rename_folder(self, old: str, new: str) -> list[str]:
        source, to = self.root / old, self.root / new
        if not old or not new or not source.is_dir() or to.exists() or f"{new}/".startswith(f"{old}/"):
            return []
        within = [path for path in self.disk() if path.startswith(f"{old}/")]
        renamed = [f"{new}/{path.removeprefix(f'{old}/')}" for path in within]
        if not all(map(self.is_free, renamed)):
            return []
        to.parent.mkdir(parents=True, exist_ok=True)
        source.rename(to)
        return [*within, *renamed]

    def expected_from_disk(self) -> State:
        """What is on the disk, each file the note it was: in its place, or where it has moved to."""
        here = {path: (file.read_bytes(), file.stat().st_mtime_ns // 10**9) for path, file in self.disk().items()}
        keys = {key_of(path) for path in here}
        gone = [entry for key, entry in self.model.state.items() if key not in keys]
        once = Counter(entry.body for entry in gone)
        found: State = {}
        for path, (body, at) in sorted(here.items()):
            same = [e for e in gone if e.body == body and once[body] == 1 and is_note(e.path) == is_note(path)]
            if there := self.at(path):
                found[key_of(path)] = replace(there, path=path, body=body)
            elif same:
                found[key_of(path)] = replace(same[0], path=path)
                gone.remove(same[0])
            else:
                found[key_of(path)] = Entry(path, body, at)
        return found

    @precondition(lambda self: self.backend == "local" and self.model.state)
    @rule(client=clients, pick=picks, text=texts, to=notes)
    def race(self, client: str, pick: int, text: str, to: str) -> None:
        """A note is changed by a client and outside before either sees the other: both texts are kept."""
        path = self.existing(pick % 8, "")
        if not is_note(path):
            return
        outside, inside = f"{text} outside {self.ticks}", f"{text} inside {self.ticks}"
        self.put(path, outside.encode())
        self.call(client, "write_note", path=path, body=inside, overwrite=True)
        before = self.model.state
        self.service.take_in(ADA)
        self.follow()
        rest = {key: entry for key, entry in self.model.state.items() if key not in before}
        assert [entry.body.decode() for entry in rest.values()] == [outside]
        assert model.faces(self.model.state) == model.faces(model.written({**before, **rest}, path, inside.encode(), 0))

    # Time, crashes, sweeps

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
            pairs = self.pairs_of_folder(folder, to.strip("/"))
            asked = ("move_note", {"path": folder or "/", "to": to.strip("/") or "/"})
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
                model.check_moved(before, pairs, done[0].after)
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

    # After every step

    def everything(self) -> Iterator[Note]:
        yield from self.vault().notes()
        yield from self.vault().attachments()

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        vault = self.vault()
        held = [Entry(note.path, vault.body(note.digest), note.created_at) for note in self.everything()]
        assert model.faces(model.of(held)) == model.faces(self.model.state)
        head = vault.log.head()
        count = Counter(is_note(entry.path) for entry in held)
        assert (head.notes, head.attachments) == (count[True], count[False])
        assert head.bytes == sum(len(entry.body) for entry in held)
        assert (head.seq, head.plan, head.doomed) == (self.model.seq, "", ())

    @invariant()
    def links_mean_what_they_should(self) -> None:
        graph = Graph(self.service.search(self.vault()))
        for entry in self.model.state.values():
            found = [(p.target, p.subpath, p.is_embed, p.line, p.path) for p in graph.outgoing(entry.path)]
            assert found == [
                (link.target, link.subpath, link.is_embed, link.line, meant)
                for link, meant in model.links(self.model.state, entry)
            ]
            back = sorted((p.source, p.line, p.target) for p in graph.backlinks(entry.path))
            assert back == model.backlinks(self.model.state, entry.path)

    @invariant()
    def history_tells_what_happened(self) -> None:
        history, vault = History(self.vault()), self.vault()
        steps = [(n, step) for n, step in enumerate(self.model.steps) if step.at >= self.kept_since]
        told = list(history.of_vault(Filter()))
        assert [(c.seq, c.at, c.what, c.client) for c in told] == [
            (s.seqs[0], s.at, s.what, s.client) for _, s in reversed(steps)
        ]
        for entry in self.model.state.values():
            lived = []
            for change in history.of_note(entry.path):
                after = change.notes[0].after
                lived.append((self.model.step_of(change.seq), vault.body(after.digest) if after else None))
            past = self.model.past(entry.id, self.kept_since)
            assert lived[: len(past)] == past, f"the history of {entry.path}"

    @invariant()
    def the_trash_holds_what_was_deleted(self) -> None:
        there = [(key, note.path, note.digest) for key, note in self.vault().trash()]
        kept = {spot: e for spot, e in self.model.trash.items() if self.model.deleted_at[spot] >= self.kept_since}
        assert there == [
            (f"trash#{seq:020d}#{number:03d}", entry.path, sha256(entry.body).hexdigest())
            for (seq, number), entry in sorted(kept.items(), reverse=True)
        ]

    @invariant()
    def lists_name_every_note(self) -> None:
        for attachments in (False, True):
            listed = self.call("reader", "list_notes", attachments=attachments, limit=1000)["notes"]
            expected = sorted(key_of(e.path) for e in self.model.state.values() if is_note(e.path) != attachments)
            assert sorted(key_of(one["path"]) for one in listed) == expected

    @invariant()
    def the_folder_shows_every_note(self) -> None:
        if self.backend == "local":
            shown = {path: file.read_bytes() for path, file in self.disk().items()}
            assert shown == {entry.path: entry.body for entry in self.model.state.values()}


def machine(backend: str) -> type[Vaults]:
    return type("Vaults", (Vaults,), {"backend": backend})


QUIET = settings(
    deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True, print_blob=True
)


@pytest.fixture(params=[changelog.EDITS_PER_COMMIT, 3], ids=["whole", "in parts"])
def edits_per_commit(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many notes one commit holds: as it is, and so few that most changes take several."""
    monkeypatch.setattr(changelog, "EDITS_PER_COMMIT", request.param)
    monkeypatch.setattr(visible, "EDITS_PER_COMMIT", request.param)
    return request.param


def test_any_changes_leave_what_a_plain_model_says(edits_per_commit: int):
    run(machine("local"), settings=settings(QUIET, max_examples=30, stateful_step_count=25))

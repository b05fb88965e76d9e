"""What other programs do to the visible folder."""

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from shared.notes import folder as visible
from shared.notes.path import is_note
from tests.conftest import ADA
from tests.model import state as model
from tests.model.given import OUTSIDE, bodies, clients, files, folders, notes, picks, texts
from tests.model.state import Entry, State, key_of
from tests.model.undoing import Undoing


class Outside(Undoing):
    """An outside editor, who knows nothing of the vault."""

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

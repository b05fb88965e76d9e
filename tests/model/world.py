"""A vault on real shelves beside the model of it, and how the one is held against the other."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis.stateful import RuleBasedStateMachine

from shared.access.gate import Caller
from shared.errors import VaultError
from shared.notes.change import Note
from shared.notes.vault import Vault
from shared.service import Service
from tests.conftest import ADA, Clock, config_in
from tests.model import state as model
from tests.model.given import HISTORY_DAYS
from tests.model.log import Model
from tests.model.state import Entry, State, key_of
from tests.notes.wire import Failing
from tests.shelves import aws_shelves, local_shelves, moto


class World(RuleBasedStateMachine):
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
            id_ = self.model.state[key].id
            assert id_ in self.model.copies or expected[key].id in (model.NEW, id_), f"{key} is not the note it was"

    def everything(self) -> Iterator[Note]:
        yield from self.vault().notes()
        yield from self.vault().attachments()

    def disk(self) -> dict[str, Path]:
        found = (file for file in self.root.rglob("*") if file.is_file())
        return {file.relative_to(self.root).as_posix(): file for file in found if not file.name.startswith(".")}

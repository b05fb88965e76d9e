"""Whatever happens to a vault, its history goes into another one and says the same there, and goes on from there."""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test as run

from shared.notes import changelog
from shared.notes import folder as visible
from tests.model.troubles import Troubles
from tests.notes.archives.lived import check_same, files_of, packed, taken_in
from tests.notes.imports.sample import vault_of
from tests.shelves import local_shelves

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None, print_blob=True)
HISTORY = (".notes-vault/changes.jsonl", ".notes-vault/trash.jsonl")


class Leaving(Troubles):
    """A vault that leaves with its history once anything has happened to it, and leaves again from where it came to."""

    def teardown(self) -> None:
        with TemporaryDirectory() as folder:
            one, two = (local_shelves(Path(folder, name), self.clock) for name in ("one", "two"))
            with closing(one.records), closing(two.records):
                there, here, further = self.vault(), vault_of(one, self.clock), vault_of(two, self.clock)
                zipped = packed(there)
                check_same(there, here, taken_in(here, zipped))
                again = packed(here)
                check_same(here, further, taken_in(further, again))
                files = files_of(again)
                assert [files[name] for name in HISTORY] == [files_of(packed(further))[name] for name in HISTORY]
        super().teardown()


@pytest.fixture(params=[changelog.EDITS_PER_COMMIT, 3], ids=["whole", "in parts"], autouse=True)
def edits_per_commit(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changelog, "EDITS_PER_COMMIT", request.param)
    monkeypatch.setattr(visible, "EDITS_PER_COMMIT", request.param)


def test_any_history_says_the_same_in_another_vault():
    run(Leaving, settings=settings(QUIET, derandomize=True, max_examples=3, stateful_step_count=15))


@pytest.mark.slow
def test_very_many_histories_say_the_same_in_another_vault():
    run(Leaving, settings=settings(QUIET, max_examples=250, stateful_step_count=40))

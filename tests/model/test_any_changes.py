"""Random operations by several writers and an outside editor, held against a plain model after every step."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test as run

from shared.notes import changelog
from shared.notes import folder as visible
from tests.model.vaults import machine

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None, print_blob=True)


@pytest.fixture(params=[changelog.EDITS_PER_COMMIT, 3], ids=["whole", "in parts"])
def edits_per_commit(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many notes one commit holds: as it is, and so few that most changes take several."""
    monkeypatch.setattr(changelog, "EDITS_PER_COMMIT", request.param)
    monkeypatch.setattr(visible, "EDITS_PER_COMMIT", request.param)
    return request.param


@pytest.mark.parametrize(("backend", "examples", "steps"), [("local", 12, 25), ("aws", 1, 12)])
def test_any_changes_leave_what_a_plain_model_says(edits_per_commit: int, backend: str, examples: int, steps: int):
    always_the_same = settings(QUIET, derandomize=True, max_examples=examples, stateful_step_count=steps)
    run(machine(backend), settings=always_the_same)


@pytest.mark.slow
@pytest.mark.parametrize(("backend", "examples", "steps"), [("local", 1_000, 40), ("aws", 60, 30)])
def test_very_many_changes_leave_what_a_plain_model_says(
    edits_per_commit: int, backend: str, examples: int, steps: int
):
    run(machine(backend), settings=settings(QUIET, max_examples=examples, stateful_step_count=steps))

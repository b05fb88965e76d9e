"""The round that sweeps every vault in turn, on both backends."""

import pytest

from shared.access.gate import Caller
from shared.access.identity import Identity
from shared.errors import Unavailable
from shared.notes.sweep import DAY_SECONDS
from shared.service import Service
from shared.storage.contract import Write
from tests.conftest import ADA, BOB, Clock, serve
from tests.lambda_events import invoked
from tests.shelves import Shelves

CYD = "hf-cyd"
EVERYBODY = [ADA, BOB, CYD]


@pytest.fixture
def old_texts(vaults: Service, clock: Clock) -> None:
    """Three vaults, each with a text that is older than any history is kept."""
    for user_id in EVERYBODY:
        vaults.sign_in(Identity(user_id, user_id), "page", "")
        for body in ("old", "new"):
            vaults.call(Caller(user_id), "write_note", {"path": "Moss", "body": body, "overwrite": True})
    clock.forward((vaults.config.history_days + 1) * DAY_SECONDS)


def swept(vaults: Service) -> list[str]:
    """Whose vaults hold no change any more."""
    return [user_id for user_id in EVERYBODY if not list(vaults.vault(Caller(user_id)).changes(0))]


def test_a_round_sweeps_every_vault_and_tells_how_large_each_is(
    vaults: Service, clock: Clock, old_texts: None, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO")
    done = vaults.rounds.run(until=clock() + 60)
    assert (done.swept, done.failed, done.is_whole, swept(vaults)) == (3, 0, True, EVERYBODY)
    sizes = [record.vault_bytes for record in caplog.records if hasattr(record, "vault_bytes")]
    assert sizes == [vaults.usage(user_id)[1] for user_id in EVERYBODY]
    for user_id in EVERYBODY:
        vault = vaults.vault(Caller(user_id))
        assert vault.read("Moss")[1] == "new"


def test_a_run_whose_time_is_up_stops_and_the_next_goes_on(vaults: Service, clock: Clock, old_texts: None):
    for number in range(1, 4):
        done = vaults.rounds.run(until=clock())
        assert (done.swept, done.is_whole, swept(vaults)) == (1, number == 3, EVERYBODY[:number])
    assert vaults.rounds.run(until=clock()).swept == 1, "then a new round begins"


def test_a_vault_that_cannot_be_swept_keeps_no_other_waiting(
    vaults: Service, clock: Clock, old_texts: None, shelves: Shelves, monkeypatch: pytest.MonkeyPatch
):
    get = shelves.records.get

    def fails_for_bob(user_id: str, key: str):
        if user_id == BOB:
            raise Unavailable("The storage did not answer. Please try again.")
        return get(user_id, key)

    monkeypatch.setattr(shelves.records, "get", fails_for_bob)
    done = vaults.rounds.run(until=clock() + 60)
    monkeypatch.undo()
    assert (done.swept, done.failed, done.is_whole, swept(vaults)) == (2, 1, True, [ADA, CYD])


def test_what_has_expired_is_gone_after_a_round_and_nothing_else(vaults: Service, clock: Clock, shelves: Shelves):
    expires_at = int(clock()) + 10
    shelves.records.commit(ADA, Write("brief", {}, expires_at=expires_at), Write("lasting", {}))
    shelves.records.commit("code#x", Write("step", {}, expires_at=expires_at + 1))
    clock.forward(10)
    vaults.rounds.run(until=clock())
    assert shelves.records.drop_expired() == 0
    clock.forward(-10)
    assert bool(shelves.records.get(ADA, "brief")) == (vaults.config.mode == "lambda"), "DynamoDB does it by itself"
    assert shelves.records.get(ADA, "lasting") and shelves.records.get("code#x", "step")


def test_the_function_on_a_schedule_sweeps_for_as_long_as_it_has_time(
    vaults: Service, old_texts: None, monkeypatch: pytest.MonkeyPatch
):
    serve(vaults, monkeypatch)
    answers = [invoked("SweepFunction", {}, get_remaining_time_in_millis=lambda ms=ms: ms) for ms in (1_000, 900_000)]
    assert answers[0] == {"swept": 1, "failed": 0, "is_whole": False}
    assert answers[1] == {"swept": 2, "failed": 0, "is_whole": True}
    assert swept(vaults) == EVERYBODY

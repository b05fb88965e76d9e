"""What is kept of a job and its zip, and how long."""

import json

import pytest

from shared import jobs as jobs_module
from shared.jobs import KEPT_SECONDS
from shared.notes.head import HEAD, Head
from shared.storage.contract import Write
from tests.api.imports.site import FILES, IMPORT, Site, on_lambda
from tests.conftest import ADA, Clock
from tests.notes.imports.sample import zip_of

DAY = 86_400


@on_lambda
def test_a_sweep_keeps_the_zip_of_a_running_job_and_removes_it_afterwards(site: Site, small_steps: None, clock: Clock):
    ada = site.user()
    started = ada.start(*FILES)
    ada.go_on(started)
    clock.forward(DAY)
    site.vaults.sweep(ADA)
    ada = site.user()
    assert ada.finish(started)["report"]["notes"]["created"] == 5
    bodies = {note.digest for note in site.vault().notes()}
    assert site.vaults.sweep(ADA).files >= 1
    [report] = set(site.shelves.files.under(ADA)) - bodies
    assert json.loads(site.shelves.files.get(ADA, report) or b"")["notes"]["created"] == 5
    assert ada.look(started)["report"]["notes"]["created"] == 5


def test_a_job_is_kept_for_a_week(site: Site, clock: Clock):
    ada = site.user()
    started = ada.start(*FILES)
    told = ada.finish(started)
    clock.forward(KEPT_SECONDS - 1)
    assert site.user().look(started) == told
    clock.forward(1)
    assert site.user().refusal("GET", f"{IMPORT}/{started['id']}") == (404, "not_found")
    site.vaults.sweep(ADA)
    assert set(site.shelves.files.under(ADA)) == {note.digest for note in site.vault().notes()}


@on_lambda
def test_of_any_number_of_jobs_every_zip_is_kept(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jobs_module, "PAGE", 2)
    ada = site.user()
    started = [ada.start((f"{number}.md", b"x")) for number in range(5)]
    site.vaults.sweep(ADA)
    assert [ada.finish(job)["state"] for job in started] == ["done"] * 5


@on_lambda
def test_a_zip_that_a_sweep_is_just_removing_may_be_sent_again_a_little_later(site: Site, clock: Clock):
    ada, raw = site.user(), zip_of(*FILES).getvalue()
    digest = site.shelves.files.put(ADA, raw)
    doomed = Head(doomed=(digest,), doomed_until=int(clock.now) + 120)
    site.shelves.records.commit(ADA, Write(HEAD, doomed.value()))
    assert ada.refusal("POST", IMPORT, raw) == (503, "unavailable")
    assert ada.start(("other.md", b"x"))["state"] == "running"
    clock.forward(120)
    assert ada.finish(ada.job("POST", IMPORT, raw))["state"] == "done"

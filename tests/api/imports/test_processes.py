"""A job among several processes, of which some are slow, die, or find the storage gone."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from shared.access.gate import Caller
from shared.errors import Unavailable
from shared.jobs import LEASE_SECONDS
from shared.service import Service
from shared.storage.contract import Write
from tests.api.imports.site import FILES, Open, Site, on_a_space, on_lambda
from tests.conftest import ADA, Clock
from tests.notes.imports.sample import held, zip_of
from tests.shelves import Shelves


def others(site: Site) -> Service:
    """Another process over the same shelves."""
    config = site.vaults.config
    elsewhere = replace(config, search_cache_path=config.search_cache_path.with_name("search of another"))
    return Service(elsewhere, site.shelves.records, site.shelves.files, clock=site.vaults.now)


def began(site: Site, *files: tuple[str, bytes]) -> str:
    """A job that was started and not gone on with."""
    return site.vaults.jobs.start(Caller(ADA), zip_of(*files).getvalue(), overwrite=False).id


@on_lambda
def test_while_one_works_on_a_job_nobody_else_does(site: Site, small_steps: None):
    other, job_id, answers = others(site), began(site, *FILES), []

    def meanwhile() -> float:
        answers.append(other.jobs.advance(Caller(ADA), job_id))
        return 0

    assert site.vaults.jobs.advance(Caller(ADA), job_id, elapsed=meanwhile) is True
    assert set(answers) == {False}
    assert site.vaults.jobs.of(Caller(ADA), job_id)[0].done == 1


@on_lambda
def test_who_was_too_slow_leaves_the_job_to_the_other(site: Site, small_steps: None, clock: Clock):
    other, job_id = others(site), began(site, *FILES)
    asked = iter(range(99))

    def slow() -> float:
        if next(asked) == 1:
            clock.forward(LEASE_SECONDS)
            other.jobs.run(Caller(ADA), job_id)
        return 0

    assert site.vaults.jobs.advance(Caller(ADA), job_id, elapsed=slow) is False
    job, report = site.vaults.jobs.of(Caller(ADA), job_id)
    assert (job.state, job.done) == ("done", 5)
    assert report["notes"] == {"created": 4, "changed": 0, "unchanged": 1}
    assert held(site.vault()) == dict(FILES)


@on_lambda
def test_a_job_whose_process_died_goes_on_in_another(site: Site, small_steps: None, clock: Clock):
    ada, other, job_id = site.user(), others(site), began(site, *FILES)
    assert site.vaults.jobs.advance(Caller(ADA), job_id)
    asked = iter(range(99))

    def dies() -> float:
        if next(asked) == 1:
            raise KeyboardInterrupt
        return 0

    with pytest.raises(KeyboardInterrupt):
        site.vaults.jobs.advance(Caller(ADA), job_id, elapsed=dies)
    assert len(held(site.vault())) == 2
    other.jobs.run(Caller(ADA), job_id)
    assert ada.look({"id": job_id})["done"] == 1
    clock.forward(LEASE_SECONDS)
    other.jobs.run(Caller(ADA), job_id)
    told = ada.look({"id": job_id})
    assert (told["state"], told["done"]) == ("done", 5)
    assert told["report"]["notes"] == {"created": 4, "changed": 0, "unchanged": 1}
    assert held(site.vault()) == dict(FILES)


@on_lambda
def test_many_who_move_a_job_on_do_each_file_once(site: Site, small_steps: None):
    files = [(f"{number:02}.md", b"moss %d" % number) for number in range(24)]
    job_id, ada = began(site, *files), site.user()

    def work(service: Service) -> None:
        while service.jobs.of(Caller(ADA), job_id)[0].state == "running":
            service.jobs.advance(Caller(ADA), job_id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, [site.vaults, others(site), site.vaults, others(site)]))
    told = ada.look({"id": job_id})
    assert (told["state"], told["done"], told["report"]["notes"]["created"]) == ("done", 24, 24)
    assert held(site.vault()) == dict(files)


class Failing:
    """Records that take no change of notes while they are told to fail."""

    def __init__(self, records: Any) -> None:
        self._records = records
        self.is_failing = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)

    def commit(self, user_id: str, *writes: Write, **how: Any) -> None:
        if self.is_failing and any(write.key.startswith("note#") for write in writes):
            raise Unavailable("The storage did not answer.")
        self._records.commit(user_id, *writes, **how)


@on_a_space
def test_a_job_that_the_storage_stops_waits_and_goes_on_later(opened: Open, shelves: Shelves):
    shelves.records = failing = Failing(shelves.records)
    site = opened()
    ada, failing.is_failing = site.user(), True
    started = ada.start(*FILES)
    assert (ada.look(started)["state"], ada.look(started)["done"]) == ("running", 0)
    failing.is_failing = False
    told = ada.finish(started)
    assert (told["done"], told["report"]["notes"]["created"], told["report"]["refused"]) == (5, 5, [])


@on_a_space
def test_a_job_of_a_deleted_account_ends_quietly(site: Site, monkeypatch: pytest.MonkeyPatch):
    job_id = began(site, *FILES)
    site.vaults.delete_account(Caller(ADA))
    site.vaults.jobs.run(Caller(ADA), job_id)
    assert list(site.shelves.files.under(ADA)) == []

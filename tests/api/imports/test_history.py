"""A history out of one account and into another: exported, taken in as a job, gone on with, and refused."""

import io
from dataclasses import replace

import pytest

from shared.access.gate import Caller
from shared.errors import Unavailable
from shared.jobs import LEASE_SECONDS
from shared.notes.graph import Graph
from shared.service import Service
from tests.api.imports.site import FILES, IMPORT, Site, User, on_a_space, on_lambda
from tests.conftest import ADA, BOB, Clock
from tests.notes.archives.forged import honest
from tests.notes.archives.lived import check_sound, files_of, held, log_of, packed, trash_of
from tests.notes.imports.sample import zip_of

EXPORT = "/api/vault/export"
WITH = "?history=true"
DAY = 86_400
on_a_laptop = pytest.mark.parametrize("shelves", ["local"], indirect=True)
"""For what no backend has a part in."""


def lived(site: Site) -> User:
    """Ada, whose vault has a past."""
    vault = site.vaults.vault(Caller(ADA, client="Claude", grant="hers"))
    vault.write("Moss", "[[Fern]] one")
    vault.write("Moss", "[[Fern]] two", overwrite=True)
    vault.write("Fern", "fern")
    vault.attach("cat.png", b"\x89PNG")
    vault.delete("cat.png")
    return site.user()


def exported(user: User, query: str = WITH) -> bytes:
    answer = user.ask("GET", EXPORT + query)
    assert answer.status == 200
    return answer.body


def test_a_history_goes_from_one_account_into_another(site: Site):
    ada, bob = lived(site), site.user(BOB)
    zipped = exported(ada)
    told = bob.finish(bob.job("POST", IMPORT + WITH, zipped))
    there, here = site.vault(), site.vault(BOB)
    assert (told["state"], told["done"], told["total"]) == ("done", 10, 10)
    assert told["report"]["history"] == {"changes": 5, "trash": 1}
    assert told["report"]["notes"] == {"created": 2, "changed": 0, "unchanged": 0}
    assert told["report"]["links"] == {"resolved": 1, "unresolved": 0, "to_nothing": []}
    assert (held(here), log_of(here), trash_of(here)) == (held(there), log_of(there), trash_of(there))
    check_sound(here)
    assert len(Graph(site.vaults.search(here)).backlinks("Fern.md")) == 1
    shown = site.vaults.config.vault_base_path / BOB / "Moss.md"
    assert (shown.read_text() if shown.exists() else "") == "[[Fern]] two" * (site.vaults.config.mode == "space")
    without = {name: body for name, body in files_of(io.BytesIO(zipped)).items() if not name.startswith(".")}
    assert files_of(io.BytesIO(exported(ada, ""))) == without


@on_lambda
def test_every_step_may_be_another_process_and_one_that_died_is_no_matter(site: Site, small_steps: None, clock: Clock):
    ada = lived(site)
    elsewhere = replace(site.vaults.config, search_cache_path=site.vaults.config.search_cache_path.with_name("other"))
    other = Service(elsewhere, site.shelves.records, site.shelves.files, clock=clock)
    job_id = site.vaults.jobs.start(Caller(BOB), exported(ada), history=True).id
    seen, dying = [0], True
    while site.vaults.jobs.of(Caller(BOB), job_id)[0].state == "running":
        service = (site.vaults, other)[len(seen) % 2]
        if dying := not dying:
            with pytest.raises(KeyboardInterrupt):
                service.jobs.advance(Caller(BOB), job_id, elapsed=dies_after_one_step())
            clock.forward(LEASE_SECONDS)
        service.jobs.advance(Caller(BOB), job_id)
        seen.append(site.vaults.jobs.of(Caller(BOB), job_id)[0].done)
    assert seen == sorted(seen)
    assert (held(site.vault(BOB)), log_of(site.vault(BOB))) == (held(site.vault()), log_of(site.vault()))
    check_sound(site.vault(BOB))


def dies_after_one_step():
    asked = iter(range(2))

    def elapsed() -> float:
        if next(asked) == 1:
            raise KeyboardInterrupt
        return 0

    return elapsed


@on_lambda
def test_a_sweep_leaves_alone_what_is_still_coming_in(site: Site, small_steps: None, clock: Clock):
    ada, bob = lived(site), site.user(BOB)
    zipped = exported(ada)
    clock.forward(400 * DAY)
    bob = site.user(BOB)
    started = bob.job("POST", IMPORT + WITH, zipped)
    while site.vault(BOB).seq() < 2:
        bob.go_on(started)
    site.vaults.sweep(BOB)
    assert bob.finish(started)["state"] == "done"
    assert log_of(site.vault(BOB)) == log_of(site.vault())
    site.vaults.sweep(BOB)
    assert (log_of(site.vault(BOB)), held(site.vault(BOB))) == ([], held(site.vault()))
    check_sound(site.vault(BOB))


@on_a_laptop
def test_what_may_not_come_in_is_refused_before_there_is_a_job(site: Site):
    bob = site.user(BOB)
    forged = honest()
    forged.changes.pop()
    for body, sentence in (
        (zip_of(*FILES).getvalue(), "This zip holds no history of a vault. Import it without asking for one."),
        (forged.zip().getvalue(), "The history in this zip breaks off before its last change."),
        (b"PK", "This is not a zip that can be read."),
    ):
        answer = bob.ask("POST", IMPORT + WITH, body)
        assert (answer.status, answer.json()["message"]) == (400, sentence)
    site.vault(BOB).write("Mine", "mine")
    answer = bob.ask("POST", IMPORT + WITH, honest().zip().getvalue())
    sentence = "A history comes only into a vault without notes; this one holds 1."
    assert (answer.status, answer.json()["message"]) == (409, sentence)
    assert (site.vaults.jobs.held(BOB), site.vault(BOB).seq()) == (set(), 1)


@on_lambda
def test_a_text_that_is_another_ends_the_job_before_anything_changes(site: Site):
    bob, forged = site.user(BOB), honest()
    digest = next(iter(forged.bodies))
    forged.bodies[digest] = forged.bodies[digest][::-1]
    told = bob.finish(bob.job("POST", IMPORT + WITH, forged.zip().getvalue()))
    sentence = "A text in this zip is not the one that its history names."
    assert (told["state"], told["message"], site.vault(BOB).seq()) == ("failed", sentence, 0)


@on_lambda
def test_who_writes_meanwhile_keeps_what_they_wrote(site: Site, small_steps: None):
    ada, bob = lived(site), site.user(BOB)
    started = bob.job("POST", IMPORT + WITH, exported(ada))
    while site.vault(BOB).seq() < 2:
        bob.go_on(started)
    site.vault(BOB).write("Mine", "mine")
    told = bob.finish(started)
    assert (told["state"], told["message"][:45]) == ("failed", "Something else was written into this vault wh")
    assert held(site.vault(BOB)) == {"Moss.md": b"[[Fern]] two", "Mine.md": b"mine"}
    check_sound(site.vault(BOB))


@on_a_space
def test_the_welcome_of_a_new_account_makes_room(site: Site):
    ada = lived(site)
    bob = site.user(BOB)
    site.vaults.accounts._welcome(site.vault(BOB))
    told = bob.finish(bob.job("POST", IMPORT + WITH, exported(ada)))
    assert told["state"] == "done"
    assert held(site.vault(BOB)) == held(site.vault())


@on_a_space
def test_a_limited_connection_has_no_history(site: Site):
    limited = site.user(folder="garden")
    assert limited.refusal("GET", EXPORT + WITH) == (403, "forbidden")
    assert limited.refusal("POST", IMPORT + WITH, packed(site.vault()).getvalue()) == (403, "forbidden")
    with pytest.raises(Exception, match="may only use the folder garden"):
        packed(site.vaults.vault(Caller(ADA, folder="garden")))


@on_a_laptop
def test_a_storage_that_does_not_answer_is_asked_again(site: Site, monkeypatch: pytest.MonkeyPatch):
    ada, bob = lived(site), site.user(BOB)
    zipped = exported(ada)
    job_id = site.vaults.jobs.start(Caller(BOB), zipped, history=True).id
    put, answers = site.shelves.files.put, iter([Unavailable("The storage did not answer.")])

    def failing(user_id: str, body: bytes) -> str:
        if error := next(answers, None):
            raise error
        return put(user_id, body)

    monkeypatch.setattr(site.shelves.files, "put", failing)
    assert site.vaults.jobs.advance(Caller(BOB), job_id)
    assert bob.finish({"id": job_id})["state"] == "done"
    assert log_of(site.vault(BOB)) == log_of(site.vault())

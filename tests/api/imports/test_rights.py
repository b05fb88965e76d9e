"""Who may have a zip taken in, and what is refused."""

from collections import Counter

from shared.access.gate import NOTES_SCOPES
from tests.api.imports.site import FILES, IMPORT, Open, Site
from tests.conftest import ADA, BOB
from tests.notes.imports.sample import held, zip_of


def test_what_is_no_zip_is_refused_and_no_job_is_made(site: Site):
    ada = site.user()
    for body in (b"", b"moss", b"PK\x05\x06"):
        answer = ada.ask("POST", IMPORT, body)
        assert (answer.status, answer.json()["error"]) == (400, "invalid")
        assert answer.json()["message"] == "This is not a zip that can be read."
    assert site.vaults.jobs.held(ADA) == set()
    assert list(site.shelves.files.under(ADA)) == []


def test_a_zip_that_is_too_large_is_refused(opened: Open):
    ada = opened(import_bytes_max=500).user()
    assert ada.refusal("POST", IMPORT, bytes(501)) == (413, "too_large")
    assert ada.finish(ada.start(("a.md", b"x")))["state"] == "done"


def test_a_token_does_what_it_may_and_no_more(site: Site):
    job = f"{IMPORT}/{site.user().start(*FILES)['id']}"
    reader, nobody, limited = (
        site.user(scopes=("notes:read",)),
        site.user(scopes=("account",)),
        site.user(scopes=NOTES_SCOPES, folder="garden"),
    )
    assert reader.refusal("POST", IMPORT, zip_of(*FILES).getvalue()) == (403, "forbidden")
    assert reader.refusal("POST", job) == (403, "forbidden")
    assert reader.ask("GET", job).status == 200
    for user in (nobody, limited):
        for method, path in (("POST", IMPORT), ("POST", job), ("GET", job)):
            assert user.refusal(method, path, b"PK") == (403, "forbidden")


def test_anothers_job_is_none(site: Site):
    job, bob = f"{IMPORT}/{site.user().start(*FILES)['id']}", site.user(BOB)
    for path in (job, f"{IMPORT}/{'0' * 32}", f"{IMPORT}/{'x' * 3_000}", f"{IMPORT}/head"):
        for method in ("GET", "POST"):
            assert bob.refusal(method, path) == (404, "not_found")
    assert bob.ask("GET", f"{IMPORT}/../import/{job[-32:]}").status == 404
    assert held(site.vault(BOB)) == {}


def test_what_was_done_and_what_was_refused_is_in_the_activity(site: Site):
    ada = site.user()
    ada.finish(ada.start(*FILES))
    ada.ask("POST", IMPORT, b"no zip")
    ada.ask("GET", f"{IMPORT}/none")
    site.user(scopes=("notes:read",)).ask("POST", IMPORT, b"x")
    lines = site.vaults.audit.lines(ADA, lambda line: line.action == "vault.import")
    assert Counter(line.outcome for line in lines) == {"ok": 1, "invalid": 1, "not_found": 1, "forbidden": 1}

"""/api/vault/import over HTTP: a zip becomes a job that any process may move on, with a report that names names."""

import base64
import io
import json
import random
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest

from handlers import account
from shared import jobs as jobs_module
from shared.access.gate import ALL_SCOPES, NOTES_SCOPES, Caller
from shared.errors import Unavailable
from shared.jobs import KEPT_SECONDS, LEASE_SECONDS, links_report
from shared.notes import imports
from shared.notes.changelog import HEAD, Head
from shared.notes.graph import Graph
from shared.notes.vault import Vault
from shared.service import Service
from shared.storage.contract import Write
from tests.conftest import ADA, BOB, CONTEXT, ORIGIN, Clock, Response, Send, config_in, send_asgi, serve
from tests.notes.test_imports import held, zip_of
from tests.shelves import Shelves

DAY = 86_400
IMPORT = "/api/vault/import"
FILES = [(f"{number}.md", b"moss %d" % number) for number in range(5)]
MIXED = [
    ("Moss.md", b"[[Fern]] ![[cat.png]] [[Nowhere]]"),
    ("garden/Fern.md", b"# Fern"),
    ("cat.png", b"\x89PNG"),
    ("line\nbreak.md", b"x"),
    ("latin.md", b"\xe9"),
    ("../out.md", b"x"),
    (".obsidian/app.json", b"{}"),
]


def send_lambda(method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
    """The request as the event of an HTTP API (payload format 2.0)."""
    parts, host = urlsplit(path), ORIGIN.removeprefix("https://")
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": parts.path,
        "rawQueryString": parts.query,
        "headers": {"host": host, **{name.lower(): value for name, value in headers.items()}},
        "requestContext": {
            "http": {"method": method, "path": parts.path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"},
            "domainName": host,
            "stage": "$default",
            "requestId": "1",
        },
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }
    answer = account.handler(event, CONTEXT)
    text = answer.get("body") or ""
    payload = base64.b64decode(text) if answer.get("isBase64Encoded") else text.encode()
    return Response(answer["statusCode"], {name.lower(): value for name, value in answer["headers"].items()}, payload)


WAYS: dict[str, tuple[str, Send]] = {"space": ("space", send_asgi), "lambda": ("lambda", send_lambda)}


@dataclass(frozen=True)
class User:
    """Somebody with a token."""

    send: Send
    token: str

    def ask(self, method: str, path: str, body: bytes = b"") -> Response:
        return self.send(method, path, {"Authorization": f"Bearer {self.token}"}, body)

    def job(self, method: str, path: str, body: bytes = b"") -> dict[str, Any]:
        """The job that an answer tells of; it must be one."""
        answer = self.ask(method, path, body)
        assert answer.status == (202 if body else 200), answer.body
        told: dict[str, Any] = answer.json()
        return told

    def start(self, *files: tuple[str, bytes], query: str = "") -> dict[str, Any]:
        return self.job("POST", IMPORT + query, zip_of(*files).getvalue())

    def look(self, job: dict[str, Any]) -> dict[str, Any]:
        return self.job("GET", f"{IMPORT}/{job['id']}")

    def go_on(self, job: dict[str, Any]) -> dict[str, Any]:
        return self.job("POST", f"{IMPORT}/{job['id']}")

    def finish(self, job: dict[str, Any]) -> dict[str, Any]:
        """The job once it has ended, asked to go on as often as that takes."""
        while (told := self.go_on(job))["state"] == "running":
            pass
        return told

    def refusal(self, method: str, path: str, body: bytes = b"") -> tuple[int, str]:
        answer = self.ask(method, path, body)
        return answer.status, answer.json()["error"]


@dataclass(frozen=True)
class Site:
    """A service as it runs in one of its ways."""

    vaults: Service
    shelves: Shelves
    send: Send

    def user(self, user_id: str = ADA, scopes: Any = ALL_SCOPES, folder: str = "") -> User:
        grant = self.vaults.grants.start(user_id, kind="oauth", client="page", scopes=scopes, folder=folder)
        token = self.vaults.tokens.create_jwt(user_id, scope=" ".join(scopes), client="page", grant=grant.id)
        return User(self.send, token)

    def vault(self, user_id: str = ADA) -> Vault:
        return self.vaults.vault(Caller(user_id))


Open = Callable[..., Site]


@pytest.fixture(params=WAYS)
def opened(
    request: pytest.FixtureRequest, shelves: Shelves, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Open:
    """Opens a site with settings of its own, on every backend and in every way of running."""
    mode, send = WAYS[request.param]

    def site(**settings: Any) -> Site:
        config = config_in(tmp_path, mode=mode, table_name="t", bucket_name="b", **settings)
        vaults = Service(config, shelves.records, shelves.files, clock=clock)
        serve(vaults, monkeypatch)
        return Site(vaults, shelves, send)

    return site


@pytest.fixture
def site(opened: Open) -> Site:
    return opened()


on_a_space = pytest.mark.parametrize("opened", ["space"], indirect=True)
on_lambda = pytest.mark.parametrize("opened", ["lambda"], indirect=True)


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step deals with one file, and every call with one step."""
    monkeypatch.setattr(imports, "EDITS_PER_COMMIT", 1)
    monkeypatch.setattr(jobs_module, "STEP_SECONDS", 0)


# Start, look, go on, done


def test_a_zip_is_taken_in_and_the_report_says_what_became_of_it(site: Site, tmp_path: Path):
    ada = site.user()
    started = ada.start(*MIXED)
    assert started == {**started, "state": "running", "done": 0, "total": 6, "started_at": 1_800_000_000, "message": ""}
    told = ada.finish(started)
    assert {**told, "report": None} == {**started, "state": "done", "done": 6, "report": None}
    assert told["report"] == {
        "notes": {"created": 3, "changed": 0, "unchanged": 0},
        "attachments": {"created": 1, "changed": 0, "unchanged": 0},
        "refused": [
            {"name": "../out.md", "why": "Its name leads out of the vault with `..`."},
            {"name": "latin.md", "why": "It is not UTF-8 text."},
        ],
        "refused_count": 2,
        "renamed": [
            {
                "name": "line\nbreak.md",
                "path": "line_break.md",
                "why": "A path cannot hold control characters or line breaks.",
            }
        ],
        "renamed_count": 1,
        "hidden": 1,
        "around": "",
        "links": {"resolved": 2, "unresolved": 1, "to_nothing": [{"path": "Moss.md", "line": 1, "link": "Nowhere"}]},
    }
    assert ada.look(started) == told
    assert set(held(site.vault())) == {"Moss.md", "garden/Fern.md", "cat.png", "line_break.md"}
    assert next(site.vault().changes(0)).client == "page"
    shown = tmp_path / "vaults" / ADA / "garden" / "Fern.md"
    assert shown.exists() == (site.vaults.config.mode == "space")


@on_a_space
def test_where_a_process_lives_on_it_finishes_the_job_by_itself(site: Site):
    ada = site.user()
    started = ada.start(*FILES)
    assert started["state"] == "running"
    assert (ada.look(started)["state"], ada.look(started)["done"]) == ("done", 5)


@on_lambda
def test_where_none_does_the_job_goes_on_only_when_it_is_asked_to(site: Site, small_steps: None):
    ada = site.user()
    started = ada.start(*FILES)
    for _ in range(2):
        assert (ada.look(started)["state"], ada.look(started)["done"]) == ("running", 0)
    assert site.vault().seq() == 0
    assert ada.go_on(started)["done"] == 1
    assert len(held(site.vault())) == 1


@on_lambda
def test_progress_never_goes_back_and_the_report_grows_with_it(site: Site, small_steps: None):
    ada = site.user()
    started, seen = ada.start(*FILES), []
    for _ in range(8):
        told = ada.go_on(started)
        assert told["report"]["notes"]["created"] == told["done"]
        assert ada.look(started)["done"] == told["done"]
        seen.append((told["done"], told["state"]))
    assert seen == [(1, "running"), (2, "running"), (3, "running"), (4, "running"), *[(5, "done")] * 4]


def test_the_same_zip_twice_changes_nothing(site: Site):
    ada = site.user()
    first = ada.finish(ada.start(*MIXED))
    seq = site.vault().seq()
    second = ada.finish(ada.start(*MIXED))
    assert site.vault().seq() == seq
    assert second["report"] == {
        **first["report"],
        "notes": {"created": 0, "changed": 0, "unchanged": 3},
        "attachments": {"created": 0, "changed": 0, "unchanged": 1},
    }


def test_what_is_there_is_replaced_only_when_asked(site: Site):
    ada = site.user()
    site.vault().write("Moss", "ada's own")
    kept = ada.finish(ada.start(("Moss.md", b"incoming")))
    assert [named["name"] for named in kept["report"]["refused"]] == ["Moss.md"]
    assert held(site.vault()) == {"Moss.md": b"ada's own"}
    replaced = ada.finish(ada.start(("Moss.md", b"incoming"), query="?overwrite=true"))
    assert replaced["report"]["notes"] == {"created": 0, "changed": 1, "unchanged": 0}
    assert held(site.vault()) == {"Moss.md": b"incoming"}


def test_an_empty_zip_is_done_with_nothing(site: Site):
    ada = site.user()
    told = ada.finish(ada.start())
    assert (told["state"], told["done"], told["total"]) == ("done", 0, 0)


def test_what_is_exported_is_imported_by_another_user(site: Site):
    ada, bob = site.user(), site.user(BOB)
    ada.finish(ada.start(*MIXED))
    exported = ada.ask("GET", "/api/vault/export")
    assert (exported.status, exported.headers["content-type"]) == (200, "application/zip")
    told = bob.finish(bob.job("POST", IMPORT, exported.body))
    assert told["report"]["refused"] == told["report"]["renamed"] == []
    assert held(site.vault(BOB)) == held(site.vault(ADA))
    with ZipFile(io.BytesIO(exported.body)) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == held(site.vault())


def test_of_very_many_names_the_first_are_told_and_all_are_counted(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jobs_module, "FILES_NAMED_MAX", 2)
    ada = site.user()
    files = [(f"{number}.md", b"\xff") for number in range(5)] + [(f"{number}\n.md", b"x") for number in range(3)]
    report = ada.finish(ada.start(*files))["report"]
    assert [named["name"] for named in report["refused"]] == ["0.md", "1.md"]
    assert (len(report["renamed"]), report["refused_count"], report["renamed_count"]) == (2, 5, 3)


# Who may


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


# Several at once, and crashes


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


# What is kept, and how long


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


# Its links, and its document


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("shelves", ["local"], indirect=True)
def test_the_links_that_lead_somewhere_and_nowhere_are_counted_as_they_were_written(vaults: Service, seed: int):
    chance, expected = random.Random(seed), Counter[str]()
    notes = [f"{chance.choice(('', 'a/', 'a/b/'))}note {number}" for number in range(20)]
    pictures = [f"{chance.choice(('', 'img/'))}picture {number}.png" for number in range(5)]
    vault = vaults.vault(Caller(ADA))
    for note in notes:
        lines = []
        for _ in range(chance.randrange(8)):
            there, gone = chance.choice(notes + pictures), f"gone {chance.randrange(9)}"
            target, outcome = chance.choice(((there, "resolved"), (gone, "unresolved")))
            spaced = target.replace(" ", "%20") + ("" if target.endswith(".png") else ".md")
            name = target.rsplit("/", 1)[-1]
            forms = (
                f"[[{target}]]",
                f"![[{name}|100]]",
                f"see [[{name}#Head|that]]",
                f"[x]({spaced})",
                f"![]({spaced})",
            )
            lines.append(chance.choice(forms))
            expected[outcome] += 1
        lines += ["`[[note 1]]`", "[[#Head]]", "[web](https://example.com/note)", "<!-- -->", "```\n[[gone 1]]\n```"]
        vault.write(note, "\n\n".join(lines))
    for picture in pictures:
        vault.attach(picture, picture.encode())
    links = links_report(Graph(vaults.search(vault)))
    assert {name: links[name] for name in ("resolved", "unresolved")} == dict(expected)
    assert len(links["to_nothing"]) == expected["unresolved"]
    assert all(re.fullmatch(r"gone \d(\.md)?", link["link"].replace("%20", " ")) for link in links["to_nothing"])


def test_the_document_says_that_a_zip_is_sent_and_how_it_may_be_refused():
    paths = account.api.openapi()["paths"]
    asked = paths["/vault/import"]["post"]
    assert asked["requestBody"] == {
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        "required": True,
    }
    assert {"202", "400", "403", "413"} <= set(asked["responses"])
    assert {"get", "post"} == set(paths["/vault/import/{job_id}"])
    assert "404" in paths["/vault/import/{job_id}"]["get"]["responses"]
    exported = paths["/vault/export"]["get"]["responses"]["200"]["content"]
    assert exported["application/zip"]["schema"] == {"type": "string", "format": "binary"}

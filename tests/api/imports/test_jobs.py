"""A zip becomes a job: it is started, looked at, gone on with and done, and its report names names."""

import io
from pathlib import Path
from zipfile import ZipFile

import pytest

from shared import jobs as jobs_module
from tests.api.imports.site import FILES, IMPORT, Site, on_a_space, on_lambda
from tests.conftest import ADA, BOB
from tests.notes.imports.sample import held

MIXED = [
    ("Moss.md", b"[[Fern]] ![[cat.png]] [[Nowhere]]"),
    ("garden/Fern.md", b"# Fern"),
    ("cat.png", b"\x89PNG"),
    ("line\nbreak.md", b"x"),
    ("latin.md", b"\xe9"),
    ("../out.md", b"x"),
    (".obsidian/app.json", b"{}"),
]


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

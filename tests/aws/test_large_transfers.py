"""What is too large for a Lambda goes past it, by links that AWS signs for minutes and for one user's bytes."""

import io
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import urlsplit
from zipfile import ZipFile

import httpx
import pytest

from shared.service import Service
from shared.transfers import ANSWER_BYTES_MAX
from tests.api.site import User
from tests.conftest import ADA, BOB, ORIGIN, Clock, config_in, serve
from tests.lambda_events import LambdaTransport
from tests.shelves import cloud_shelves

BYTES = Random(1).randbytes(5_000_000)
assert len(BYTES) > ANSWER_BYTES_MAX


@pytest.fixture
def vaults(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with cloud_shelves(clock) as shelves:
        vaults = Service(config_in(tmp_path, mode="lambda"), shelves.records, shelves.files, clock=clock)
        serve(vaults, monkeypatch)
        yield vaults


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    with httpx.Client(transport=LambdaTransport(), base_url=ORIGIN) as client:
        yield client


@pytest.fixture
def ada(vaults: Service, web: httpx.Client) -> User:
    return User(web, vaults.tokens.create_jwt(ADA))  # type: ignore[arg-type]


@pytest.fixture
def bob(vaults: Service, web: httpx.Client) -> User:
    return User(web, vaults.tokens.create_jwt(BOB))  # type: ignore[arg-type]


def sent_past_us(url: str, body: bytes) -> None:
    assert httpx.put(url, content=body).status_code == 200


def path_of(url: str) -> str:
    return urlsplit(url).path


def test_a_large_attachment_goes_in_and_comes_out_past_the_lambda(ada: User, web: httpx.Client):
    link = path_of(ada.call("write_note", path="moss.bin")["url"])
    sent_past_us(web.post(link).text.strip(), BYTES)
    taken = web.put(link, params={"sent": ""})
    assert (taken.status_code, taken.json()["path"]) == (201, "moss.bin")
    answer = web.get(path_of(ada.call("read_note", path="moss.bin")["url"]))
    assert answer.status_code == 303
    fetched = httpx.get(answer.headers["location"])
    assert fetched.content == BYTES
    assert fetched.headers["content-disposition"] == "attachment; filename*=UTF-8''moss.bin"
    assert fetched.headers["content-type"] == "application/octet-stream", "no browser may take it for a page"


def test_a_link_takes_in_what_was_sent_for_it_once(ada: User, web: httpx.Client):
    link = path_of(ada.call("write_note", path="moss.bin")["url"])
    assert web.put(link, params={"sent": ""}).status_code == 404, "nothing was sent"
    sent_past_us(web.post(link).text.strip(), BYTES)
    assert web.put(link, params={"sent": ""}).status_code == 201
    assert web.put(link, params={"sent": ""}).status_code == 404
    assert web.post(link).status_code == 404


def test_what_is_larger_than_any_attachment_is_not_taken_in(ada: User, web: httpx.Client, vaults: Service):
    link = path_of(ada.call("write_note", path="moss.bin")["url"])
    sent_past_us(web.post(link).text.strip(), b"x" * (vaults.config.attachment_bytes_max + 1))
    assert web.put(link, params={"sent": ""}).status_code == 413
    assert web.put(link, params={"sent": ""}).status_code == 404, "it is gone"


def test_a_large_vault_moves_by_a_zip_past_the_lambda(ada: User, bob: User):
    ada.call("write_note", path="Moss", body="likes shade")
    upload = ada.ask("POST", "/api/vault/upload").json()
    zipped = io.BytesIO()
    with ZipFile(zipped, "w") as archive:
        archive.writestr("fern.bin", BYTES)
    sent_past_us(upload["url"], zipped.getvalue())
    assert bob.ask("POST", "/api/vault/import", params={"upload": upload["upload"]}).status_code == 404
    started = ada.ask("POST", "/api/vault/import", params={"upload": upload["upload"]})
    assert started.status_code == 202
    while ada.ask("POST", f"/api/vault/import/{started.json()['id']}").json()["state"] == "running":
        pass
    answer = ada.ask("GET", "/api/vault/export")
    assert answer.status_code == 303
    with ZipFile(io.BytesIO(httpx.get(answer.headers["location"]).content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "Moss.md": b"likes shade",
            "fern.bin": BYTES,
        }


@pytest.mark.parametrize("upload", ["", "../../u/hf-ada/b/00", "0" * 32, "0" * 33, "\N{SNOWMAN}"])
def test_an_upload_that_is_none_is_not_found(ada: User, upload: str):
    answer = ada.ask("POST", "/api/vault/import", params={"upload": upload} if upload else {})
    assert answer.status_code == (404 if upload else 400)

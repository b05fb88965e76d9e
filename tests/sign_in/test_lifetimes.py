"""How long pages, codes and tokens live, by a clock of the test's own."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.errors import OAuthError
from shared.service import Service
from shared.storage.contract import Records, Write
from tests.conftest import ORIGIN, Clock, Response, config_in, send_asgi, serve
from tests.shelves import local_shelves
from tests.sign_in.house import CALLBACK, FORM, VERIFIER, App, facts_of


class Watched:
    """The records, with somebody who may act just before something is written."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.before: Callable[[Write], None] = lambda write: None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)

    def commit(self, user_id: str, *writes: Write, **options: Any) -> None:
        for write in writes:
            self.before(write)
        self._records.commit(user_id, *writes, **options)


class Laptop:
    """A server in this process whose clock can be moved, on https and without a login."""

    origin = ORIGIN

    def __init__(self, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        shelves = local_shelves(folder, clock)
        self.records = Watched(shelves.records)
        self.vaults = Service(config_in(folder, mode="local"), self.records, shelves.files, clock=clock)
        serve(self.vaults, monkeypatch)
        self.client_id = self.vaults.clients.register({"redirect_uris": [CALLBACK]}).id

    def page(self) -> Response:
        app = App(self, self.client_id)
        return send_asgi("GET", app.url().removeprefix(ORIGIN), {}, b"")

    def post(self, path: str, cookie: str = "", **fields: str) -> Response:
        body = httpx.Request("POST", ORIGIN, data=fields).content
        return send_asgi("POST", path, {**FORM, "Cookie": cookie}, body)

    def consent(self, page: Response) -> Response:
        hidden = dict(re.findall(r'name=(sign_in|csrf) value="([^"]+)"', page.body.decode()))
        cookie = page.headers["set-cookie"].partition(";")[0]
        return self.post("/authorize/consent", cookie, decision="allow", scope="notes:read", **hidden)

    def token(self, **fields: str) -> tuple[int, Any]:
        answer = self.post("/token", client_id=self.client_id, **fields)
        return answer.status, answer.json()

    def redeem(self) -> tuple[int, Any]:
        told = facts_of(self.consent(self.page()).headers["location"])
        return self.redeem_code(told["code"])

    def redeem_code(self, code: str) -> tuple[int, Any]:
        given = {"code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
        return self.token(grant_type="authorization_code", **given)

    def made(self, token: str, days: int) -> str:
        """A named token, made with another."""
        body = json.dumps({"name": "A script", "expires_in_days": days}).encode()
        answer = send_asgi("POST", "/api/auth/create-token", {"Authorization": f"Bearer {token}"}, body)
        made: str = answer.json()["token"]
        return made

    def renewed(self, token: str) -> tuple[str, int]:
        """A token again, and for how many seconds."""
        told = send_asgi("POST", "/api/auth/refresh-token", {"Authorization": f"Bearer {token}"}, b"").json()
        return told["token"], told["expires_in"]

    def takes(self, token: str) -> bool:
        headers = {"Authorization": f"Bearer {token}"}
        return send_asgi("GET", "/api/me", headers, b"").status == 200


@pytest.fixture
def laptop(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Laptop:
    return Laptop(tmp_path, clock, monkeypatch)


def test_a_page_that_lay_about_for_more_than_ten_minutes_is_over(laptop: Laptop, clock: Clock):
    page, other = laptop.page(), laptop.page()
    clock.forward(599)
    assert laptop.consent(page).status == 303
    clock.forward(1)
    assert laptop.consent(other).status == 403


def test_a_code_lives_for_minutes(laptop: Laptop, clock: Clock):
    told = facts_of(laptop.consent(laptop.page()).headers["location"])
    clock.forward(600)  # OAuth 2.1 section 4.1.2: at most ten minutes
    assert laptop.redeem_code(told["code"])[0] == 400


def test_an_access_token_lives_for_a_day_and_its_refresh_token_for_ninety(laptop: Laptop, clock: Clock):
    _, told = laptop.redeem()
    clock.forward(86_399)
    assert laptop.takes(told["access_token"])
    clock.forward(1)
    assert not laptop.takes(told["access_token"])
    clock.forward(88 * 86_400)
    status, told = laptop.token(grant_type="refresh_token", refresh_token=told["refresh_token"])
    assert (status, laptop.takes(told["access_token"])) == (200, True)
    clock.forward(90 * 86_400)
    assert laptop.token(grant_type="refresh_token", refresh_token=told["refresh_token"])[0] == 400


def test_a_code_that_was_used_is_remembered_for_as_long_as_what_it_gave(laptop: Laptop, clock: Clock):
    """A replay a day later still says that the code was stolen."""
    told = facts_of(laptop.consent(laptop.page()).headers["location"])
    _, given = laptop.redeem_code(told["code"])
    clock.forward(80_000)
    assert laptop.redeem_code(told["code"])[0] == 400
    assert not laptop.takes(given["access_token"])


def test_a_code_that_is_replayed_while_it_is_redeemed_leaves_nothing(laptop: Laptop):
    """Whoever comes second ends what the first is just being given."""
    told = facts_of(laptop.consent(laptop.page()).headers["location"])
    fields = {"client_id": laptop.client_id, "code": told["code"], "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    replayed: list[bool] = []

    def replay(write: Write) -> None:
        if write.key.startswith("grant#") and (write.value or {}).get("refresh") and not replayed:
            replayed.append(True)
            with suppress(OAuthError):
                laptop.vaults.issuance.redeem(fields, address="")

    laptop.records.before = replay
    status, given = laptop.redeem_code(told["code"])
    laptop.records.before = lambda write: None
    assert replayed
    assert status == 400 or not laptop.takes(given["access_token"])


def test_a_token_made_with_a_token_is_over_when_that_one_is(laptop: Laptop, clock: Clock):
    """Or an assistant would outlive its connection by making itself a token that lasts longer."""
    parent = laptop.made(laptop.vaults.tokens.create_jwt("local"), 1)
    child = laptop.made(parent, 90)
    assert laptop.takes(child)
    clock.forward(86_400)
    assert not laptop.takes(parent)
    assert not laptop.takes(child)


def test_a_connection_that_is_always_used_ends_after_a_year(laptop: Laptop, clock: Clock):
    """However often its refresh token is used, its person is asked again (RFC 9700 section 4.14.2)."""
    _, told = laptop.redeem()
    for _ in range(4):
        clock.forward(80 * 86_400)
        status, told = laptop.token(grant_type="refresh_token", refresh_token=told["refresh_token"])
        assert status == 200
    clock.forward(46 * 86_400 - 3_600)
    status, told = laptop.token(grant_type="refresh_token", refresh_token=told["refresh_token"])
    assert (status, told["expires_in"]) == (200, 3_600)
    clock.forward(3_600)
    assert not laptop.takes(told["access_token"])
    assert laptop.token(grant_type="refresh_token", refresh_token=told["refresh_token"])[0] == 400


def test_a_named_token_that_is_renewed_ends_after_a_year(laptop: Laptop, clock: Clock):
    token = laptop.made(laptop.vaults.tokens.create_jwt("local"), 300)
    clock.forward(299 * 86_400)
    token, expires_in = laptop.renewed(token)
    assert expires_in == 67 * 86_400
    clock.forward(expires_in)
    assert not laptop.takes(token)


def test_a_token_made_with_a_token_is_renewed_for_no_longer_than_that_one_lasts(laptop: Laptop, clock: Clock):
    parent = laptop.made(laptop.vaults.tokens.create_jwt("local"), 2)
    clock.forward(86_400)
    child = laptop.made(parent, 1)
    clock.forward(43_200)
    child, expires_in = laptop.renewed(child)
    assert expires_in == 43_200
    clock.forward(43_200)
    assert not laptop.takes(parent)
    assert not laptop.takes(child)

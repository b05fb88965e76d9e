"""Two users and every route that gives or takes tokens: nothing crosses."""

import itertools
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from shared.access.audit import CROSS_USER
from shared.access.fetch import Reply
from shared.access.gate import ALL_SCOPES
from shared.access.identity import Identities
from tests.apart.crossing import text_of
from tests.apart.his import WORDS
from tests.apart.house import House
from tests.apart.routes import TOKEN_ROUTES
from tests.conftest import ADA, BOB, Clock

FIELDS = ("name", "grant", "grant_id", "sub", "client", "client_id")


@pytest.mark.parametrize("path", [path for path in TOKEN_ROUTES if path.startswith("/api/auth/")])
def test_a_token_of_another_user_is_not_to_be_had(house: House, path: str):
    before, vaults = house.his_own(), house.vaults
    for identifier in house.some(house.his.values()):
        for asked in ({"user_id": identifier}, {"folder": identifier}, dict.fromkeys(FIELDS, identifier)):
            grant = vaults.grants.start(ADA, kind="token", client="page", scopes=ALL_SCOPES)
            headers = {"Authorization": f"Bearer {vaults.tokens.create_jwt(ADA, grant=grant.id)}"}
            answer = house.send("POST", f"{path}?{urlencode(asked)}", headers, json.dumps(asked).encode())
            if "token" in (facts := answer.json()):
                assert facts["user_id"] == vaults.tokens.validate_jwt(facts["token"])["sub"] == ADA
            said = text_of(answer)
            assert [word for word in (*WORDS, *house.his.values()) if word in said and word not in identifier] == []
    assert house.his_own() == before


def test_naming_another_user_is_refused_and_counted(house: House):
    seen: list[tuple[str, ...]] = []
    house.vaults.audit.watchers.append(lambda *event: seen.append(event))
    answer = house.ask(ADA, "POST", "/api/auth/create-token", {"user_id": BOB})
    assert (answer.status, answer.json()["error"]) == (403, "forbidden")
    assert (ADA, "token.create", "forbidden", CROSS_USER) in seen


def test_a_token_of_the_provider_is_good_for_its_own_account_only(house: House, clock: Clock):
    before = house.his_own()
    documents = {"userinfo": {"sub": "ada", "preferred_username": "ada"}}

    def fetch(method: str, url: str, **given: Any) -> Reply:
        issuer = house.vaults.config.openid_provider_url
        discovery = {"issuer": issuer, "userinfo_endpoint": f"{issuer}/userinfo"}
        return Reply(200, {}, json.dumps(documents.get(url.rpartition("/")[2], discovery)).encode())

    house.vaults.identities = Identities(house.vaults.config, clock=clock, fetch=fetch)
    headers = {"Authorization": "Bearer hf_of_adas", "Content-Type": "application/json"}
    for wanted in house.his.values():
        body = json.dumps({"user_id": wanted}).encode()
        assert house.send("POST", "/api/auth/create-token", headers, body).status == 403
    given = house.send("POST", "/api/auth/create-token", headers, json.dumps({"user_id": ADA}).encode())
    assert (given.status, given.json()["user_id"]) == (200, ADA)
    assert house.his_own() == before


@pytest.mark.parametrize("path", [path for path in TOKEN_ROUTES if not path.startswith("/api/")])
def test_another_client_can_neither_use_nor_end_what_is_anothers(house: House, path: str):
    before = house.his_own()
    hers = house.vaults.clients.register({"redirect_uris": ["http://127.0.0.1/callback"]})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for identifier, step in itertools.product(house.his.values(), ("authorization_code", "refresh_token")):
        named = dict.fromkeys(("refresh_token", "token", "code"), identifier)
        form = urlencode({**named, "client_id": hers.id, "grant_type": step}).encode()
        answer = house.send("POST", path, headers, form)
        assert "access_token" not in answer.json()
        assert [word for word in WORDS if word in text_of(answer)] == []
    assert house.his_own() == before

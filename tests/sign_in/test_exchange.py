"""A token of Hugging Face exchanged for one of ours."""

from tests.sign_in.challenge import challenge_in
from tests.sign_in.house import BOTH, House
from tests.sign_in.personal_tokens import CREATE, exchanged, made


def test_a_token_of_hugging_face_gives_its_owner_one_of_ours(house: House):
    answer = house.ask("POST", CREATE, house.provider.token_for("ada"))
    told = answer.json()
    assert (answer.status_code, told["token_type"]) == (200, "Bearer")
    assert told["user_id"] == house.provider.user_id("ada")
    assert told["token"] == told["access_token"]
    assert told["scope"] == BOTH
    assert house.takes(told["token"])


def test_a_token_of_hugging_face_opens_the_notes_and_not_the_account(house: House):
    """It says who somebody is, not who asked for it: any application of theirs could bring it."""
    token = exchanged(house).access
    assert house.ask("DELETE", f"/api/me?confirm={house.provider.user_id('ada')}", token).status_code == 403
    assert made(house, token, scopes=["account"]).status_code == 403
    assert house.takes(token)


def test_the_owner_may_be_named_and_nobody_else(house: House):
    ada = house.provider.token_for("ada")
    mine, bobs = house.provider.user_id("ada"), house.provider.user_id("bob")
    assert house.ask("POST", CREATE, ada, json={"user_id": mine}).json()["user_id"] == mine
    for user_id in (bobs, bobs.removeprefix("hf-"), "bob", "", "../ada", None, 7, [mine], {}):
        refused = house.ask("POST", CREATE, ada, json={"user_id": user_id})
        assert refused.status_code == 403, user_id
        assert "token" not in refused.json()


def test_who_names_another_is_seen_in_their_own_activity(house: House):
    token = exchanged(house, "bob").access
    house.ask("POST", CREATE, house.provider.token_for("bob"), json={"user_id": house.provider.user_id("ada")})
    lines = house.ask("GET", "/api/activity?outcome=forbidden", token).json()["activity"]
    assert lines[0]["action"] == "token.exchange"


def test_without_a_token_or_with_rubbish_there_is_none_to_be_had(house: House):
    for body in ({}, {"user_id": house.provider.user_id("ada")}):
        none = house.ask("POST", CREATE, json=body)
        assert none.status_code == 401 and "error=" not in challenge_in(none)
        for rubbish in ("x", "hf_invented", house.forged(iss="https://another.example"), house.forged(key="x" * 40)):
            answer = house.ask("POST", CREATE, rubbish, json=body)
            assert answer.status_code == 401 and 'error="invalid_token"' in challenge_in(answer)


def test_a_token_of_ours_is_never_shown_to_the_provider(house: House):
    calls = house.provider.userinfo_calls()
    for token in (house.forged(), house.forged(exp=1), house.forged(key="x" * 40), house.forged(aud="x")):
        house.ask("POST", CREATE, token)
        house.mcp(token)
    assert house.provider.userinfo_calls() == calls


def test_what_an_address_may_try_in_an_hour_has_an_end(house: House):
    where = {"X-Forwarded-For": "198.19.5.5"}
    for _ in range(2 * 120 + 1):  # twice, for an hour may end meanwhile
        answer = house.ask("POST", CREATE, "hf_guessed", headers=where)
        if answer.status_code != 401:
            break
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 3_600


def test_a_body_that_is_no_object_is_refused(house: House):
    token = exchanged(house).access
    for body in (b"[]", b"1", b"{", b'"x"', b"\xff"):
        assert house.ask("POST", CREATE, token, content=body).status_code == 400

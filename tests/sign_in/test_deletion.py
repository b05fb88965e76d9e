"""The end of an account, and of every token with it."""

import time
from pathlib import Path

from tests.provider import Provider
from tests.sign_in.connections import grants
from tests.sign_in.house import ALL, App, House, house_of, refusal_of, tokens_of
from tests.sign_in.personal_tokens import exchanged, made


def test_deleting_an_account_needs_the_right_and_a_confirmation(house: House, app: App):
    client, owner = app.sign_in(), app.sign_in(scope=ALL)
    me = house.provider.user_id("ada")
    assert house.ask("DELETE", f"/api/me?confirm={me}", client.access).status_code == 403
    for confirm in ("", "?confirm=", "?confirm=yes", f"?confirm={house.provider.user_id('bob')}", f"?confirm={me}x"):
        refused = house.ask("DELETE", f"/api/me{confirm}", owner.access)
        assert (refused.status_code, refused.json()["export"]) == (409, "/api/vault/export")
    assert house.takes(client.access)


def test_a_deleted_account_leaves_nothing_and_no_token(provider: Provider, way: str, tmp_path: Path):
    with house_of(provider, tmp_path, way) as house:
        app, bob = house.register(), house.provider.user_id("bob")
        ada = app.sign_in("ada")
        signed_in, owner, own = app.sign_in("bob"), app.sign_in("bob", scope=ALL), exchanged(house, "bob")
        child = tokens_of(made(house, owner.access))
        house.call(signed_in.access, "write_note", path="Diary", body="what-only-bob-knows " * 500)
        house.call(ada.access, "write_note", path="Diary", body="what-ada-knows " * 600)
        folder = house.server.config.vault_base_path / bob
        assert (folder / "Diary.md").exists() == (way == "process")  # Lambdas have no visible folder
        assert b"what-only-bob-knows" in house.kept()
        assert house.ask("DELETE", f"/api/me?confirm={bob}", owner.access).json() == {"deleted": True}
        for token in (signed_in, owner, own, child):
            assert not house.takes(token.access)
        assert refusal_of(app.renew(signed_in.refresh)) == (400, "invalid_grant")
        assert not folder.exists()
        kept = house.kept()
        assert b"what-ada-knows" in kept
        assert b"what-only-bob-knows" not in kept
        assert house.call(ada.access, "read_note", path="Diary")["text"].startswith("what-ada-knows ")


def test_a_person_who_comes_back_begins_anew(house: House, app: App):
    before = app.sign_in("bob", scope=ALL)
    house.call(before.access, "write_note", path="Diary", body="x", overwrite=True)
    gone = house.ask("DELETE", f"/api/me?confirm={house.provider.user_id('bob')}", before.access)
    assert gone.status_code == 200
    again = app.sign_in("bob", scope=ALL)
    assert [note["path"] for note in house.call(again.access, "list_notes")["notes"]] == ["Welcome.md"]
    assert list(grants(house, again.access)) == [again.grant]
    actions = [line["action"] for line in house.ask("GET", "/api/activity", again.access).json()["activity"]]
    assert "write_note" not in actions and "sign_in" in actions
    assert not house.takes(before.access)


def test_a_code_from_before_its_account_was_deleted_gives_nothing(house: House, app: App):
    code, owner = app.code("bob"), app.sign_in("bob", scope=ALL)
    gone = house.ask("DELETE", f"/api/me?confirm={house.provider.user_id('bob')}", owner.access)
    assert gone.status_code == 200
    assert refusal_of(app.redeem(code)) == (400, "invalid_grant")


def test_an_operators_token_ends_with_the_account_too(house: House):
    token = house.forged(sub="hf-eve", iat=int(time.time()) - 5)
    assert house.ask("DELETE", "/api/me?confirm=hf-eve", token).status_code == 200
    assert not house.takes(token)

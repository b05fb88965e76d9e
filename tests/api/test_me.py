"""/api/me: who they are, what their vault holds and what is left to them."""

from shared.access.gate import NOTES_SCOPES
from shared.access.identity import Identity
from tests.api.site import ADDRESS, Site
from tests.conftest import ADA


def test_me_says_who_it_is_what_the_vault_holds_and_what_is_left(site: Site):
    site.vaults.sign_in(Identity(ADA, "Ada"), "editor", ADDRESS)
    ada = site.connected(scopes=NOTES_SCOPES)
    me = ada.get("/api/me")
    assert (me["user_id"], me["name"], me["created_at"]) == (ADA, "Ada", 1_800_000_000)
    assert me["scopes"] == list(NOTES_SCOPES)
    assert me["grant"] == site.vaults.grants.all(ADA)[0].id


def test_usage_follows_the_notes_and_the_calls(site: Site):
    ada = site.user()
    before = ada.get("/api/me")
    ada.call("write_note", path="Moss", body="é")
    after = ada.get("/api/me")
    assert (before["vault"]["notes"], before["vault"]["bytes"]) == (0, 0)
    assert (after["vault"]["notes"], after["vault"]["bytes"]) == (1, 2)
    assert (after["vault"]["notes_max"], after["vault"]["bytes_max"]) == (100_000, 1_073_741_824)
    assert before["calls"]["remaining"] - after["calls"]["remaining"] == 2
    assert after["calls"] == {"limit_per_minute": 1_000_000, "remaining": 999_997, "resets_at": 1_800_000_060}

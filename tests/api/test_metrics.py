"""/metrics: what is counted of whom, and who may see it."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from shared.access.identity import Identity
from shared.notes.tools import TOOLS
from tests.api.good_calls import GOOD
from tests.api.site import ADDRESS, Open, Site, User, on_a_laptop
from tests.conftest import ADA, BOB, Clock

DAY = 86_400
METRICS_TOKEN = "for whoever watches"


def counted(site: Site) -> dict[tuple[str, ...], float]:
    """The samples of /metrics, by name and label values."""
    answer = site.web.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
    assert (answer.status_code, answer.headers["Content-Type"][:10]) == (200, "text/plain")
    families = text_string_to_metric_families(answer.text)
    samples = [sample for family in families for sample in family.samples]
    return {(s.name.removeprefix("notes_vault_"), *s.labels.values()): s.value for s in samples}


@on_a_laptop
def test_without_its_setting_there_is_no_page_of_metrics(site: Site):
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {METRICS_TOKEN}"}):
        assert site.web.get("/metrics", headers=headers).status_code == 404


@on_a_laptop
@pytest.mark.parametrize("header", [None, "Bearer", "Bearer ", "Bearer wrong", f"Basic {METRICS_TOKEN}", "Bearer é"])
def test_metrics_are_for_whoever_has_their_token(opened: Open, header: str | None):
    web = opened(metrics_token=METRICS_TOKEN).web
    answer = web.get("/metrics", headers={"Authorization": header.encode()} if header else {})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "notes_vault" not in answer.text


@on_a_laptop
def test_a_users_token_is_not_for_the_metrics(opened: Open):
    assert opened(metrics_token=METRICS_TOKEN).user().ask("GET", "/metrics").status_code == 401


@on_a_laptop
@pytest.mark.parametrize("path", ["/mcp", "/api/me", "/api/auth/refresh-token"])
def test_refused_tokens_are_counted_by_reason(opened: Open, clock: Clock, path: str):
    site = opened(metrics_token=METRICS_TOKEN)
    method = "GET" if path == "/api/me" else "POST"
    old, gone = site.user(), site.connected()
    site.vaults.grants.end(ADA, gone.get("/api/me")["grant"])
    clock.forward(8 * DAY)
    site.web.request(method, path)
    for user in (old, gone, old, User(site.web, "nonsense"), User(site.web, site.user().token[:-2])):
        assert user.ask(method, path).status_code == 401
    found = {
        labels[1]: value for labels, value in counted(site).items() if labels[0] == "authentication_failures_total"
    }
    assert found == {"missing": 1, "expired": 3, "invalid": 2}


def test_users_who_did_something_today_are_counted(opened: Open, clock: Clock):
    site = opened(metrics_token=METRICS_TOKEN)
    for user_id in (ADA, BOB):
        site.vaults.sign_in(Identity(user_id, user_id), "page", ADDRESS)
    assert counted(site)[("active_users",)] == 2
    clock.forward(DAY)
    assert counted(site)[("active_users",)] == 0
    site.user().call("list_notes")
    assert counted(site)[("active_users",)] == 1


def test_requests_are_counted_per_user(opened: Open):
    site = opened(metrics_token=METRICS_TOKEN)
    ada, bob = site.user(), site.user(BOB)
    for tool in ("list_notes", "get_tags", "read_note"):
        ada.call(tool)
    bob.call("list_notes")
    found = counted(site)
    assert (found["requests_total", ADA], found["requests_total", BOB]) == (3, 1)


@on_a_laptop
@pytest.mark.parametrize("act", ["tools/list", "/api/me"])
def test_a_request_that_calls_no_tool_counts_too(opened: Open, act: str):
    site = opened(metrics_token=METRICS_TOKEN)
    ada = site.user()
    assert ada.get(act) if act.startswith("/") else ada.rpc(act)
    assert counted(site).get(("requests_total", ADA)) == 1


def test_the_size_of_each_vault_is_shown(opened: Open):
    site = opened(metrics_token=METRICS_TOKEN)
    site.vaults.sign_in(Identity(ADA, "Ada"), "page", ADDRESS)
    ada = site.user()
    ada.call("delete_note", path="Welcome")
    ada.call("write_note", path="Moss", body="12345")
    found = counted(site)
    assert (found["vault_notes", ADA], found["vault_bytes", ADA]) == (1, 5)


PLACES = ("path", "folder", "to")
WITH_PATH = [(tool, name) for tool in TOOLS for name in PLACES if name in TOOLS[tool].takes["properties"]]


@on_a_laptop
@pytest.mark.parametrize(("tool", "name"), WITH_PATH)
def test_a_refused_path_is_counted(opened: Open, tool: str, name: str):
    site = opened(metrics_token=METRICS_TOKEN)
    ada = site.user()
    ada.call("write_note", path="Moss", body="one")
    assert ada.call(tool, **{**GOOD[tool], name: "../secrets"})["error"]["code"] == "invalid"
    assert counted(site)["refused_paths_total",] == 1


@on_a_laptop
def test_a_mistake_that_is_not_in_a_path_is_no_refused_path(opened: Open):
    site = opened(metrics_token=METRICS_TOKEN)
    ada = site.user()
    assert ada.call("read_note", path="Moss", colour="red")["error"]["code"] == "invalid"
    assert ada.call("search_notes", query="x", cursor="nonsense")["error"]["code"] == "invalid"
    assert counted(site)["refused_paths_total",] == 0


def test_naming_another_user_is_counted(opened: Open):
    site = opened(metrics_token=METRICS_TOKEN)
    assert site.user().ask("POST", "/api/auth/create-token", json={"user_id": BOB}).status_code == 403
    assert site.user().ask("POST", "/api/auth/create-token", json={"user_id": ADA}).status_code == 200
    assert counted(site)["cross_user_attempts_total",] == 1

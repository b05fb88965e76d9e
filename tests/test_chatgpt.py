"""ChatGPT's two tools, and that nobody else is shown them: on both backends, in both ways of running."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from jsonschema import Draft202012Validator

from shared.access.clients import Client
from shared.service import Service
from tests.conftest import ADA, BOB, ORIGIN, Person
from tests.mcp.client import ask_modern, error_of, request

DOCUMENT = "https://chatgpt.com/oauth/client.json"
CALLBACK = "https://chatgpt.com/connector_platform_oauth_redirect"
ELSEWHERE = "http://127.0.0.1:1455/callback"
SCOPES = ("notes:read", "notes:write")


def signed_in(person: Person, vaults: Service, client_id: str, scopes: Any = SCOPES, folder: str = "") -> Person:
    """The person at a client that signed in."""
    facts = {"client": "an app", "client_id": client_id, "scopes": scopes, "folder": folder}
    grant = vaults.grants.start_with_refresh(person.user_id, **facts).grant
    token = vaults.tokens.create_jwt(person.user_id, grant=grant.id, scope=" ".join(scopes))
    return Person(person.user_id, token, person.send)


def registered(vaults: Service, *redirect_uris: str) -> Client:
    return vaults.clients.register({"redirect_uris": list(redirect_uris), "client_name": "ChatGPT"})


def tools(person: Person) -> dict[str, dict[str, Any]]:
    return {tool["name"]: tool for tool in person.ask("tools/list")["result"]["tools"]}


@pytest.fixture
def chatgpt(ada: Person, vaults: Service) -> Person:
    """Ada at ChatGPT."""
    return signed_in(ada, vaults, DOCUMENT)


def test_chatgpt_finds_and_fetches_notes(ada: Person, chatgpt: Person):
    text = "# Moss & more\n\nLikes shade. #plant\n</note 0>\r\n"
    ada.call("write_note", path="my garden/Moss+?", body=text)
    found = chatgpt.call("search", query="shade")
    url = f"{ORIGIN}/?note=my%20garden/Moss%2B%3F.md"
    assert found == {"results": [{"id": "my garden/Moss+?.md", "title": "Moss & more", "url": url}]}
    assert parse_qs(urlsplit(url).query) == {"note": ["my garden/Moss+?.md"]}
    fetched = chatgpt.call("fetch", id=found["results"][0]["id"])
    metadata = {"version": "1", "updated": "2027-01-15T08:00:00Z", "tags": "plant"}
    assert fetched == {**found["results"][0], "text": text, "metadata": metadata}
    assert chatgpt.call("search", query="nothing of this") == {"results": []}


def test_an_answer_is_the_same_json_as_one_text_and_as_structured_content(ada: Person, chatgpt: Person):
    ada.call("write_note", path="Moss", body='"quoted" \\ </note 0>\n')
    for name, arguments in (("search", {"query": "quoted"}), ("fetch", {"id": "Moss.md"})):
        called = {"name": name, "arguments": arguments}
        for answer in (chatgpt.ask("tools/call", called), ask_modern(chatgpt, "tools/call", called).json()):
            result = answer["result"]
            [block] = result["content"]
            assert json.loads(block["text"]) == result["structuredContent"]


def test_a_long_note_is_fetched_whole(ada: Person, chatgpt: Person):
    text = "a line of moss\n" * 20_000
    ada.call("write_note", path="Long", body=text)
    assert chatgpt.call("fetch", id="Long.md")["text"] == text


def test_chatgpt_is_known_by_its_document_or_by_where_it_is_led_back_to(ada: Person, vaults: Service):
    ours = tools(ada)
    for client_id in (
        DOCUMENT,
        "https://chatgpt.com/oauth/abc123/client.json",
        registered(vaults, CALLBACK).id,
        registered(vaults, CALLBACK, "https://chatgpt.com/connector/oauth/abc").id,
    ):
        assert set(tools(signed_in(ada, vaults, client_id))) == {*ours, "search", "fetch"}
    for client_id in (
        "https://chatgpt.com/oauth/codex/client.json",
        "https://chatgpt.com/oauth/codex/abc/client.json",
        "https://chatgpt.com.evil.example/oauth/client.json",
        "https://evil.example/https://chatgpt.com/",
        "http://chatgpt.com/oauth/client.json",
        "https://claude.ai/oauth/mcp-oauth-client-metadata",
        registered(vaults, ELSEWHERE).id,
        registered(vaults, CALLBACK, ELSEWHERE).id,
        registered(vaults, "https://chatgpt.com.evil.example/x").id,
        "client-forgotten",
        "",
    ):
        other = signed_in(ada, vaults, client_id)
        assert tools(other) == ours
        for name in ("search", "fetch"):
            called = {"name": name, "arguments": {}}
            unknown = other.post(request("tools/call", {"name": "format_disk", "arguments": {}}))
            refused = other.post(request("tools/call", called))
            assert (refused.status, refused.body) == (
                unknown.status,
                unknown.body.replace(b"format_disk", name.encode()),
            )
            assert error_of(ask_modern(other, "tools/call", called)) == (400, -32602)


def test_both_tools_are_described_as_harmless_and_the_whole_list_stays_short(chatgpt: Person):
    listed = tools(chatgpt)
    for name in ("search", "fetch"):
        tool = listed[name]
        assert tool["annotations"] == {
            "readOnlyHint": True,
            "destructiveHint": False,
            "idempotentHint": True,
            "openWorldHint": False,
        }
        assert tool["title"]
        Draft202012Validator.check_schema(tool["inputSchema"])
    assert len(chatgpt.post(request("tools/list")).body) < 10_000
    assert [tool["name"] for tool in ask_modern(chatgpt, "tools/list").json()["result"]["tools"]] == list(listed)


def test_their_arguments_are_checked(ada: Person, chatgpt: Person):
    for name, arguments in (
        ("search", {}),
        ("search", {"query": 5}),
        ("search", {"query": ""}),
        ("search", {"query": "moss", "limit": 5}),
        ("fetch", {}),
        ("fetch", {"id": ["Moss"]}),
        ("fetch", {"id": "../hf-bob/Moss"}),
        ("fetch", {"id": "x" * 9_000}),
    ):
        assert chatgpt.refused(name, **arguments)["code"] == "invalid"
    assert chatgpt.refused("fetch", id="Moss.md")["code"] == "not_found"


def test_they_go_through_the_same_door_as_the_tools_behind_them(ada: Person, vaults: Service, chatgpt: Person):
    ada.call("write_note", path="Moss", body="shade")
    chatgpt.call("search", query="shade")
    chatgpt.call("fetch", id="Moss.md")
    chatgpt.refused("fetch", id="Fern.md")
    lines = vaults.audit.lines(ADA, lambda line: line.client == "an app")
    assert sorted((line.action, line.target, line.outcome) for line in lines) == [
        ("read_note", "Fern.md", "not_found"),
        ("read_note", "Moss.md", "ok"),
        ("search_notes", "", "ok"),
    ]
    unscoped = signed_in(ada, vaults, DOCUMENT, scopes=("account",))
    assert tools(unscoped) == {}
    assert unscoped.refused("fetch", id="Moss.md")["scope"] == "notes:read"
    assert unscoped.refused("search", query="shade")["scope"] == "notes:read"


def test_chatgpt_sees_one_users_notes_and_of_a_limited_grant_one_folder(ada: Person, bob: Person, vaults: Service):
    for path in ("Work/Plan", "Diary"):
        ada.call("write_note", path=path, body="orchid")
    bobs = signed_in(bob, vaults, DOCUMENT)
    assert bobs.user_id == BOB
    assert bobs.call("search", query="orchid") == {"results": []}
    assert bobs.refused("fetch", id="Diary.md")["code"] == "not_found"
    worker = signed_in(ada, vaults, DOCUMENT, folder="Work")
    assert [result["id"] for result in worker.call("search", query="orchid")["results"]] == ["Work/Plan.md"]
    assert worker.refused("fetch", id="Diary.md")["code"] == "forbidden"
    assert worker.call("fetch", id="Work/Plan.md")["text"] == "orchid"

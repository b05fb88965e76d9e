"""Somebody connects their assistants, and sees on the page that they are."""

import json
import re
import subprocess
from base64 import b64decode
from urllib.parse import parse_qs, unquote, urlsplit

from playwright.sync_api import Locator, expect

from tests.page.assistant import connected
from tests.page.person import Person
from tests.sign_in.house import House

COMMANDS = {
    "Claude Code": "claude mcp add --transport http --scope user notes-vault URL",
    "Gemini CLI": "gemini mcp add -s user -t http notes-vault URL",
    "Codex": "codex mcp add notes-vault --url URL",
    "MCP Inspector": "npx @modelcontextprotocol/inspector --server-url URL --transport http",
    "VS Code": """code --add-mcp '{"name":"notes-vault","type":"http","url":"URL"}'""",
}

DOCUMENTS = {
    "Claude Code": "https://claude.ai/oauth/claude-code-client-metadata",
    "Claude (web, desktop, mobile)": "https://claude.ai/oauth/mcp-oauth-client-metadata",
    "VS Code": "https://vscode.dev/oauth/client-metadata.json",
    "ChatGPT": "https://chatgpt.com/oauth/client.json",
    "Codex": "https://chatgpt.com/oauth/codex/client.json",
}


def card(guest: Person, name: str) -> Locator:
    return guest.page.locator("details", has=guest.page.get_by_role("heading", name=name, exact=True))


def opened(guest: Person, name: str) -> Locator:
    """A client's card, opened by the keyboard."""
    guest.go("#/connect")
    found = card(guest, name)
    expect(found).to_be_visible()
    if found.get_attribute("open") is None:
        found.locator("summary").press("Enter")
    expect(found).to_have_attribute("open", "")
    return found


def test_the_url_is_shown_and_copied(guest: Person):
    guest.context.grant_permissions(["clipboard-read", "clipboard-write"])
    guest.go("#/connect")
    expect(guest.page.get_by_text(guest.server.url, exact=True).first).to_be_visible()
    guest.button("Copy the URL").click()
    expect(guest.button("Copied")).to_be_visible()
    assert guest.page.evaluate("() => navigator.clipboard.readText()") == guest.server.url


def test_a_client_with_a_command_is_told_it_with_this_servers_url(guest: Person):
    for name, code in COMMANDS.items():
        expect(opened(guest, name)).to_contain_text(code.replace("URL", guest.server.url))


def test_one_click_adds_this_server_to_cursor(guest: Person):
    href = opened(guest, "Cursor").get_by_role("link", name="Add to Cursor").get_attribute("href")
    assert href is not None
    asked = parse_qs(urlsplit(href).query)
    assert href.startswith("cursor://anysphere.cursor-deeplink/mcp/install?")
    assert asked["name"] == ["notes-vault"]
    assert json.loads(b64decode(asked["config"][0])) == {"url": guest.server.url}


def test_one_click_adds_this_server_to_vs_code(guest: Person):
    found = opened(guest, "VS Code")
    here = found.get_by_role("link", name="Add to VS Code").get_attribute("href")
    there = found.get_by_role("link", name="Add by vscode.dev").get_attribute("href")
    assert here is not None and there is not None
    entry = {"type": "http", "url": guest.server.url}
    assert json.loads(unquote(here.removeprefix("vscode:mcp/install?"))) == {"name": "notes-vault", **entry}
    assert json.loads(parse_qs(urlsplit(there).query)["config"][0]) == entry


def test_claude_opens_in_a_new_tab_with_everything_filled_in(guest: Person):
    found = opened(guest, "Claude (web, desktop, mobile)")
    link = found.get_by_role("link", name="Add to Claude")
    expect(link).to_have_attribute("target", "_blank")
    href = link.get_attribute("href")
    assert href is not None
    assert parse_qs(urlsplit(href).query)["connectorUrl"] == [guest.server.url]
    expect(found).to_contain_text("needs this server at a public https address")


def test_a_card_turns_green_when_its_client_has_called(guest: Person, house: House):
    guest.go("#/connect")
    found = card(guest, "Cursor")
    cursor = connected(house, guest, "Cursor")
    expect(found).to_contain_text("waiting for its first call")
    cursor.call("list_notes")
    expect(found).to_contain_text("Connected · last call just now")
    expect(guest.page.get_by_role("status").filter(has_text="Cursor is connected")).to_be_attached()
    expect(card(guest, "Claude Code")).not_to_contain_text("Connected")


def test_a_client_that_has_only_asked_for_the_tools_is_connected_too(guest: Person, house: House):
    guest.go("#/connect")
    cursor = connected(house, guest, "Cursor")
    expect(card(guest, "Cursor")).to_contain_text("waiting for its first call")
    assert cursor.is_let_in
    expect(card(guest, "Cursor")).to_contain_text("Connected")


def test_who_is_connected_already_is_green_at_once_and_the_page_itself_is_nobody(guest: Person, house: House):
    connected(house, guest, "Claude Code").call("list_notes")
    connected(house, guest, "My own client").call("list_notes")
    guest.go("#/connect")
    expect(card(guest, "Claude Code")).to_contain_text("Connected")
    others = guest.page.get_by_role("listitem").filter(has_text="Connected")
    expect(others).to_have_count(1)
    expect(others).to_contain_text("My own client")
    expect(card(guest, "Claude (web, desktop, mobile)")).not_to_contain_text("Connected")


def test_a_client_is_known_by_its_makers_document_whatever_it_calls_itself(guest: Person):
    seen = {"created_at": 1_790_000_000, "seen_at": 1_790_000_900, "expires_at": 1_990_000_000}
    rest = {"kind": "oauth", "scopes": ["notes:read"], "folder": "", "address": "", "is_this": False, **seen}
    grants = [{"id": str(at), "client": "?", "client_id": url, **rest} for at, url in enumerate(DOCUMENTS.values())]
    guest.page.route("**/api/grants", lambda route: route.fulfill(json={"grants": grants}))
    guest.go("#/connect")
    for name in DOCUMENTS:
        expect(card(guest, name)).to_contain_text("Connected")
    expect(guest.page.locator("details.is-connected")).to_have_count(len(DOCUMENTS))
    expect(guest.page.get_by_text("Other connections")).to_have_count(0)


def test_curl_is_given_a_token_and_its_command_works_as_it_stands(guest: Person):
    found = opened(guest, "curl")
    expect(found).to_contain_text("Bearer YOUR_TOKEN")
    found.get_by_role("button", name="Make a token and fill it in").click()
    expect(found).to_contain_text(re.compile("Bearer eyJ"))
    command = found.locator("pre").inner_text()
    answer = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=30, check=True)
    assert json.loads(answer.stdout)["result"]["structuredContent"]["notes"][0]["path"] == "Welcome.md"
    expect(found).to_contain_text("Connected")


def test_a_token_is_shown_once(guest: Person):
    found = opened(guest, "Any other client")
    found.get_by_role("button", name="Make a token and fill it in").click()
    expect(found).to_contain_text("Bearer eyJ")
    guest.go("#/activity")
    expect(guest.page.get_by_role("heading", name="Activity", exact=True)).to_be_visible()
    again = opened(guest, "Any other client")
    expect(again).to_contain_text("Bearer YOUR_TOKEN")

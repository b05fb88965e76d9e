"""Notes as resources, and what is left as one, over the wire: on both backends, in both ways of running."""

import json
import re
from base64 import b64encode
from typing import Any

import pytest

from handlers import resources
from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, Clock, Person, serve
from tests.mcp.client import ask_modern, error_of, request
from tests.mcp.persons import limited, person_with
from tests.mcp.resources import completed, expanded, listed, read, unread
from tests.shelves import Shelves

NAMES = (
    "Moss",
    "my garden/Bed 1",
    "a/b/c",
    "What?#1",
    "50%",
    "a%20b",
    "C++ & me=you",
    "Größe/日本語",
    "[x]: {y}",
    "ﬁ~!$'()*,;@",
)

# Lists


def test_every_note_is_a_resource_by_its_path(ada: Person):
    for path in ("zoo/Ant", "Moss", "garden/Fern"):
        ada.call("write_note", path=path, body=f"# About {path}\n\nä\n")
    usage, graph, trash, *notes = ada.ask("resources/list")["result"]["resources"]
    assert [one["uri"] for one in (usage, graph, trash)] == ["vault://usage", "vault://graph", "vault://trash"]
    assert [note["uri"] for note in notes] == ["note://garden/Fern.md", "note://Moss.md", "note://zoo/Ant.md"]
    assert notes[0] == {
        "uri": "note://garden/Fern.md",
        "name": "garden/Fern.md",
        "title": "About garden/Fern",
        "mimeType": "text/markdown",
        "size": len("# About garden/Fern\n\nä\n".encode()),
        "annotations": {"lastModified": "2027-01-15T08:00:00Z"},
    }


def test_the_list_comes_in_pages_that_every_process_can_go_on_with(
    ada: Person, vaults: Service, shelves: Shelves, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(resources, "PAGE_NOTES", 2)
    for path in ("a", "b", "c", "d", "e"):
        ada.call("write_note", path=path, body="x")
    first = ada.ask("resources/list")["result"]
    assert [resource["name"] for resource in first["resources"]] == ["usage", "graph", "trash", "a.md", "b.md"]
    ada.call("delete_note", path="b")
    ada.call("write_note", path="aa", body="x")
    serve(Service(vaults.config, shelves.records, shelves.files, clock=clock), monkeypatch)
    second = ada.ask("resources/list", {"cursor": first["nextCursor"]})["result"]
    assert [resource["name"] for resource in second["resources"]] == ["c.md", "d.md"]
    last = ada.ask("resources/list", {"cursor": second["nextCursor"]})["result"]
    assert ([resource["name"] for resource in last["resources"]], "nextCursor" in last) == (["e.md"], False)


def test_a_full_last_page_has_no_page_after_it(ada: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(resources, "PAGE_NOTES", 2)
    for path in ("a", "b"):
        ada.call("write_note", path=path, body="x")
    assert "nextCursor" not in ada.ask("resources/list")["result"]


def test_a_cursor_that_is_none_of_ours_is_refused(ada: Person):
    for cursor in ("x", "nonsense!", "Li4vTW9zcy5tZA==", "TW9zcw==", "/w==", "é", "[1,2]"):
        assert error_of(ada.post(request("resources/list", {"cursor": cursor}))) == (200, -32602), cursor  # L6
    for method in ("resources/templates/list", "prompts/list", "tools/list"):
        assert error_of(ada.post(request(method, {"cursor": "TW9zcy5tZA=="}))) == (200, -32602), method


def test_the_lists_say_for_how_long_they_hold_and_that_they_are_private(ada: Person):
    held = {"server/discover": 300_000, "tools/list": 300_000, "prompts/list": 300_000}
    held |= {"resources/templates/list": 300_000, "resources/list": 0}
    for method, ttl_ms in held.items():
        result = ask_modern(ada, method).json()["result"]  # C1, C2
        assert (result["ttlMs"], result["cacheScope"], result["resultType"]) == (ttl_ms, "private", "complete"), method
    ada.call("write_note", path="Moss", body="shade")
    result = ask_modern(ada, "resources/read", {"uri": "note://Moss.md"}, Mcp_Name="note://Moss.md").json()["result"]
    assert (result["ttlMs"], result["cacheScope"]) == (0, "private")


def test_a_note_that_another_program_wrote_is_listed_completed_and_read(ada: Person, vaults: Service):
    if not vaults.folders:
        return
    folder = vaults.config.vault_base_path / ADA
    folder.mkdir(parents=True)
    (folder / "Moss.md").write_text("shade")
    assert completed(ada, "mo")["values"] == ["Moss.md"]
    assert [note["name"] for note in listed(ada)] == ["Moss.md"]
    assert read(ada, "note://Moss.md") == "shade"


# Reading


@pytest.mark.parametrize("text", ["", "\ufeff# Moss\r\n\r\n\ttail  \r\n\n", "</note 0> 🌱 \u2028 \x00 <b>"])
def test_a_resource_is_the_note_to_the_byte(ada: Person, text: str):
    ada.call("write_note", path="Moss", body=text)
    assert read(ada, "note://Moss.md") == text
    modern = ask_modern(ada, "resources/read", {"uri": "note://Moss"}, Mcp_Name="note://Moss").json()["result"]
    assert modern["contents"] == [{"uri": "note://Moss", "mimeType": "text/markdown", "text": text}]


def test_every_name_has_a_uri_whether_listed_or_made_from_the_template(ada: Person):
    for name in NAMES:
        ada.call("write_note", path=name, body=f"This is {name}.")
    [template] = ada.ask("resources/templates/list")["result"]["resourceTemplates"]
    assert (template["uriTemplate"], template["mimeType"]) == ("note://{+path}", "text/markdown")
    by_name = {note["name"].removesuffix(".md"): note["uri"] for note in listed(ada)}
    assert set(by_name) == set(NAMES)
    for name, uri in by_name.items():
        assert re.fullmatch(r"note://[A-Za-z0-9\-._~%/]+", uri)
        assert read(ada, uri) == f"This is {name}."
    offered = completed(ada, "")["values"]
    assert {read(ada, expanded(template["uriTemplate"], path)) for path in offered} == {f"This is {n}." for n in NAMES}


def whole(person: Person, uri: str) -> dict[str, Any]:
    """A resource about the whole vault."""
    [content] = person.ask("resources/read", {"uri": uri})["result"]["contents"]
    assert content["mimeType"] == "application/json"
    told: dict[str, Any] = json.loads(content["text"])
    return told


def test_the_graph_has_each_link_between_two_notes_once(ada: Person):
    ada.call("write_note", path="Moss", body="[[Fern]] and [[fern#Leaves]], [[Nowhere]], [[Moss]]")
    ada.call("write_note", path="Fern", body="[[Moss]] ![[Moss]]")
    ada.call("write_note", path="Alone", body="x")
    graph = whole(ada, "vault://graph")
    pairs = {(graph["paths"][one], graph["paths"][other]) for one, other in graph["links"]}
    assert pairs == {("Moss.md", "Fern.md"), ("Fern.md", "Moss.md")}
    assert len(graph["links"]) == 2 and sorted(graph["paths"]) == ["Fern.md", "Moss.md"]


def test_the_trash_tells_what_was_deleted_by_whom_the_last_first(ada: Person, clock: Clock):
    assert whole(ada, "vault://trash") == {"notes": []}
    for path in ("Moss", "Fern"):
        ada.call("write_note", path=path, body="x")
        clock.forward(60)
        ada.call("delete_note", path=path)
    ada.call("write_note", path="Fern", body="again")
    fern, moss = whole(ada, "vault://trash")["notes"]
    assert (fern["path"], fern["version"], fern["bytes"], fern["deleted"]) == ("Fern.md", 3, 1, "2027-01-15T08:02:00Z")
    assert moss["path"] == "Moss.md"
    ada.call("restore_note", path="Moss")
    assert [note["path"] for note in whole(ada, "vault://trash")["notes"]] == ["Fern.md"]


def test_a_connection_to_a_folder_sees_its_links_and_its_trash_alone(ada: Person, vaults: Service):
    for path, body in (("in/Moss", "[[Fern]] [[Secret]]"), ("in/Fern", "x"), ("Secret", "[[Moss]]"), ("in/Old", "x")):
        ada.call("write_note", path=path, body=body)
    for path in ("in/Old", "Secret"):
        ada.call("delete_note", path=path)
    ada.call("write_note", path="Secret", body="[[Moss]]")
    guest = limited(ada, vaults, "in")
    assert sorted(whole(guest, "vault://graph")["paths"]) == ["in/Fern.md", "in/Moss.md"]
    assert [note["path"] for note in whole(guest, "vault://trash")["notes"]] == ["in/Old.md"]


def test_a_resource_that_is_not_there_is_an_error_that_names_it(ada: Person):
    ada.call("write_note", path="Moss", body="x")
    for uri in (
        *("note://Fern.md", "note://", "note:///Moss.md", "note://../hf-bob/Moss.md", "note://%2e%2e/Moss.md"),
        *("note://Moss.md#x", "note://Moss.md?x", "note://Moss.png", "note://%ff.md", "note://a%00b", "NOTE://Moss.md"),
        *("vault://nothing", "file:///etc/passwd", "Moss.md", "", f"note://{'x' * 9_000}"),
    ):
        error = unread(ada, uri)
        assert (error["code"], error["data"]["uri"]) == (-32602, uri)  # L5
        modern = ask_modern(
            ada, "resources/read", {"uri": uri}, Mcp_Name=f"=?base64?{b64encode(uri.encode()).decode()}?="
        )
        assert (modern.status, modern.json()["error"]["data"]["uri"]) == (400, uri)


def test_a_read_is_in_the_activity_as_read_note_and_a_list_as_list_notes(ada: Person, vaults: Service):
    ada.call("write_note", path="Moss", body="x")
    listed(ada)
    read(ada, "note://Moss.md")
    unread(ada, "note://Fern.md")
    completed(ada, "mo")
    lines = vaults.audit.lines(ADA, lambda line: line.action != "write_note")
    assert sorted((line.action, line.target, line.outcome) for line in lines) == [
        ("list_notes", "", "ok"),
        ("read_note", "Fern.md", "not_found"),
        ("read_note", "Moss.md", "ok"),
    ]


def test_an_attachment_is_no_resource_and_an_image_is_shown_by_read_note(ada: Person, vaults: Service):
    pixels = b"\x89PNG\r\n\x1a\n"
    vaults.vault(Caller(ADA)).attach("garden/Moss.png", pixels)
    assert (listed(ada), completed(ada, "")["values"]) == ([], [])
    assert unread(ada, "note://garden/Moss.png")["code"] == -32602
    shown = ada.ask("tools/call", {"name": "read_note", "arguments": {"path": "garden/Moss.png"}})["result"]
    [image] = [block for block in shown["content"] if block["type"] == "image"]
    assert image == {"type": "image", "data": b64encode(pixels).decode(), "mimeType": "image/png"}


def test_an_assistant_can_read_what_is_left(ada: Person):
    ada.call("write_note", path="Moss", body="shade")
    resource = ada.ask("resources/list")["result"]["resources"][0]
    [content] = ada.ask("resources/read", {"uri": resource["uri"]})["result"]["contents"]
    left = json.loads(content["text"])
    assert (resource["uri"], content["mimeType"]) == ("vault://usage", "application/json")
    assert (left["vault"]["notes"], left["vault"]["bytes"], left["vault"]["seq"]) == (1, 5, 1)
    assert left["calls"]["remaining"] == left["calls"]["limit_per_minute"] - 3


def test_a_resource_that_is_not_there_is_an_error_of_the_protocol(ada: Person):
    assert error_of(ada.post(request("resources/read", {"uri": "vault://nothing"}))) == (200, -32602)


# Who may


def test_without_the_right_to_read_there_is_only_what_is_left(ada: Person, vaults: Service):
    ada.call("write_note", path="Moss", body="x")
    nobody = person_with(ada, vaults, "openid")
    assert [resource["name"] for resource in nobody.ask("resources/list")["result"]["resources"]] == ["usage"]
    assert nobody.ask("resources/templates/list")["result"]["resourceTemplates"] == []
    for uri in ("vault://graph", "vault://trash"):
        assert unread(nobody, uri)["data"] == {"code": "forbidden", "scope": "notes:read"}
    assert unread(nobody, "note://Moss.md")["data"] == {"code": "forbidden", "scope": "notes:read"}
    asked = {"ref": {"type": "ref/resource", "uri": "note://{+path}"}, "argument": {"name": "path", "value": ""}}
    refused = nobody.ask("completion/complete", asked)
    assert refused["error"]["data"] == {"code": "forbidden", "scope": "notes:read"}
    outcomes = {(line.action, line.outcome) for line in vaults.audit.lines(ADA, lambda line: line.outcome != "ok")}
    assert outcomes == {("read_note", "forbidden"), ("list_notes", "forbidden")}


def test_what_is_one_users_is_no_resource_of_anothers(ada: Person, bob: Person):
    ada.call("write_note", path="Secret/Orchid", body="ada's")
    bob.call("write_note", path="Cactus", body="bob's")
    assert [note["name"] for note in listed(ada)] == ["Secret/Orchid.md"]
    assert [note["name"] for note in listed(bob)] == ["Cactus.md"]
    hers, nobodys = unread(bob, "note://Secret/Orchid.md"), unread(bob, "note://Secret/Tulips.md")
    assert json.dumps(hers).replace("Orchid", "Tulips") == json.dumps(nobodys)
    for value in ("", "sec", "orchid", "hf-ada"):
        assert "Secret" not in str(completed(bob, value))
    assert completed(bob, "")["total"] == 1


def test_one_users_cursor_shows_another_only_their_own(ada: Person, bob: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(resources, "PAGE_NOTES", 1)
    for path in ("m", "n"):
        ada.call("write_note", path=path, body="x")
    bob.call("write_note", path="z", body="x")
    cursor = ada.ask("resources/list")["result"]["nextCursor"]
    assert [note["name"] for note in listed(bob, cursor=cursor)] == ["z.md"]


def test_a_token_for_one_folder_sees_only_that_folder(ada: Person, vaults: Service):
    for path in ("work/Plan", "work/deep/Idea", "workshop/Tools", "Diary"):
        ada.call("write_note", path=path, body=f"about {path}")
    worker = limited(ada, vaults, "Work")
    assert [note["name"] for note in listed(worker)] == ["work/deep/Idea.md", "work/Plan.md"]
    assert completed(worker, "") == {"values": ["work/deep/Idea.md", "work/Plan.md"], "total": 2, "hasMore": False}
    assert completed(worker, "tools")["total"] == completed(worker, "diary")["total"] == 0
    assert read(worker, "note://Work/plan.md") == "about work/Plan"
    hers, nobodys = unread(worker, "note://Diary.md"), unread(worker, "note://Tulip.md")
    assert (hers["code"], hers["data"]["code"]) == (-32602, "forbidden")
    assert json.dumps(hers).replace("Diary", "Tulip") == json.dumps(nobodys)

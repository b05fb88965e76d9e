"""What the reading tools tell, over the wire: lists, parts and versions of notes, links and tags."""

import pytest

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, BOB, Clock, Person
from tests.connected import connected, texts_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def paths(answer: dict[str, object]) -> list[str]:
    return [note["path"] for note in answer["notes"]]  # type: ignore[attr-defined]


@pytest.fixture
def vault(ada: Person, vaults: Service, clock: Clock) -> Person:
    """Ada, with notes and files in folders, written a day apart from 2027-01-15 on."""
    notes = {
        "Root": "#plant/moss",
        "a/One": "---\nstatus: done\nheight: 4\n---\n#plant",
        "a/deep/Two": "---\nstatus: open\nheight: 12\n---\n",
        "a/deep/er/Three": "#plantation",
        "A b/Four": "",
    }
    for path, body in notes.items():
        ada.call("write_note", path=path, body=body)
        clock.forward(86_400)
    for path in ("cat.png", "a/deep/plan.pdf"):
        vaults.vault(Caller(ADA)).attach(path, PNG)
    vaults.vault(Caller(BOB)).write("a/Bobs", "#plant")
    return ada


# Lists


def test_a_list_goes_as_deep_as_is_asked_and_counts_what_lies_below(vault: Person):
    top = vault.call("list_notes", depth=1)
    assert (paths(top), top["total"]) == (["Root.md"], 1)
    assert top["folders"] == [{"path": "a", "notes": 3}, {"path": "A b", "notes": 1}]
    second = vault.call("list_notes", depth=2)
    assert paths(second) == ["A b/Four.md", "a/One.md", "Root.md"]
    assert second["folders"] == [{"path": "a/deep", "notes": 2}]
    below = vault.call("list_notes", folder="A/", depth=1)
    assert (paths(below), below["folders"]) == (["a/One.md"], [{"path": "a/deep", "notes": 2}])
    everything = vault.call("list_notes", depth=99)
    assert (everything["total"], everything["folders"]) == (5, [])
    assert vault.call("list_notes")["folders"] == []


def test_the_folders_of_a_list_count_what_is_asked_for(vault: Person):
    assert vault.call("list_notes", depth=1, property="status")["folders"] == [{"path": "a", "notes": 2}]
    assert vault.call("list_notes", depth=1, modified_since="2027-01-17")["folders"] == [
        {"path": "a", "notes": 2},
        {"path": "A b", "notes": 1},
    ]


def test_a_list_is_by_tag_and_property_together(vault: Person):
    assert paths(vault.call("list_notes", tag="#plant")) == ["a/One.md", "Root.md"]
    assert paths(vault.call("list_notes", tag="PLANT/moss/")) == ["Root.md"]
    assert paths(vault.call("list_notes", property="Status")) == ["a/deep/Two.md", "a/One.md"]
    assert paths(vault.call("list_notes", property="status:DONE")) == ["a/One.md"]
    assert paths(vault.call("list_notes", property="height:>5")) == ["a/deep/Two.md"]
    assert paths(vault.call("list_notes", property="height:<=12")) == ["a/deep/Two.md", "a/One.md"]
    assert paths(vault.call("list_notes", property="status:done OR open", tag="plant")) == ["a/One.md"]
    assert paths(vault.call("list_notes", property="status", folder="a/deep")) == ["a/deep/Two.md"]
    assert vault.refused("list_notes", property=":done")["code"] == "invalid"


WHEN: list[tuple[dict[str, str], list[str]]] = [
    ({"modified_since": "2027-01-18"}, ["A b/Four.md", "a/deep/er/Three.md"]),
    ({"modified_since": "2027-01-18T08:00:00Z"}, ["A b/Four.md", "a/deep/er/Three.md"]),
    ({"modified_since": "2027-01-18T08:00:01Z"}, ["A b/Four.md"]),
    ({"modified_since": "2027-01-18T10:00:00+02:00"}, ["A b/Four.md", "a/deep/er/Three.md"]),
    ({"modified_since": "2027-01-18T08:00"}, ["A b/Four.md", "a/deep/er/Three.md"]),
    ({"modified_until": "2027-01-16"}, ["a/One.md", "Root.md"]),
    ({"modified_until": "2027-01-16T08:00:00Z"}, ["Root.md"]),
    ({"modified_since": "2027-01-16", "modified_until": "2027-01-16"}, ["a/One.md"]),
    ({"modified_since": "20270119"}, ["A b/Four.md"]),
    ({"modified_until": "2026-12-31"}, []),
]


def test_a_list_is_by_when_notes_were_changed(vault: Person):
    for asked, found in WHEN:
        assert paths(vault.call("list_notes", **asked)) == found, asked


def test_a_time_that_is_none_is_said_by_its_name(ada: Person):
    for moment in ("yesterday", "2027-13-01", "2027-01-01T25:00", "1700000000000000000"):
        refusal = ada.refused("list_notes", modified_since=moment)
        assert (refusal["code"], refusal["message"][:14]) == ("invalid", "modified_since")
    assert ada.refused("get_history", until="9999-12-31")["code"] == "invalid"


def test_attachments_are_listed_apart(vault: Person):
    page = vault.call("list_notes", attachments=True)
    assert (paths(page), page["total"]) == (["a/deep/plan.pdf", "cat.png"], 2)
    assert paths(vault.call("list_notes", attachments=True, folder="a")) == ["a/deep/plan.pdf"]
    top = vault.call("list_notes", attachments=True, depth=1)
    assert (paths(top), top["folders"]) == (["cat.png"], [{"path": "a", "notes": 1}])
    assert paths(vault.call("list_notes", attachments=True, modified_until="2027-01-18")) == []
    assert vault.refused("list_notes", attachments=True, tag="plant")["code"] == "invalid"
    assert texts_of(vault, "list_notes", attachments=True)[0] == "2 files."


def test_a_cursor_belongs_to_all_that_was_asked(vault: Person):
    cursor = vault.call("list_notes", folder="a", limit=1)["next_cursor"]
    assert paths(vault.call("list_notes", folder="a", limit=2, cursor=cursor)) == ["a/deep/Two.md", "a/One.md"]
    for other in (
        {},
        {"folder": "a", "depth": 1},
        {"folder": "a", "tag": "x"},
        {"folder": "a", "modified_since": "2027-01-01"},
    ):
        assert vault.refused("list_notes", cursor=cursor, **other)["code"] == "invalid"
    cursor = vault.call("list_notes", attachments=True, limit=1)["next_cursor"]
    assert paths(vault.call("list_notes", attachments=True, limit=1, cursor=cursor)) == ["cat.png"]


def test_a_client_of_a_folder_lists_it_alone(vault: Person, vaults: Service):
    limited = connected(vaults, vault, folder="a/deep")
    assert paths(limited.call("list_notes")) == ["a/deep/er/Three.md", "a/deep/Two.md"]
    assert paths(limited.call("list_notes", attachments=True)) == ["a/deep/plan.pdf"]
    assert limited.call("list_notes", folder="A b")["total"] == 0
    assert limited.call("list_notes", depth=1)["folders"] == [{"path": "a", "notes": 2}]
    assert limited.call("list_notes", property="status:done")["total"] == 0
    assert limited.call("get_tags")["tags"] == [{"tag": "plantation", "count": 1}]


# Parts of a note

TIDES = "---\ntitle: Tides\n---\nintro\n\n# High\nhigh water\n\n## Spring\nspring tide ^best\n\n# Low\nlow water\n"


def test_an_outline_is_the_headings_and_no_text(ada: Person):
    ada.call("write_note", path="Tides", body=TIDES)
    outline = ada.call("read_note", path="Tides", outline=True)
    assert (outline["text"], outline["lines"]["total"], outline["version"]) == ("", 14, 1)
    assert [(heading["text"], heading["line"]) for heading in outline["outline"]] == [
        ("High", 6),
        ("Spring", 9),
        ("Low", 12),
    ]
    head, quoted = texts_of(ada, "read_note", path="Tides", outline=True)
    assert "14 lines" in head
    assert "9: ## Spring" in quoted
    assert "spring tide" not in quoted


PARTS: list[tuple[dict[str, int | str], str, int, int]] = [
    ({"section": "^best"}, "spring tide ^best\n", 10, 10),
    ({"section": "spring"}, "## Spring\nspring tide ^best\n\n", 9, 11),
    ({"section": "High", "from_line": 8}, "\n## Spring\nspring tide ^best\n\n", 8, 11),
    ({"from_line": 4, "to_line": 4}, "intro\n", 4, 4),
    ({"to_line": 2**60}, TIDES, 1, 14),
    ({"characters_max": 25}, "---\ntitle: Tides\n---\n", 1, 3),
    ({"section": "Low", "characters_max": 6}, "# Low\n", 12, 12),
]


def test_a_part_of_a_note_is_read_with_the_lines_it_has(ada: Person):
    ada.call("write_note", path="Tides", body=TIDES)
    for asked, text, first, last in PARTS:
        part = ada.call("read_note", path="Tides", **asked)
        assert part["text"] == text, asked
        assert part["lines"] == {"first": first, "last": last, "total": 14}
        assert text in texts_of(ada, "read_note", path="Tides", **asked)[1]


def test_a_line_that_is_longer_than_the_budget_is_cut_and_says_so(ada: Person):
    ada.call("write_note", path="Long", body="moss " * 100)
    part = ada.call("read_note", path="Long", characters_max=9)
    assert (part["text"], part["lines"]) == ("moss moss", {"first": 1, "last": 1, "total": 1, "cut": True})
    assert "cut off" in texts_of(ada, "read_note", path="Long", characters_max=9)[0]
    assert "cut" not in ada.call("read_note", path="Long", characters_max=500)["lines"]


def test_several_notes_are_read_as_far_as_there_is_room(ada: Person):
    for name in ("one", "two", "three"):
        ada.call("write_note", path=name, body=f"{name} " * 10)
    answer = ada.call("read_note", paths=["two", "ONE.md", "two.md", "four", "three"], characters_max=60)
    assert [note["path"] for note in answer["notes"]] == ["two.md", "one.md"]
    assert answer["notes"][0] == {
        "path": "two.md",
        "version": 2,
        "text": "two " * 10,
        "lines": {"first": 1, "last": 1, "total": 1},
    }
    assert answer["notes"][1]["text"] == ("one " * 10)[:20]
    assert (answer["left_out"], answer["missing"]) == (["three.md"], ["four.md"])
    texts = texts_of(ada, "read_note", paths=["four", "two"])
    assert "There are no notes at: four.md." in texts
    everything = ada.call("read_note", paths=["one", "two", "three"])
    assert (len(everything["notes"]), everything["left_out"], everything["missing"]) == (3, [], [])


UNCLEAR: list[dict[str, object]] = [
    {},
    {"path": "Moss", "paths": ["Moss"]},
    {"paths": ["Moss"], "section": "x"},
    {"paths": ["Moss"], "outline": True},
    {"paths": ["Moss"], "version": 1},
    {"paths": ["Moss"], "from_line": 1},
    {"paths": []},
    {"paths": ["Moss"] * 101},
    {"paths": ["../Moss"]},
    {"paths": [7]},
    {"paths": "Moss"},
]


def test_what_to_read_is_said_in_one_way(ada: Person):
    ada.call("write_note", path="Moss", body="shade")
    for asked in UNCLEAR:
        assert ada.refused("read_note", **asked)["code"] == "invalid", asked


def test_a_note_is_read_as_it_was_at_a_version(ada: Person):
    ada.call("write_note", path="Moss", body="one")
    ada.call("edit_note", path="Moss", do="append", text="two")
    ada.call("move_note", path="Moss", to="plants/Moss")
    ada.call("write_note", path="plants/Moss", body="three", overwrite=True)
    ada.call("delete_note", path="plants/Moss")
    for version, text in ((1, "one"), (2, "one\ntwo\n"), (3, "one\ntwo\n"), (4, "three")):
        read = ada.call("read_note", path="plants/Moss", version=version)
        assert (read["text"], read["version"]) == (text, version)
    assert ada.call("read_note", path="plants/Moss", version=2, from_line=2)["text"] == "two\n"
    refusal = ada.refused("read_note", path="plants/Moss", version=5)
    assert (refusal["code"], "4, 3, 2" in refusal["message"]) == ("not_found", True)
    assert ada.refused("read_note", path="Nothing", version=1)["code"] == "not_found"
    assert ada.refused("read_note", path="plants/Moss")["code"] == "not_found"


def test_a_client_of_a_folder_reads_no_version_from_outside_it(ada: Person, vaults: Service):
    ada.call("write_note", path="Diary", body="private")
    ada.call("edit_note", path="Diary", do="replace_text", old_text="private", text="public")
    ada.call("move_note", path="Diary", to="Work/Diary")
    ada.call("edit_note", path="Work/Diary", do="append", text="more")
    limited = connected(vaults, ada, folder="Work")
    assert limited.call("read_note", path="Work/Diary", version=3)["text"] == "public"
    for version in (1, 2):
        assert limited.refused("read_note", path="Work/Diary", version=version)["code"] == "not_found"
        assert limited.refused("restore_note", path="Work/Diary", version=version)["code"] == "not_found"
    for asked in ({"path": "Diary"}, {"paths": ["Work/Diary", "Diary"]}, {"path": "Diary", "version": 1}):
        assert limited.refused("read_note", **asked)["code"] == "forbidden"
    told = limited.call("get_history", path="Work/Diary", diffs=True)
    assert len(told["changes"]) == 2
    assert "private" not in str(told)
    assert "'Diary.md'" not in str(told)


def test_an_attachment_answers_what_it_is_and_a_link(ada: Person, bob: Person, vaults: Service):
    for path in ("cat.png", "doc.pdf", "page.html", "data.unknown-kind"):
        vaults.vault(Caller(ADA)).attach(path, PNG)
    kinds = {"cat.png": "image/png", "doc.pdf": "application/pdf", "page.html": "text/html"}
    for number, (path, kind) in enumerate({**kinds, "data.unknown-kind": "application/octet-stream"}.items(), 1):
        read = ada.call("read_note", path=path.upper())
        assert {**read, "url": ""} == {"path": path, "version": number, "type": kind, "bytes": len(PNG), "url": ""}
        assert read["url"].startswith(f"{vaults.config.base_url}/files/")
    assert bob.refused("read_note", path="cat.png")["code"] == "not_found"


def test_a_picture_is_shown_and_never_stands_in_the_text(ada: Person, vaults: Service):
    vaults.vault(Caller(ADA)).attach("cat.png", PNG)
    vaults.vault(Caller(ADA)).attach("big.png", PNG * 10_000)
    result = ada.ask("tools/call", {"name": "read_note", "arguments": {"path": "cat.png"}})["result"]
    [picture] = [block for block in result["content"] if block["type"] == "image"]
    assert picture["mimeType"] == "image/png"
    assert all(picture["data"] not in block.get("text", "") for block in result["content"])
    assert picture["data"] not in str(result["structuredContent"])
    big = ada.ask("tools/call", {"name": "read_note", "arguments": {"path": "big.png"}})["result"]
    assert {block["type"] for block in big["content"]} == {"text"}


# Links and tags


@pytest.fixture
def linked(ada: Person) -> Person:
    """Ada, whose notes link in a row: One, Two, Three, Four; and Odd to nothing."""
    texts = {
        "One": "first\nSee [[Two#Part|that]] and ![[cat.png]].",
        "b/Two": "To [[Three]] and [[Nowhere]]",
        "b/Three": "[four](Four.md) [[Three]]",
        "b/Four": "",
        "Odd": "x " * 300 + "[[Nowhere]] " + "y " * 300,
    }
    for path, text in texts.items():
        ada.call("write_note", path=path, body=text)
    return ada


def test_links_to_a_note_come_with_the_line_they_stand_on(linked: Person):
    answer = linked.call("get_backlinks", path="b/two")
    assert answer["backlinks"] == [
        {
            "path": "One.md",
            "link": "Two#Part",
            "line": 2,
            "embed": False,
            "context": "See [[Two#Part|that]] and ![[cat.png]].",
        }
    ]
    assert answer["links"] == [
        {"path": "b/Three.md", "link": "Three", "line": 1, "embed": False},
        {"path": None, "link": "Nowhere", "line": 1, "embed": False},
    ]
    assert (answer["unresolved"], "neighbours" in answer) == (1, False)
    assert linked.refused("get_backlinks", path="Nowhere")["code"] == "not_found"


def test_links_to_an_attachment_are_found(linked: Person, vaults: Service):
    vaults.vault(Caller(ADA)).attach("pictures/cat.png", PNG)
    answer = linked.call("get_backlinks", path="pictures/cat.png")
    assert [(link["path"], link["embed"]) for link in answer["backlinks"]] == [("One.md", True)]
    assert linked.call("get_backlinks", path="One")["unresolved"] == 0


def test_notes_some_links_away_are_named_with_how_far(linked: Person):
    near = [("b/Three.md", 1), ("One.md", 1)]
    for depth, found in ((1, near), (2, [*near, ("b/Four.md", 2)]), (3, [*near, ("b/Four.md", 2)])):
        neighbours = linked.call("get_backlinks", path="b/Two", depth=depth)["neighbours"]
        assert [(note["path"], note["distance"]) for note in neighbours] == found
    assert linked.refused("get_backlinks", path="b/Two", depth=4)["code"] == "invalid"


def test_without_a_path_every_link_to_nothing_is_told(linked: Person):
    answer = linked.call("get_backlinks")
    assert [(link["source"], link["link"], link["line"]) for link in answer["links"]] == [
        ("b/Two.md", "Nowhere", 1),
        ("Odd.md", "Nowhere", 1),
        ("One.md", "cat.png", 2),
    ]
    assert answer["unresolved"] == 3
    linked.call("write_note", path="Nowhere", body="")
    assert linked.call("get_backlinks")["unresolved"] == 1


def test_of_a_long_line_only_what_is_around_the_link_is_told(linked: Person):
    linked.call("write_note", path="Nowhere", body="")
    [_, long_one] = linked.call("get_backlinks", path="Nowhere")["backlinks"]
    assert "[[Nowhere]]" in long_one["context"]
    assert len(long_one["context"]) < 300


def test_a_client_of_a_folder_sees_no_link_from_or_to_outside(linked: Person, vaults: Service):
    limited = connected(vaults, linked, folder="b")
    two = limited.call("get_backlinks", path="b/Two", depth=3)
    assert two["backlinks"] == []
    assert [note["path"] for note in two["neighbours"]] == ["b/Three.md", "b/Four.md"]
    assert [link["source"] for link in limited.call("get_backlinks")["links"]] == ["b/Two.md"]
    assert limited.refused("get_backlinks", path="One")["code"] == "forbidden"


def test_tags_below_one_tag_are_told_alone(vault: Person):
    assert vault.call("get_tags", tag="#Plant")["tags"] == [
        {"tag": "plant", "count": 2},
        {"tag": "plant/moss", "count": 1},
    ]
    assert vault.call("get_tags", tag="plant/moss")["tags"] == [{"tag": "plant/moss", "count": 1}]
    assert vault.call("get_tags", tag="sea")["tags"] == []
    assert len(vault.call("get_tags", tag="")["tags"]) == 3

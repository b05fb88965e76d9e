"""What read_note tells, over the wire: parts, versions, several notes, and attachments."""

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, Person
from tests.connected import connected, texts_of
from tests.tools.picture import PNG

TEXT = "---\ntitle: Tides\n---\nintro\n\n# High\nhigh water\n\n## Spring\nspring tide\n\n# Low\nlow water\n"


def test_a_note_can_be_read_by_section_and_by_lines(ada: Person):
    ada.call("write_note", path="Tides", body=TEXT)
    whole = ada.call("read_note", path="Tides")
    assert whole["text"] == TEXT
    assert whole["outline"] == [
        {"level": 1, "text": "High", "line": 6},
        {"level": 2, "text": "Spring", "line": 9},
        {"level": 1, "text": "Low", "line": 12},
    ]
    part = ada.call("read_note", path="Tides", section="high")
    assert part["text"] == "# High\nhigh water\n\n## Spring\nspring tide\n\n"
    assert part["lines"] == {"first": 6, "last": 11, "total": 14}
    assert ada.call("read_note", path="Tides", section="High#Spring")["text"] == "## Spring\nspring tide\n\n"
    assert ada.call("read_note", path="Tides", from_line=6, to_line=7)["text"] == "# High\nhigh water\n"
    assert ada.call("read_note", path="Tides", from_line=13)["text"] == "low water\n"
    assert "High, Spring, Low" in ada.refused("read_note", path="Tides", section="Ebb")["message"]
    assert ada.refused("read_note", path="Tides", from_line=99)["code"] == "invalid"


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

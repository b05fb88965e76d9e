"""What the tools that only look say, word by word: lists, hits, notes and parts of them, links, tags."""

from typing import Any

import pytest

from shared.access.gate import Caller
from shared.notes.answers import Quoted
from shared.service import Service
from tests.access.refused import words_of
from tests.conftest import ADA
from tests.notes.said.conftest import Ask, Says

INDEX = (
    "---\ntitle: Start here\nstatus: done\nyear: 2020\ntags: [home, plant/fern]\naliases: [Home]\n---\n"
    "# Start\n\nSee [[Moss]], [[Nowhere#Care]] and ![[cat.png]].\n\n"
    "## Care\n\nWater it daily. ^daily\n\n## Care more\n\nLight.\n"
)
MOSS = "# Moss\n\nLikes shade and water. #plant/moss\nBack to [[Index]].\n"
FERN = "garden/Fern.md  2027-01-15"
ALL = f"garden/deep/Ivy.md  2027-01-15\n{FERN}\ngarden/Moss.md  2027-01-15\nIndex.md  2027-01-15"
PNG = b"\x89PNG\r\n\x1a\n12345"


@pytest.fixture(autouse=True)
def vault(service: Service, answer: Ask) -> None:
    """Four notes, a minute apart, and two files."""
    answer("write_note", path="Index", body=INDEX)
    answer("write_note", path="garden/Moss", body=MOSS)
    answer("write_note", path="garden/Fern", body="Likes shade. [[Moss|it]] #plant\n")
    answer("write_note", path="garden/deep/Ivy", body="status\n")
    whole = service.vault(Caller(ADA, "editor"))
    whole.attach("cat.png", PNG)
    whole.attach("garden/plan.pdf", b"%PDF")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, ["4 notes.", ALL]),
        ({"folder": "/Garden/"}, ["3 notes.", ALL.rpartition("\n")[0]]),
        ({"folder": "garden", "depth": 1}, ["2 notes.", f"garden/deep/  1 note\n{FERN}\ngarden/Moss.md  2027-01-15"]),
        ({"depth": 1}, ["1 note.", "garden/  3 notes\nIndex.md  2027-01-15"]),
        ({"depth": 2}, ["3 notes.", f"garden/deep/  1 note\n{ALL.partition(chr(10))[2]}"]),
        ({"depth": 3}, ["4 notes.", ALL]),
        ({"tag": "#plant/"}, ["3 notes.", ALL.partition("\n")[2]]),
        ({"tag": "plan"}, ["0 notes."]),
        ({"property": "status:done"}, ["1 note.", "Index.md  2027-01-15"]),
        ({"property": "Status"}, ["1 note.", "Index.md  2027-01-15"]),
        ({"property": "year:>2019"}, ["1 note.", "Index.md  2027-01-15"]),
        ({"property": "year:>=2020"}, ["1 note.", "Index.md  2027-01-15"]),
        ({"property": "year:>2020"}, ["0 notes."]),
        ({"property": "year:<2020"}, ["0 notes."]),
        ({"property": "status:>dome"}, ["1 note.", "Index.md  2027-01-15"]),
        ({"property": "status:>=DONE"}, ["1 note.", "Index.md  2027-01-15"]),
        ({"property": "status:>done"}, ["0 notes."]),
        ({"attachments": True}, ["2 files.", "cat.png  2027-01-15\ngarden/plan.pdf  2027-01-15"]),
        ({"attachments": True, "folder": "garden", "depth": 1}, ["1 file.", "garden/plan.pdf  2027-01-15"]),
        ({"attachments": True, "depth": 1}, ["1 file.", "garden/  1 file\ncat.png  2027-01-15"]),
        ({"modified_since": "2027-01-15T08:02:00Z", "modified_until": "2027-01-15T08:04:00Z", "depth": 1}, None),
        ({"modified_until": "2027-01-14"}, ["0 notes."]),
        ({"modified_until": "2027-01-15"}, ["4 notes.", ALL]),
        ({"modified_until": "2027-01-15T00:00"}, ["0 notes."]),
        ({"modified_since": "2027-01-15"}, ["4 notes.", ALL]),
        ({"modified_since": "2027-01-15T09:04:00+01:00"}, ["1 note.", "garden/deep/Ivy.md  2027-01-15"]),
        ({"modified_since": "2027-01-15T08:04:01"}, ["0 notes."]),
    ],
    ids=str,
)
def test_a_list_says_how_many_there_are_and_names_them(says: Says, asked: dict[str, Any], said: list[str] | None):
    assert says("list_notes", **asked) == (said or ["0 notes.", "garden/  2 notes"])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"attachments": True, "tag": "x"}, "Attachments have no tags and no properties."),
        ({"attachments": True, "property": "x"}, "Attachments have no tags and no properties."),
        ({"property": ":x"}, "A property filter names its property: [status] or [status:done]."),
        (
            {"modified_since": "yesterday"},
            "modified_since is a date or a time as in ISO 8601: 2026-11-21 or 2026-11-21T10:00:00Z.",
        ),
        (
            {"modified_until": "9999-12-31"},
            "modified_until is a date or a time as in ISO 8601: 2026-11-21 or 2026-11-21T10:00:00Z.",
        ),
        ({"cursor": "x"}, "This cursor does not belong to this question. Ask again without it."),
    ],
    ids=str,
)
def test_a_list_that_cannot_be_made_is_told_why(answer: Ask, asked: dict[str, Any], message: str):
    assert words_of(answer, "list_notes", **asked)[0] == message


def test_a_list_goes_on_where_its_cursor_says(answer: Ask):
    first = answer("list_notes", limit=3)
    cursor = first.structured["next_cursor"]
    assert first.texts[0] == f"4 notes.\nThere are more: ask again with cursor {cursor}"
    last = answer("list_notes", limit=3, cursor=cursor)
    assert last.texts == ["4 notes.", "Index.md  2027-01-15"]
    note = {"path": "Index.md", "title": "Start here", "version": 1, "updated": "2027-01-15T08:01:00Z"}
    found = {**note, "tags": ["home", "plant/fern"]}
    assert last.structured == {"notes": [found], "folders": [], "total": 4, "next_cursor": None}
    message = "This cursor does not belong to this question. Ask again without it."
    assert words_of(answer, "list_notes", limit=3, cursor=cursor, folder="garden")[0] == message
    folders = answer("list_notes", depth=1, limit=1)
    assert folders.structured["folders"] == [{"path": "garden", "notes": 3}]


def test_a_hit_is_told_with_its_line(answer: Ask, says: Says):
    fern = f"{FERN}\n    1: Likes shade. [[Moss|it]] #plant"
    moss = "garden/Moss.md  2027-01-15\n    3: Likes shade and water. #plant/moss Back to [[Index]]."
    assert says("search_notes", query="shade") == ["2 notes found.", f"{fern}\n{moss}"]
    assert says("search_notes", query='"likes shade" wat*') == ["1 note found.", moss]
    first = answer("search_notes", query="shade", limit=1)
    cursor = first.structured.pop("next_cursor")
    assert first.texts == [f"2 notes found.\nThere are more: ask again with cursor {cursor}", fern]
    note = {"path": "garden/Fern.md", "title": "Fern", "version": 3, "updated": "2027-01-15T08:03:00Z"}
    hit = {**note, "tags": ["plant"], "line": 1, "snippet": "Likes shade. [[Moss|it]] #plant"}
    assert first.structured == {"notes": [hit], "total": 2, "relaxed": False}
    assert says("search_notes", query="shade", cursor=cursor) == ["2 notes found.", moss]
    relaxed = answer("search_notes", query="shade daily")
    assert relaxed.texts[0] == "No note holds all of these words. 3 notes hold some of them."
    assert relaxed.structured["relaxed"] is True


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("zzz", ["0 notes found."]),
        ("-shade", ["2 notes found.", "garden/deep/Ivy.md  2027-01-15\nIndex.md  2027-01-15"]),
        ("tag:#plant/ -folder:garden", ["1 note found.", "Index.md  2027-01-15"]),
        ("path:garden/deep", ["1 note found.", "garden/deep/Ivy.md  2027-01-15"]),
        ("title:start", ["1 note found.", "Index.md  2027-01-15"]),
        ("title:shade", ["0 notes found."]),
        ("-tag:plant", ["1 note found.", "garden/deep/Ivy.md  2027-01-15"]),
        ("[status]", ["1 note found.", "Index.md  2027-01-15"]),
        ("-[status] folder:/", ["3 notes found.", ALL.rpartition("\n")[0]]),
        ("[year:>=2020]", ["1 note found.", "Index.md  2027-01-15"]),
        ('[status:open OR "Done"]', ["1 note found.", "Index.md  2027-01-15"]),
        ("[status:null]", ["0 notes found."]),
        ("CONTENT:back", ["1 note found.", "garden/Moss.md  2027-01-15\n    4: Back to [[Index]]."]),
    ],
)
def test_a_search_is_narrowed_by_where_a_note_lies_and_what_it_holds(says: Says, query: str, said: list[str]):
    assert says("search_notes", query=query) == said


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("...", "The query holds no word to search for."),
        ('""', "The query holds no word to search for."),
        ("x " * 33, "A query has at most 32 terms."),
        ("-x tag:x [x] " * 11, "A query has at most 32 terms."),
        ("[:x]", "A property filter names its property: [status] or [status:done]."),
        ("folder:a//b", "A path cannot have an empty part between its slashes."),
    ],
)
def test_a_search_that_asks_for_nothing_is_told_so(answer: Ask, query: str, message: str):
    assert words_of(answer, "search_notes", query=query)[0] == message


def test_a_note_is_read_with_all_that_is_known_of_it(answer: Ask):
    whole = answer("read_note", path="index")
    assert whole.texts == ["Version 1", Quoted(INDEX)]
    outline = [("Start", 1, 8), ("Care", 2, 12), ("Care more", 2, 16)]
    assert whole.structured == {
        "path": "Index.md",
        "title": "Start here",
        "version": 1,
        "updated": "2027-01-15T08:01:00Z",
        "tags": ["home", "plant/fern"],
        "outline": [{"level": level, "text": text, "line": line} for text, level, line in outline],
        "text": INDEX,
        "lines": {"first": 1, "last": 19, "total": 19},
    }
    assert answer("read_note", path="Index", version=1) == whole


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"outline": True}, ["Version 1, 19 lines", "8: # Start\n12: ## Care\n16: ## Care more"]),
        ({"section": "care"}, ["Version 1, lines 12-15 of 19", "## Care\n\nWater it daily. ^daily\n\n"]),
        ({"section": "Start#Care more"}, ["Version 1, lines 16-19 of 19", "## Care more\n\nLight.\n"]),
        ({"section": "^Daily"}, ["Version 1, lines 14-14 of 19", "Water it daily. ^daily\n"]),
        ({"from_line": 8, "to_line": 9}, ["Version 1, lines 8-9 of 19", "# Start\n\n"]),
        ({"from_line": 18}, ["Version 1, lines 18-19 of 19", "Light.\n"]),
        ({"to_line": 2}, ["Version 1, lines 1-2 of 19", "---\ntitle: Start here\n"]),
        ({"characters_max": 30}, ["Version 1, lines 1-2 of 19", "---\ntitle: Start here\n"]),
        ({"from_line": 12, "characters_max": 12}, ["Version 1, lines 12-13 of 19", "## Care\n\n"]),
    ],
    ids=str,
)
def test_a_part_of_a_note_is_read_with_its_lines(says: Says, asked: dict[str, Any], said: list[str]):
    assert says("read_note", path="Index", **asked) == said


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({}, "Say which note: either path, or paths for several."),
        ({"path": "a", "paths": ["b"]}, "Say which note: either path, or paths for several."),
        ({"path": "Nope"}, "There is no note at Nope.md."),
        ({"path": "Index", "version": 3}, "There is no version 3 of this note. Its last ones: 1."),
        (
            {"path": "Index", "section": "Nope"},
            "There is no such heading in this note. Its headings: Start, Care, Care more.",
        ),
        ({"path": "Index", "section": "^nope"}, "There is no block ^nope in this note. Its blocks: ^daily."),
        ({"path": "Index", "from_line": 99}, "There are no such lines here; the note has 19."),
        (
            {"paths": ["Index"], "outline": True},
            "Of several notes only the whole can be read, as far as characters_max allows.",
        ),
        (
            {"paths": ["Index"], "version": 1},
            "Of several notes only the whole can be read, as far as characters_max allows.",
        ),
        ({"path": "Index", "folder_only": "garden"}, "This connection may only use the folder garden."),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_told_why(answer: Ask, asked: dict[str, Any], message: str):
    assert words_of(answer, "read_note", **asked)[0] == message


def test_several_notes_are_read_as_far_as_there_is_room(answer: Ask):
    several = answer("read_note", paths=["Index", "Nope", "garden/Moss"])
    assert several.texts == [
        Quoted(f"Index.md: Version 1\n{INDEX}\ngarden/Moss.md: Version 2\n{MOSS}"),
        "There are no notes at: Nope.md.",
    ]
    assert several.structured["missing"] == ["Nope.md"] and several.structured["left_out"] == []
    cut = answer("read_note", paths=["Index", "garden/Moss"], characters_max=60)
    assert cut.texts == [
        "Index.md: Version 1, lines 1-4 of 19\n---\ntitle: Start here\nstatus: done\nyear: 2020\n\n"
        "garden/Moss.md: Version 2, lines 1-2 of 5\n# Moss\n\n"
    ]


def test_a_file_is_told_by_its_type_and_a_picture_is_shown(answer: Ask):
    picture = answer("read_note", path="cat.png")
    assert picture.texts[0] == "image/png, 13 bytes, version 5" and picture.image == ("image/png", PNG)
    plan = answer("read_note", path="garden/plan.pdf")
    assert plan.texts[0] == "application/pdf, 4 bytes, version 6" and plan.image is None
    told = {name: plan.structured[name] for name in ("path", "version", "type", "bytes")}
    assert told == {"path": "garden/plan.pdf", "version": 6, "type": "application/pdf", "bytes": 4}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"path": "Index"},
            [
                "1 link to Index.md, 3 from it, 1 of these to no note.",
                "garden/Moss.md:4: Back to [[Index]].\nline 10: Moss -> garden/Moss.md\n"
                "line 10: Nowhere#Care -> no note\nline 10: cat.png -> cat.png",
            ],
        ),
        (
            {"path": "garden/Moss", "depth": 2},
            [
                "2 links to garden/Moss.md, 1 from it.",
                "garden/Fern.md:1: Likes shade. [[Moss|it]] #plant\n"
                "Index.md:10: See [[Moss]], [[Nowhere#Care]] and ![[cat.png]].\nline 4: Index -> Index.md\n"
                "garden/Fern.md  1 link away\nIndex.md  1 link away",
            ],
        ),
        ({"path": "garden/deep/Ivy"}, ["0 links to garden/deep/Ivy.md, 0 from it."]),
        ({"path": "garden/Fern", "depth": 3}, None),
        ({}, ["1 link to no note.", "Index.md:10: Nowhere#Care"]),
    ],
    ids=str,
)
def test_links_are_told_from_both_ends(says: Says, asked: dict[str, Any], said: list[str] | None):
    fern = ["0 links to garden/Fern.md, 1 from it."]
    fern += ["line 1: Moss -> garden/Moss.md\ngarden/Moss.md  1 link away\nIndex.md  2 links away"]
    assert says("get_backlinks", **asked) == (said or fern)


def test_tags_are_counted_with_those_below_them(says: Says):
    assert says("get_tags") == ["4 tags.", "#plant  3\n#home  1\n#plant/fern  1\n#plant/moss  1"]
    assert says("get_tags", tag="#Plant/") == ["3 tags.", "#plant  3\n#plant/fern  1\n#plant/moss  1"]
    assert says("get_tags", tag="plan") == ["0 tags."]
    assert says("get_tags", folder_only="garden") == ["2 tags.", "#plant  2\n#plant/moss  1"]

"""What the tools do, over the wire: on both backends and in both ways of running."""

import pytest
from jsonschema import Draft202012Validator

from shared.notes.tools import TOOLS
from tests.conftest import Clock, Person


def test_a_note_written_is_a_note_found(ada: Person):
    written = ada.call("write_note", path="garden/Moss", body="# Moss\n\nLikes shade. #plant\n")
    assert written == {"path": "garden/Moss.md", "version": 1, "created": True}
    read = ada.call("read_note", path="garden/Moss.md")
    assert read["text"] == "# Moss\n\nLikes shade. #plant\n"
    assert (read["version"], read["title"], read["tags"]) == (1, "Moss", ["plant"])
    [hit] = ada.call("search_notes", query="shade")["notes"]
    assert (hit["path"], hit["line"], hit["snippet"]) == ("garden/Moss.md", 3, "Likes shade. #plant")


def test_each_user_has_their_own_notes(ada: Person, bob: Person):
    ada.call("write_note", path="Secret", body="ada's orchid")
    bob.call("write_note", path="Secret", body="bob's cactus")
    assert ada.call("read_note", path="Secret")["text"] == "ada's orchid"
    assert bob.call("list_notes")["total"] == 1
    assert bob.call("search_notes", query="orchid")["notes"] == []
    bob.call("delete_note", path="Secret")
    assert ada.call("list_notes")["total"] == 1


def test_writing_over_a_note_needs_its_version_or_overwrite(ada: Person):
    ada.call("write_note", path="Moss", body="one")
    refusal = ada.refused("write_note", path="Moss", body="two")
    assert (refusal["code"], refusal["current_version"]) == ("conflict", 1)
    assert "version 1" in refusal["message"]
    assert ada.call("write_note", path="Moss", body="two", if_version=1)["version"] == 2
    assert ada.refused("write_note", path="Moss", body="three", if_version=1)["current_version"] == 2
    assert ada.call("write_note", path="Moss", body="three", overwrite=True)["created"] is False
    assert ada.call("read_note", path="Moss")["text"] == "three"


def test_a_version_of_a_deleted_note_never_fits_its_successor(ada: Person):
    ada.call("write_note", path="Moss", body="first")
    ada.call("delete_note", path="Moss")
    ada.call("write_note", path="Moss", body="second")
    assert ada.refused("write_note", path="Moss", body="lost", if_version=1)["current_version"] == 3


def test_a_version_for_a_note_that_is_not_there_is_a_conflict(ada: Person):
    assert ada.refused("write_note", path="Moss", body="x", if_version=3)["code"] == "conflict"
    assert ada.call("write_note", path="Moss", body="x", if_version=0)["created"] is True


def test_the_same_text_again_is_no_new_version(ada: Person):
    ada.call("write_note", path="Moss", body="same")
    assert ada.call("write_note", path="Moss", body="same", overwrite=True)["version"] == 1


def test_paths_that_differ_in_case_or_unicode_form_are_one_note(ada: Person):
    ada.call("write_note", path="Café/Übersicht", body="one")
    assert ada.refused("write_note", path="CAFE\u0301/U\u0308BERSICHT.MD", body="two")["code"] == "conflict"
    assert ada.call("read_note", path="cafe\u0301/übersicht")["path"] == "Café/Übersicht.md"
    ada.call("write_note", path="café/übersicht", body="two", overwrite=True)
    assert [note["path"] for note in ada.call("list_notes")["notes"]] == ["Café/Übersicht.md"]


def test_a_deleted_note_is_gone_from_everywhere(ada: Person):
    ada.call("write_note", path="Moss", body="shade #plant")
    ada.call("write_note", path="Fern", body="see [[Moss]]")
    link = {"path": "Fern.md", "line": 1, "link": "Moss", "means": None}
    assert ada.call("delete_note", path="moss") == {"path": "Moss.md", "version": 1, "dangling": [link]}
    assert ada.refused("read_note", path="Moss")["code"] == "not_found"
    assert ada.call("search_notes", query="shade")["total"] == 0
    assert ada.call("get_tags")["tags"] == []
    assert ada.call("get_backlinks", path="Fern")["links"][0]["path"] is None
    assert ada.refused("delete_note", path="Moss")["code"] == "not_found"


def test_deleting_with_a_stale_version_is_a_conflict(ada: Person):
    ada.call("write_note", path="Moss", body="one")
    ada.call("write_note", path="Moss", body="two", if_version=1)
    assert ada.refused("delete_note", path="Moss", if_version=1)["current_version"] == 2
    ada.call("delete_note", path="Moss", if_version=2)


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


@pytest.mark.parametrize(
    "text", ["", "\n", "a\r\nb\r\n", "\ufeff# BOM", "x\x00y", "no end", "🌿\u2028\u0085", "a" * 50_000]
)
def test_a_text_comes_back_as_it_was_written(ada: Person, text: str):
    ada.call("write_note", path="Odd", body=text)
    assert ada.call("read_note", path="Odd")["text"] == text


def test_front_matter_is_kept_as_it_was_written(ada: Person):
    text = "---\n# a comment\nzeta: 1   # order and spaces stay\nunknown: {a: [1, 2]}\ntags: [x]\n---\nbody\n"
    ada.call("write_note", path="Props", body=text)
    assert ada.call("read_note", path="Props")["text"] == text
    assert ada.call("read_note", path="Props")["tags"] == ["x"]


def test_a_list_is_by_path_in_pages_and_by_folder_and_tag(ada: Person):
    for path in ("b/Two", "a/One", "a/deep/Three", "Root", "ab/Four"):
        ada.call("write_note", path=path, body="#t/x" if path.startswith("a/") else "")
    assert [n["path"] for n in ada.call("list_notes")["notes"]] == [
        "a/deep/Three.md",
        "a/One.md",
        "ab/Four.md",
        "b/Two.md",
        "Root.md",
    ]
    assert [n["path"] for n in ada.call("list_notes", folder="A/")["notes"]] == ["a/deep/Three.md", "a/One.md"]
    assert ada.call("list_notes", tag="#t")["total"] == 2
    seen, cursor = [], None
    while True:
        page = ada.call("list_notes", limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [n["path"] for n in page["notes"]]
        assert page["total"] == 5
        if not (cursor := page["next_cursor"]):
            break
    assert len(seen) == len(set(seen)) == 5


def test_a_cursor_belongs_to_its_question(ada: Person):
    for number in range(3):
        ada.call("write_note", path=f"n{number}", body="moss")
    cursor = ada.call("search_notes", query="moss", limit=1)["next_cursor"]
    assert ada.call("search_notes", query="moss", limit=1, cursor=cursor)["notes"]
    assert ada.refused("search_notes", query="fern", cursor=cursor)["code"] == "invalid"
    assert ada.refused("list_notes", cursor=cursor)["code"] == "invalid"
    assert ada.refused("list_notes", cursor="////")["code"] == "invalid"


def test_links_are_resolved_when_they_are_asked_for(ada: Person):
    ada.call("write_note", path="garden/Fern", body="See [[Moss#Care|how]], ![[Moss]] and [x](../Nowhere.md)")
    before = ada.call("get_backlinks", path="garden/Fern")
    assert [link["path"] for link in before["links"]] == [None, None, None]
    assert before["unresolved"] == 3
    ada.call("write_note", path="plants/Moss", body="# Care\n[[#Care]]")
    after = ada.call("get_backlinks", path="Garden/Fern")
    assert [link["path"] for link in after["links"]] == ["plants/Moss.md", "plants/Moss.md", None]
    fern = "See [[Moss#Care|how]], ![[Moss]] and [x](../Nowhere.md)"
    assert ada.call("get_backlinks", path="plants/Moss")["backlinks"] == [
        {"path": "garden/Fern.md", "link": "Moss#Care", "line": 1, "embed": False, "context": fern},
        {"path": "garden/Fern.md", "link": "Moss", "line": 1, "embed": True, "context": fern},
        {"path": "plants/Moss.md", "link": "#Care", "line": 2, "embed": False, "context": "[[#Care]]"},
    ]


def test_tags_count_notes_and_the_tags_above_them(ada: Person):
    ada.call("write_note", path="a", body="---\ntags: [Plant/Green, sea]\n---\n#plant/green `#code` #1984")
    ada.call("write_note", path="b", body="#plant")
    assert ada.call("get_tags")["tags"] == [
        {"tag": "Plant", "count": 2},
        {"tag": "Plant/Green", "count": 1},
        {"tag": "sea", "count": 1},
    ]


def test_a_search_reads_words_phrases_prefixes_exclusions_and_filters(ada: Person):
    ada.call(
        "write_note", path="sea/Tides", body="---\nstatus: done\nheight: 4.5\n---\nhigh water at spring tide #moon"
    )
    ada.call("write_note", path="sea/Ebb", body="---\nstatus: Open\nheight: 2\n---\nlow water at neap tide")
    ada.call("write_note", path="land/Hill", body="high ground, no water")

    def found(query: str) -> list[str]:
        return sorted(note["path"] for note in ada.call("search_notes", query=query)["notes"])

    assert found("water tide") == ["sea/Ebb.md", "sea/Tides.md"]
    assert found('"high water"') == ["sea/Tides.md"]
    assert found("gro*") == ["land/Hill.md"]
    assert found("water -tide") == ["land/Hill.md"]
    assert found("water folder:sea -folder:land") == ["sea/Ebb.md", "sea/Tides.md"]
    assert found("tag:moon") == ["sea/Tides.md"]
    assert found("[status:open]") == ["sea/Ebb.md"]
    assert found("[status] [height:>3]") == ["sea/Tides.md"]
    assert found("[status:done OR open] water") == ["sea/Ebb.md", "sea/Tides.md"]
    assert found("title:hill") == ["land/Hill.md"]
    assert found("-water") == []


def test_when_no_note_holds_all_words_those_with_some_are_found(ada: Person):
    ada.call("write_note", path="a", body="moss and shade")
    ada.call("write_note", path="b", body="fern and sun")
    answer = ada.call("search_notes", query="moss sun")
    assert answer["relaxed"] is True
    assert sorted(note["path"] for note in answer["notes"]) == ["a.md", "b.md"]
    assert ada.call("search_notes", query="moss shade")["relaxed"] is False


def test_a_title_counts_more_than_a_heading_and_a_heading_more_than_the_text(ada: Person):
    filler = "lorem ipsum dolor sit amet " * 4
    ada.call("write_note", path="body", body=f"# One\n{filler} moss")
    ada.call("write_note", path="heading", body=f"# Two\n## moss\n{filler}")
    ada.call("write_note", path="title", body=f"# moss\n{filler}")
    assert [n["path"] for n in ada.call("search_notes", query="moss")["notes"]] == ["title.md", "heading.md", "body.md"]


def test_of_two_equal_notes_the_newer_comes_first(ada: Person, clock: Clock):
    ada.call("write_note", path="b-old", body="moss here")
    clock.forward(6 * 86_400)
    ada.call("write_note", path="c-new", body="moss there")
    assert [n["path"] for n in ada.call("search_notes", query="moss")["notes"]] == ["c-new.md", "b-old.md"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("我喜欢手机和电脑", "手机"),
        ("東京タワーへ行く", "タワー"),
        ("ภาษาไทยสวยงาม", "ไทย"),
        ("uteke-cloud-dev is up", "uteke-cloud-dev"),
        ("uteke-cloud-dev is up", "cloud"),
        ("a café on the corner", "cafe"),
        ("a cafe on the corner", "Café"),
        ("ПРИВЕТ, мир", "привет"),
        ("हिन्दी भाषा", "हिन्दी"),
        ("don't panic", "don't"),
        ("see foo_bar.baz()", "foo_bar.baz"),
        ("한국어 문서", "한국어"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        ("שָׁלוֹם עולם", "שלום"),
        ("Украї́на, трё́х", "Україна"),
        ("10月〆3件", "3件"),
    ],
)
def test_a_word_of_any_script_is_found(ada: Person, text: str, query: str):
    ada.call("write_note", path="Note", body=text)
    ada.call("write_note", path="Other", body="nothing of the kind")
    assert [note["path"] for note in ada.call("search_notes", query=query)["notes"]] == ["Note.md"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("手 机", "手机"),
        ("手。机", "手机"),
        ("well known", "well-known"),
        ("moss", "mos"),
        ("# Moss\nshade\n# Fern", '"moss fern"'),
        ("мои", "мой"),
        ("コーヒー", "ヒーロー"),
        ("หมา", "หา"),
    ],
)
def test_a_word_that_is_not_there_is_not_found(ada: Person, text: str, query: str):
    ada.call("write_note", path="Note", body=text)
    assert ada.call("search_notes", query=query)["notes"] == []


def test_every_answer_keeps_the_schema_of_its_tool(ada: Person):
    tools = {tool["name"]: tool for tool in ada.ask("tools/list")["result"]["tools"]}
    calls = [
        ("write_note", {"path": "a/One", "body": "---\ntags: [t]\n---\n# One\n[[Two]] #x"}),
        ("write_note", {"path": "Two", "body": "[[One]]"}),
        ("write_note", {"path": "cat.png"}),
        ("list_notes", {"limit": 1}),
        ("list_notes", {"depth": 1, "attachments": True}),
        ("read_note", {"path": "a/One"}),
        ("read_note", {"path": "a/One", "outline": True}),
        ("read_note", {"paths": ["a/One", "Nothing"]}),
        ("search_notes", {"query": "one", "limit": 1}),
        ("get_backlinks", {"path": "a/One", "depth": 2}),
        ("get_backlinks", {}),
        ("get_tags", {}),
        ("edit_note", {"path": "Two", "do": "append", "text": "more"}),
        ("move_note", {"path": "Two", "to": "b/Two"}),
        ("delete_note", {"path": "b/Two"}),
        ("restore_note", {"path": "b/Two"}),
        ("get_history", {"limit": 1, "diffs": True}),
        ("get_history", {"path": "b/Two"}),
        ("undo_changes", {"changes": [1], "dry_run": True}),
        ("undo_changes", {"changes": [2]}),
    ]
    for name, arguments in calls:
        answer = ada.call(name, **arguments)
        Draft202012Validator(tools[name]["outputSchema"]).validate(answer)
        Draft202012Validator(TOOLS[name].answers).validate(answer)
        assert set(TOOLS[name].answers["properties"]) <= set(answer) or not TOOLS[name].answers["required"]
    assert {name for name, _ in calls} == set(tools)


def test_a_refusal_keeps_the_schema_of_its_tool_too(ada: Person):
    for tool in ada.ask("tools/list")["result"]["tools"]:
        refusal = {"error": ada.refused(tool["name"], colour="red")}
        Draft202012Validator(tool["outputSchema"]).validate(refusal)


def test_every_tool_says_what_it_may_do(ada: Person):
    hints = {tool["name"]: tool["annotations"] for tool in ada.ask("tools/list")["result"]["tools"]}
    changing = {"write_note", "edit_note", "move_note", "delete_note", "restore_note", "undo_changes"}
    assert {name for name, hint in hints.items() if not hint["readOnlyHint"]} == changing
    assert {hint["openWorldHint"] for hint in hints.values()} == {False}
    assert {name for name in changing if hints[name]["destructiveHint"]} == changing - {"restore_note"}
    assert {name for name in changing if hints[name]["idempotentHint"]} == {"write_note"}


def test_arguments_that_do_not_fit_are_said_in_a_sentence(ada: Person):
    assert ada.refused("delete_note")["message"] == "path must be given."
    assert ada.refused("move_note")["message"] == "path and to must be given."
    assert ada.refused("read_note")["message"] == "Say which note: either path, or paths for several."
    assert ada.refused("read_note", paths=["a", 1])["message"] == "paths[1] must be string."
    assert ada.refused("edit_note", path="a", do="x")["message"].startswith("do must be one of")
    assert ada.refused("read_note", path=1)["message"] == "path must be string."
    assert ada.refused("read_note", path="a", colour="red")["message"].startswith("There is no argument colour.")
    assert ada.refused("list_notes", limit=0)["code"] == "invalid"


def test_a_note_has_a_largest_size(ada: Person):
    limit = 1_048_576
    assert ada.call("write_note", path="Full", body="x" * limit)["created"]
    assert ada.refused("write_note", path="Over", body="x" * (limit + 1))["code"] == "too_large"
    assert ada.refused("write_note", path="Bytes", body="é" * (limit // 2 + 1))["code"] == "too_large"

"""What list_notes tells, over the wire: by folder, tag, property and time, page by page."""

from shared.service import Service
from tests.conftest import Person
from tests.connected import connected, texts_of


def paths(answer: dict[str, object]) -> list[str]:
    return [note["path"] for note in answer["notes"]]  # type: ignore[attr-defined]


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

"""What delete_note does, over the wire: notes and attachments, and what becomes of the links to them."""

from shared.service import Service
from tests.conftest import Person
from tests.connected import connected, texts_of
from tests.tools.held import files_of


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


def test_deleting_a_note_tells_which_links_meant_it_and_what_they_mean_now(ada: Person):
    for path, text in {
        "a/Moss": "[[Moss]]",
        "b/Moss": "",
        "a/Index": "one\n[[Moss]] [[b/Moss]]",
        "Other": "![[a/Moss#Care]]",
    }.items():
        ada.call("write_note", path=path, body=text)
    deleted = ada.call("delete_note", path="a/Moss")
    assert deleted == {
        "path": "a/Moss.md",
        "version": 1,
        "dangling": [
            {"path": "a/Index.md", "line": 2, "link": "Moss", "means": "b/Moss.md"},
            {"path": "Other.md", "line": 1, "link": "a/Moss", "means": None},
        ],
    }
    assert ada.call("get_backlinks")["links"] == [
        {"path": None, "link": "a/Moss#Care", "line": 1, "embed": True, "source": "Other.md"}
    ]
    assert ada.call("delete_note", path="Other")["dangling"] == []


def test_deleting_an_attachment_tells_which_notes_showed_it(garden: Person):
    deleted = garden.call("delete_note", path="garden/shared.png")
    assert [(link["path"], link["means"]) for link in deleted["dangling"]] == [
        ("garden/Fern.md", None),
        ("Index.md", None),
    ]
    assert files_of(garden) == ["garden/moss.png"]
    assert "shared" in texts_of(garden, "restore_note", path="garden/shared.png")[0]
    assert garden.call("get_backlinks")["unresolved"] == 0


def test_a_client_of_a_folder_deletes_there_alone_and_hears_of_no_other(ada: Person, vaults: Service):
    for path, text in {"Work/Moss": "", "Secret/Moss": "", "Work/Index": "[[Moss]]", "Index": "[[Work/Moss]]"}.items():
        ada.call("write_note", path=path, body=text)
    limited = connected(vaults, ada, folder="Work")
    assert limited.refused("delete_note", path="Index")["code"] == "forbidden"
    deleted = limited.call("delete_note", path="Work/Moss")
    assert deleted["dangling"] == [{"path": "Work/Index.md", "line": 1, "link": "Moss", "means": None}]
    assert ada.call("get_backlinks", path="Secret/Moss")["backlinks"][0]["path"] == "Work/Index.md"

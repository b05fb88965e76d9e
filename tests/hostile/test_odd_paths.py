"""Odd paths that are allowed: each is one note."""

from tests.conftest import Person

ODD_PATHS = [
    *("\U0010ffff", "\uffff", "\u202egpj", "C:/x", "a::$DATA", "CON", "%2e%2e%2fx", "note#x", "-rf", "a;b", "~"),
    *("a" * 253, "\U0001f33f" * 253, "a/" * 126 + "a", "'; DROP TABLE notes; --", "\ue000\ue001", "a .", "\u200b"),
]


def test_an_odd_path_is_one_note_that_is_listed_read_found_and_deleted(ada: Person):
    for path in ODD_PATHS:
        ada.call("write_note", path=path, body=f"moss {path}")
    read = {path: ada.call("read_note", path=path) for path in ODD_PATHS}
    assert {path: note["text"] for path, note in read.items()} == {path: f"moss {path}" for path in ODD_PATHS}
    names = sorted(note["path"] for note in read.values())
    assert len(set(names)) == len(ODD_PATHS)
    assert sorted(note["path"] for note in ada.call("list_notes", depth=200, limit=100)["notes"]) == names
    assert sorted(note["path"] for note in ada.call("search_notes", query="moss", limit=100)["notes"]) == names
    for path in ODD_PATHS:
        ada.call("delete_note", path=path)
    assert ada.call("list_notes")["total"] == 0

"""Odd paths that are allowed: each is one note."""

from tests.conftest import Person

ODD_PATHS = [
    *("\U0010ffff", "\uffff", "\u202egpj", "C:/x", "a::$DATA", "CON", "%2e%2e%2fx", "note#x", "-rf", "a;b", "~"),
    *("a" * 253, "\U0001f33f" * 253, "a/" * 126 + "a", "'; DROP TABLE notes; --", "\ue000\ue001", "a .", "\u200b"),
]


def test_an_odd_path_is_one_note_that_is_listed_read_found_and_deleted(ada: Person):
    lost = []
    for path in ODD_PATHS:
        ada.call("write_note", path=path, body="moss")
        written = ada.call("read_note", path=path)
        listed = [note["path"] for note in ada.call("list_notes")["notes"]]
        found = [note["path"] for note in ada.call("search_notes", query="moss")["notes"]]
        if (written["text"], listed, found) != ("moss", [written["path"]], [written["path"]]):
            lost.append((path, listed, found))
        ada.call("delete_note", path=path)
    assert lost == []
    assert ada.call("list_notes")["total"] == 0

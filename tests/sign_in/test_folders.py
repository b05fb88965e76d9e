"""A connection that a person limits to a folder."""

import pytest

from tests.sign_in.house import App, House


def test_a_folder_is_all_that_a_limited_connection_sees(house: House, app: App):
    whole = app.sign_in().access
    for path, body in (
        ("Garden/Moss", "green [[Keys]] #plant"),
        ("Gardening", "green #tool"),
        ("Keys", "[[Moss]] #key"),
    ):
        house.call(whole, "write_note", path=path, body=body, overwrite=True)
    limited = app.sign_in(folder="Garden").access
    assert [note["path"] for note in house.call(limited, "list_notes")["notes"]] == ["Garden/Moss.md"]
    assert [note["path"] for note in house.call(limited, "search_notes", query="green")["notes"]] == ["Garden/Moss.md"]
    assert house.call(limited, "search_notes", query="folder:/ key")["notes"] == []
    assert [tag["tag"] for tag in house.call(limited, "get_tags")["tags"]] == ["plant"]
    links = house.call(limited, "get_backlinks", path="Garden/Moss")
    assert links["backlinks"] == []
    assert "Keys.md" not in str(links)
    assert house.call(limited, "list_notes", folder="")["total"] == 1


@pytest.mark.parametrize("path", ["Outside", "Gardening", "Gardening/x", "garden2/x", "Garden/../Outside", "/Outside"])
def test_a_limited_connection_touches_nothing_outside(house: House, app: App, path: str):
    whole = app.sign_in().access
    for kept in ("Outside", "Gardening", "Gardening/x", "garden2/x"):
        house.call(whole, "write_note", path=kept, body="kept", overwrite=True)
    limited = app.sign_in(folder="Garden").access
    for tool, more in (
        ("read_note", {}),
        ("write_note", {"body": "changed", "overwrite": True}),
        ("delete_note", {}),
        ("get_backlinks", {}),
    ):
        assert house.call(limited, tool, path=path, **more)["code"] in ("not_found", "forbidden", "invalid"), tool
    for kept in ("Outside", "Gardening", "Gardening/x", "garden2/x"):
        assert house.call(whole, "read_note", path=kept)["text"] == "kept"

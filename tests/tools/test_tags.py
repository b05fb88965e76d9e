"""What get_tags tells, over the wire."""

from tests.conftest import Person


def test_tags_count_notes_and_the_tags_above_them(ada: Person):
    ada.call("write_note", path="a", body="---\ntags: [Plant/Green, sea]\n---\n#plant/green `#code` #1984")
    ada.call("write_note", path="b", body="#plant")
    assert ada.call("get_tags")["tags"] == [
        {"tag": "Plant", "count": 2},
        {"tag": "Plant/Green", "count": 1},
        {"tag": "sea", "count": 1},
    ]


def test_tags_below_one_tag_are_told_alone(vault: Person):
    assert vault.call("get_tags", tag="#Plant")["tags"] == [
        {"tag": "plant", "count": 2},
        {"tag": "plant/moss", "count": 1},
    ]
    assert vault.call("get_tags", tag="plant/moss")["tags"] == [{"tag": "plant/moss", "count": 1}]
    assert vault.call("get_tags", tag="sea")["tags"] == []
    assert len(vault.call("get_tags", tag="")["tags"]) == 3

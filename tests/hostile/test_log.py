"""The log: what stands in a note never stands in it."""

import logging

import pytest

from tests.hostile.house import House
from tests.hostile.line import one_way


def test_what_stands_in_a_note_never_stands_in_the_log(house: House, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    carl = one_way(house.vaults, "hf-carl")
    carl.call("write_note", path="Diary", body="---\nmood: gloomy\n---\n# My affair\n[[Somebody]] #secretly")
    carl.refused("read_note", path="Diary", section="Work")
    carl.refused("read_note", path="Diary", from_line=99)
    carl.refused("read_note", path="Diary", section="^Work")
    carl.refused("write_note", path="Diary", body="# My divorce")
    carl.refused("edit_note", path="Diary", do="append", heading="Work", text="divorce")
    carl.refused("edit_note", path="Diary", do="replace_text", old_text="divorce", text="gloomy")
    carl.refused("edit_note", path="Diary", do="set_property", property="mood", value={"secretly": 1})
    carl.call("edit_note", path="Diary", do="append", text="divorce")
    carl.call("get_history", path="Diary", diffs=True)
    carl.call("undo_changes", changes=[2])
    carl.call("search_notes", query="affair")
    for text in ("gloomy", "affair", "Somebody", "secretly", "divorce"):
        assert text not in caplog.text

"""The twenty tasks with our own tools."""

from benchmarks.tasks import facts, written
from benchmarks.tasks.talk import Talk

CANNOT: dict[str, str] = {}


def outline(talk: Talk) -> None:
    talk("read_note", path=facts.HANDBOOK, outline=True)


def section(talk: Talk) -> None:
    talk("read_note", path=facts.HANDBOOK, section=facts.SECTION)


def five(talk: Talk) -> None:
    talk("read_note", paths=list(facts.FIVE))


def linking(talk: Talk) -> None:
    talk("get_backlinks", path=facts.PERSON)


def broken(talk: Talk) -> None:
    talk("get_backlinks")


def week(talk: Talk) -> None:
    talk("list_notes", modified_since=talk.ago(7))


def compare(talk: Talk) -> None:
    talk("get_history", path=facts.COMPARED, since=talk.ago(facts.COMPARED_DAYS), diffs=True)


def who(talk: Talk) -> None:
    talk("get_history", path=facts.CHANGED_BY_WHOM, since=talk.ago(7))


def fact(talk: Talk) -> None:
    talk("search_notes", query="boiler warranty ends", limit=3)
    talk.saw(facts.LOG, facts.OLD_DATE)
    talk("edit_note", path=facts.LOG, do="replace_text", old_text=facts.OLD_DATE, text=facts.NEW_DATE)


def item(talk: Talk) -> None:
    talk("edit_note", path=facts.LISTED, do="append", heading=facts.LIST, text=facts.ITEM)


def meeting(talk: Talk) -> None:
    talk("search_notes", query="Brightwater Nadia Mei", limit=3)
    properties = written.front_matter(date=facts.MEETING_DATE, tags="[meeting]")
    talk("write_note", path=facts.MEETING, body=properties + written.meeting(talk))


def today(talk: Talk) -> None:
    talk("read_note", paths=[facts.TEMPLATE, facts.YESTERDAY])
    talk("write_note", path=facts.TODAY, body=written.front_matter(tags="[daily]") + written.today(talk))


def index(talk: Talk) -> None:
    talk("search_notes", query=f'folder:Meetings title:"{facts.PROJECT}"', limit=50)
    talk("write_note", path=facts.INDEX, body=written.index(talk))


def status(talk: Talk) -> None:
    talk("list_notes", tag=facts.TAG, property=f"status:{facts.STATUS}")
    for path in facts.IN_REVIEW:
        talk.saw(path)
        talk("edit_note", path=path, do="set_property", property="status", value=facts.NEW_STATUS)


def term(talk: Talk) -> None:
    asked = {"old_text": facts.OLD_TERM, "text": facts.NEW_TERM, "expected_count": facts.TERM_COUNT}
    talk("edit_note", path=facts.TERMED, do="replace_text", **asked)


def rename(talk: Talk) -> None:
    talk("move_note", path=facts.OLD_PROJECT, to=facts.NEW_PROJECT)


def move(talk: Talk) -> None:
    talk("move_note", path=facts.OLD_FOLDER, to=facts.NEW_FOLDER)


def undo(talk: Talk) -> None:
    talk("undo_changes", client=facts.CURSOR, since=talk.ago(facts.SPOILED_DAYS + 1))


def restore(talk: Talk) -> None:
    talk("restore_note", path=facts.GONE)


def delete(talk: Talk) -> None:
    talk("delete_note", path=facts.BOOK)

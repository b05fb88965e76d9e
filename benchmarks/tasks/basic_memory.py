"""The twenty tasks with basic-memory 0.23.2: its text answers, except where only the JSON ones tell enough."""

import re

from benchmarks.tasks import facts, written
from benchmarks.tasks.outcome import stem_of
from benchmarks.tasks.talk import Talk

_NO_HISTORY = "it keeps no earlier versions (they are part of its cloud service)"
CANNOT = {
    "broken": "no tool lists links that lead nowhere; every one of the notes would have to be read",
    "compare": _NO_HISTORY,
    "who": "it does not record who changes a note",
    "undo": _NO_HISTORY,
    "restore": "a deleted note is gone",
}
_COUNT = re.compile(r"but found (\d+)")


def outline(talk: Talk) -> None:
    talk("read_note", identifier=_name(facts.HANDBOOK))


def section(talk: Talk) -> None:
    talk("read_note", identifier=_name(facts.HANDBOOK))


def five(talk: Talk) -> None:
    for path in facts.FIVE:
        talk("read_note", identifier=_name(path))


def linking(talk: Talk) -> None:
    talk("build_context", url=_name(facts.PERSON), max_related=100, output_format="text")


def week(talk: Talk) -> None:
    talk("recent_activity", timeframe="7d", page_size=100)


def fact(talk: Talk) -> None:
    """A hit comes without the words around it, so the note is read."""
    talk("search_notes", query="boiler warranty ends", page_size=3)
    talk.saw(stem_of(facts.LOG))
    talk("read_note", identifier=stem_of(facts.LOG))
    talk.saw(facts.OLD_DATE)
    _replace(talk, stem_of(facts.LOG), facts.OLD_DATE, facts.NEW_DATE)


def item(talk: Talk) -> None:
    asked = {"operation": "insert_after_section", "section": f"## {facts.LIST}", "content": facts.ITEM}
    talk("edit_note", identifier=_name(facts.LISTED), **asked)


def meeting(talk: Talk) -> None:
    talk("search_notes", query="Brightwater Nadia Mei", page_size=3, output_format="json")
    body, date = written.meeting(talk), {"date": facts.MEETING_DATE}
    _write(talk, facts.MEETING, body, tags="meeting", metadata=date)


def today(talk: Talk) -> None:
    for path in (facts.TEMPLATE, facts.YESTERDAY):
        talk("read_note", identifier=_name(path))
    _write(talk, facts.TODAY, written.today(talk), tags="daily")


def index(talk: Talk) -> None:
    talk("list_directory", dir_name="/Meetings", depth=2, file_name_glob=f"*{facts.PROJECT}*", page_size=50)
    _write(talk, facts.INDEX, written.index(talk))


def status(talk: Talk) -> None:
    talk("search_notes", tags=[facts.TAG], status=facts.STATUS)
    for path in facts.IN_REVIEW:
        talk.saw(stem_of(path))
        metadata = {"status": facts.NEW_STATUS}
        talk("edit_note", identifier=stem_of(path), operation="append", content="", metadata=metadata)


def term(talk: Talk) -> None:
    _replace(talk, _name(facts.TERMED), facts.OLD_TERM, facts.NEW_TERM, expected_replacements=facts.TERM_COUNT)


def rename(talk: Talk) -> None:
    """The links in the notes' texts stay as they were, so each of them is put right."""
    talk("move_note", identifier=_name(facts.OLD_PROJECT), destination_path=facts.NEW_PROJECT)
    old, new = stem_of(facts.OLD_PROJECT), stem_of(facts.NEW_PROJECT)
    found = talk("search_notes", query=f'"{old}"', page_size=50)
    for permalink in re.findall(r"^- permalink: (\S+)", found, re.M):
        if not permalink.endswith("/northgate-audit"):
            _replace_all(talk, permalink, old, new)


def move(talk: Talk) -> None:
    """Likewise; only the JSON answers of a search show which of the hits holds the words."""
    talk("move_note", identifier=facts.OLD_FOLDER, destination_path=facts.NEW_FOLDER, is_directory=True)
    talk("search_notes", query='"Lisbon trip"', page_size=50, output_format="json")
    for name in ("Day plan", "Car"):
        talk.saw(name, f"[[{facts.OLD_FOLDER}/")
        _replace(talk, name, facts.OLD_FOLDER, facts.NEW_FOLDER)


def delete(talk: Talk) -> None:
    talk("build_context", url=_name(facts.BOOK), max_related=100, output_format="text")
    talk("delete_note", identifier=_name(facts.BOOK))


def _name(path: str) -> str:
    """A note as basic-memory is asked for it."""
    return path.removesuffix(".md")


def _write(talk: Talk, path: str, body: str, **more: object) -> None:
    talk("write_note", title=stem_of(path), directory=path.rpartition("/")[0], content=body, **more)


def _replace(talk: Talk, name: str, old: str, new: str, **more: object) -> str:
    return talk("edit_note", identifier=name, operation="find_replace", find_text=old, content=new, **more)


def _replace_all(talk: Talk, name: str, old: str, new: str) -> None:
    """Replace a text that stands there once, or else as often as the refusal says."""
    if counted := _COUNT.search(_replace(talk, name, old, new)):
        _replace(talk, name, old, new, expected_replacements=int(counted[1]))

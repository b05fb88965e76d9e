"""The twenty tasks with markdown-vault-mcp 5.1.0, which answers JSON, over a vault that is a git repository."""

import json

from benchmarks.tasks import facts, written
from benchmarks.tasks.outcome import body_of, properties_of
from benchmarks.tasks.talk import Talk

CANNOT = {"who": "every commit bears the server's name, whichever client has changed the note"}
_FEW = {"limit": 3, "chunks_per_file": 1, "snippet_words": 30}


def outline(talk: Talk) -> None:
    talk("get_toc", path=facts.HANDBOOK)


def section(talk: Talk) -> None:
    talk("read", path=facts.HANDBOOK, section=facts.SECTION)


def five(talk: Talk) -> None:
    for path in facts.FIVE:
        talk("read", path=path)


def linking(talk: Talk) -> None:
    talk("get_backlinks", path=facts.PERSON)


def broken(talk: Talk) -> None:
    talk("get_broken_links")


def week(talk: Talk) -> None:
    talk("get_history", since="7 days ago", limit=100)


def compare(talk: Talk) -> None:
    talk("get_diff", path=facts.COMPARED, since_timestamp=talk.ago(facts.COMPARED_DAYS))


def fact(talk: Talk) -> None:
    talk("search", query="boiler warranty ends", **_FEW)
    talk.saw(facts.LOG, facts.OLD_DATE)
    talk("edit", path=facts.LOG, old_text=facts.OLD_DATE, new_text=facts.NEW_DATE)


def item(talk: Talk) -> None:
    """Without reading: a text that does not stand there exactly once would be refused."""
    heading = f"## {facts.LIST}\n"
    talk("edit", path=facts.LISTED, old_text=heading, new_text=f"{heading}\n{facts.ITEM}")


def meeting(talk: Talk) -> None:
    talk("search", query="Brightwater Nadia Mei", **_FEW)
    properties = {"date": facts.MEETING_DATE, "tags": ["meeting"]}
    talk("write", path=facts.MEETING, content=written.meeting(talk), frontmatter=properties)


def today(talk: Talk) -> None:
    for path in (facts.TEMPLATE, facts.YESTERDAY):
        talk("read", path=path)
    talk("write", path=facts.TODAY, content=written.today(talk), frontmatter={"tags": ["daily"]})


def index(talk: Talk) -> None:
    talk("list_documents", pattern=f"Meetings/**/*{facts.PROJECT}*")
    talk("write", path=facts.INDEX, content=written.index(talk))


def status(talk: Talk) -> None:
    talk("list_documents", filters={"tags": facts.TAG, "status": facts.STATUS})
    for path in facts.IN_REVIEW:
        talk.saw(path)
        talk("edit", path=path, old_text=f"status: {facts.STATUS}", new_text=f"status: {facts.NEW_STATUS}")


def term(talk: Talk) -> None:
    """An edit replaces one place, so the note is written anew: as many bytes as six edits, and five calls fewer."""
    note = json.loads(talk("read", path=facts.TERMED))
    body = body_of(note["content"]).replace(facts.OLD_TERM, facts.NEW_TERM)
    talk("write", path=facts.TERMED, content=f"{body}\n", frontmatter=note["frontmatter"], if_match=note["etag"])


def rename(talk: Talk) -> None:
    talk("rename", old_path=facts.OLD_PROJECT, new_path=facts.NEW_PROJECT, update_links=True)


def move(talk: Talk) -> None:
    talk("move_folder", old_dir=facts.OLD_FOLDER, new_dir=facts.NEW_FOLDER)


def undo(talk: Talk) -> None:
    """What the diff took away is put in the place of what it added."""
    removed = _removed(talk, facts.SPOILED, facts.SPOILED_DAYS + 1)
    talk("edit", path=facts.SPOILED, old_text=facts.SPOILED_WITH, new_text=removed)


def restore(talk: Talk) -> None:
    """The diff of a deletion is the whole note."""
    removed = _removed(talk, facts.GONE, facts.GONE_DAYS + 1)
    talk("write", path=facts.GONE, content=f"{body_of(removed)}\n", frontmatter=properties_of(removed))


def delete(talk: Talk) -> None:
    talk("get_backlinks", path=facts.BOOK)
    talk("delete", path=facts.BOOK)


def _removed(talk: Talk, path: str, days: int) -> str:
    """The text that was taken out of a note since so many days ago."""
    diff = json.loads(talk("get_diff", path=path, since_timestamp=talk.ago(days)))["diff"]
    lines = diff.partition("\n@@")[2].split("\n")[1:]
    return "\n".join(line[1:] for line in lines if line.startswith("-"))

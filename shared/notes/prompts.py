"""The prompts people choose from a menu: for each what it asks for, and what it then tells the model to do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from shared.errors import Invalid
from shared.notes.answers import Quoted
from shared.notes.completion import FOLDER, PATH, TAG
from shared.notes.path import folder_of, safe_folder
from shared.notes.template import filled

TEMPLATE = "Templates/Daily.md"
"""Where a daily note's template is looked for; paths ignore case, so templates/Daily.md is the same note."""
DAILY_FOLDER = "Daily"
DAYS_OF_REVIEW = 7


class Shelf(Protocol):
    """What a prompt may look up before it is written."""

    folder: str

    def daily(self, day: str) -> str | None: ...

    def latest_daily(self) -> str | None: ...

    def has(self, path: str) -> bool: ...

    def read(self, untrusted_path: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument, always text. `completes` says what kind of name it is: a path, a folder, a tag, or "" for none."""

    name: str
    description: str
    is_required: bool = False
    completes: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt's arguments, the time, and the shelf it may look at."""

    arguments: dict[str, str]
    now: datetime
    shelf: Shelf

    def day(self, name: str) -> date:
        """A day that was given as YYYY-MM-DD; today (UTC) where none was.

        Raises:
            Invalid: it is no such day.
        """
        if not (untrusted_day := self.arguments.get(name, "").strip()):
            return self.now.date()
        try:
            day = date.fromisoformat(untrusted_day)
        except ValueError:
            day = date.min
        if day.isoformat() != untrusted_day or not 1 < day.year < date.max.year:
            raise Invalid(f"{name} must be a day like {self.now.date()}.")
        return day

    def folder(self, name: str) -> str:
        """A folder's path; "" where none was given.

        Raises:
            Invalid: it is no path of a folder.
        """
        return safe_folder(self.arguments.get(name, "").strip())


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as a client lists it. `texts` writes it, block by block; what comes from notes is `Quoted`."""

    name: str
    title: str
    description: str
    texts: Callable[[Asked], list[str]]
    arguments: tuple[Argument, ...] = field(default=())

    def checked(self, untrusted_arguments: dict[str, str]) -> dict[str, str]:
        """The arguments, once each is one of the prompt's and none is missing.

        Raises:
            Invalid: one is unknown or missing.
        """
        names = [argument.name for argument in self.arguments]
        if unknown := sorted(set(untrusted_arguments) - set(names)):
            raise Invalid(f"There is no argument {', '.join(unknown)[:200]}. There are: {', '.join(names)}.")
        for argument in self.arguments:
            if argument.is_required and not untrusted_arguments.get(argument.name, "").strip():
                raise Invalid(f"{argument.name} must be given.")
        return untrusted_arguments


def _daily_note(asked: Asked) -> list[str]:
    day, shelf = asked.day("date"), asked.shelf
    name = day.isoformat()
    if path := shelf.daily(name):
        return [
            f"This is the path of my daily note of {name}:",
            Quoted(path),
            "Read it with read_note. Tell me in a few lines what it holds and which tasks are open, then ask what to"
            " add. Add it with edit_note, and pass the version you read as if_version.",
        ]
    latest = shelf.latest_daily()
    folder = folder_of(latest) if latest is not None else "/".join(filter(None, (shelf.folder, DAILY_FOLDER)))
    texts = [
        f"There is no daily note of {name} yet. Create it with write_note at this path:",
        Quoted(f"{folder}/{name}.md" if folder else f"{name}.md"),
    ]
    if template := _template(asked):
        at = datetime.combine(day, asked.now.time(), UTC)
        texts += [
            "Its body is this text, exactly as it stands; it is my template, filled in:",
            Quoted(filled(template, title=name, at=at)),
        ]
    else:
        texts.append(f"Its body is the heading # {name} and nothing else.")
    return [*texts, "Then tell me its path and ask what to add."]


def _template(asked: Asked) -> str:
    if untrusted_path := asked.arguments.get("template", "").strip():
        return asked.shelf.read(untrusted_path)
    return asked.shelf.read(TEMPLATE) if asked.shelf.has(TEMPLATE) else ""


def _summarize_folder(asked: Asked) -> list[str]:
    folder, tag = asked.folder("folder"), asked.arguments.get("tag", "").strip().lstrip("#")
    given = f'folder "{folder}"' + (f' and tag "{tag}"' if tag else "")
    return [
        f"""Summarize the notes of a folder.
1. list_notes with {given}; follow next_cursor to the last page.
2. read_note, several paths in one call; of a long note the outline first, then the sections that matter.
3. Answer with: what it is about, in three sentences; the main points by topic, each with the [[path]] it comes from;
   open questions and tasks; what contradicts itself.
Change nothing. At the end offer to keep the summary as a note of its own, with write_note."""
    ]


def _find_missing_links(asked: Asked) -> list[str]:
    folder = asked.folder("folder")
    where = f' with folder "{folder}"' if folder else ""
    only = f' Only notes in "{folder}" matter.' if folder else ""
    return [
        f"""Find the links that are broken or missing in my notes.{only}
1. get_backlinks without a path: the links that lead nowhere. For each, search_notes for the note that may be meant.
2. list_notes{where}, then read_note: where is another note named in the text, but not linked?
3. Show me a table: note, line, the text as it is, the link you propose, or a new note where none fits. Then wait.
4. What I agree to: edit_note, one place at a time, with if_version; write_note for a new note. Rewrite nothing else.
Finish with what was changed, and say that undo_changes takes it back."""
    ]


def _weekly_review(asked: Asked) -> list[str]:
    last = asked.day("end")
    first = last - timedelta(days=DAYS_OF_REVIEW - 1)
    since, until = (datetime.combine(day, time(), UTC).isoformat() for day in (first, last + timedelta(days=1)))
    week = f"{last.isocalendar().year}-W{last.isocalendar().week:02}"
    shelf = asked.shelf.folder
    path = f"{shelf}/Reviews/{week}.md" if shelf else f"Reviews/{week}.md"
    return [
        f"""Review my week, {first} to {last}.
1. get_history with since "{since}" and until "{until}": what was written, moved and deleted.
2. list_notes with modified_since "{since}" and modified_until "{until}", then read_note what changed.
3. Tell me: what I did; what I decided; tasks that are still open (- [ ]), with the [[path]] of each; what was begun and
   left; three things for next week.
4. Ask what I want to change in it. Then offer to keep it with write_note at {path}."""
    ]


PROMPTS: dict[str, Prompt] = {
    prompt.name: prompt
    for prompt in (
        Prompt(
            "daily_note",
            "Daily note",
            "Open the daily note of a day, or create it from a template.",
            _daily_note,
            (
                Argument("date", "The day, YYYY-MM-DD; today (UTC) unless given"),
                Argument("template", f"Path of the template; {TEMPLATE} unless given, if it is there", completes=PATH),
            ),
        ),
        Prompt(
            "summarize_folder",
            "Summarize a folder",
            "Summarize all notes of a folder and of those below it.",
            _summarize_folder,
            (
                Argument("folder", "The folder", is_required=True, completes=FOLDER),
                Argument("tag", "Only notes with this tag", completes=TAG),
            ),
        ),
        Prompt(
            "find_missing_links",
            "Find missing links",
            "Find links that lead nowhere and notes that should be linked.",
            _find_missing_links,
            (Argument("folder", "Only the notes of this folder", completes=FOLDER),),
        ),
        Prompt(
            "weekly_review",
            "Weekly review",
            "What happened in the vault in seven days, and what is still open.",
            _weekly_review,
            (Argument("end", "The last of the seven days, YYYY-MM-DD; today (UTC) unless given"),),
        ),
    )
}

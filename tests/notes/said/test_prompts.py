"""What a prompt gives a model to do, word by word."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from shared.notes.answers import Quoted
from shared.notes.prompts import PROMPTS, Asked
from tests.access.refused import words_of

NOW = datetime(2027, 1, 15, 8, 30, tzinfo=UTC)
LAST = "Then tell me its path and ask what to add."


@dataclass
class Notes:
    """The notes a prompt may look at: their texts by path, and the daily notes among them by day."""

    texts: dict[str, str] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    folder: str = ""

    def daily(self, day: str) -> str | None:
        return self.days.get(day)

    def latest_daily(self) -> str | None:
        return self.days[max(self.days)] if self.days else None

    def has(self, path: str) -> bool:
        return path in self.texts

    def read(self, untrusted_path: str) -> str:
        return self.texts[untrusted_path]


def said(name: str, notes: Notes | None = None, **arguments: str) -> list[str]:
    prompt = PROMPTS[name]
    return prompt.texts(Asked(prompt.checked(arguments), NOW, notes or Notes()))


def test_a_daily_note_that_is_there_is_read_and_added_to():
    told = said("daily_note", Notes(days={"2027-01-15": "Days/2027-01-15.md"}))
    assert told == [
        "This is the path of my daily note of 2027-01-15:",
        "Days/2027-01-15.md",
        "Read it with read_note. Tell me in a few lines what it holds and which tasks are open, then ask what to add."
        " Add it with edit_note, and pass the version you read as if_version.",
    ]
    assert [type(text) for text in told] == [str, Quoted, str]


@pytest.mark.parametrize(
    ("notes", "path"),
    [
        (Notes(), "Daily/2027-01-15.md"),
        (Notes(folder="Work"), "Work/Daily/2027-01-15.md"),
        (Notes(days={"2027-01-14": "Log/2027-01-14.md"}), "Log/2027-01-15.md"),
        (Notes(days={"2027-01-14": "2027-01-14.md"}), "2027-01-15.md"),
    ],
)
def test_a_daily_note_that_is_not_there_is_made_where_the_last_one_lies(notes: Notes, path: str):
    told = said("daily_note", notes)
    assert told == [
        "There is no daily note of 2027-01-15 yet. Create it with write_note at this path:",
        path,
        "Its body is the heading # 2027-01-15 and nothing else.",
        LAST,
    ]
    assert isinstance(told[1], Quoted)


@pytest.mark.parametrize("arguments", [{}, {"template": " Mine.md "}])
def test_a_daily_note_is_made_of_a_template(arguments: dict[str, str]):
    texts = {"Templates/Daily.md": "# {{title}} {{time}}\n", "Mine.md": "# {{title}} {{time}}\n"}
    told = said("daily_note", Notes(texts), date="2027-02-01", **arguments)
    assert told == [
        "There is no daily note of 2027-02-01 yet. Create it with write_note at this path:",
        "Daily/2027-02-01.md",
        "Its body is this text, exactly as it stands; it is my template, filled in:",
        "# 2027-02-01 08:30\n",
        LAST,
    ]
    assert isinstance(told[3], Quoted)


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        ({"folder": " Work/ "}, 'folder "Work"'),
        ({"folder": "Work", "tag": " #plant "}, 'folder "Work" and tag "plant"'),
    ],
)
def test_a_folder_is_summarized(arguments: dict[str, str], given: str):
    assert said("summarize_folder", **arguments) == [
        "Summarize the notes of a folder.\n"
        f"1. list_notes with {given}; follow next_cursor to the last page.\n"
        "2. read_note, several paths in one call; of a long note the outline first, then the sections that matter.\n"
        "3. Answer with: what it is about, in three sentences; the main points by topic, each with the [[path]] it"
        " comes from;\n   open questions and tasks; what contradicts itself.\n"
        "Change nothing. At the end offer to keep the summary as a note of its own, with write_note."
    ]


@pytest.mark.parametrize(
    ("arguments", "only", "where"),
    [({}, "", ""), ({"folder": "Work"}, ' Only notes in "Work" matter.', ' with folder "Work"')],
)
def test_missing_links_are_found(arguments: dict[str, str], only: str, where: str):
    assert said("find_missing_links", **arguments) == [
        f"Find the links that are broken or missing in my notes.{only}\n"
        "1. get_backlinks without a path: the links that lead nowhere. For each, search_notes for the note that may be"
        " meant.\n"
        f"2. list_notes{where}, then read_note: where is another note named in the text, but not linked?\n"
        "3. Show me a table: note, line, the text as it is, the link you propose, or a new note where none fits."
        " Then wait.\n"
        "4. What I agree to: edit_note, one place at a time, with if_version; write_note for a new note. Rewrite"
        " nothing else.\nFinish with what was changed, and say that undo_changes takes it back."
    ]


@pytest.mark.parametrize(
    ("end", "folder", "first", "last", "after", "path"),
    [
        ("", "", "2027-01-09", "2027-01-15", "2027-01-16", "Reviews/2027-W02.md"),
        ("2027-01-03", "Work", "2026-12-28", "2027-01-03", "2027-01-04", "Work/Reviews/2026-W53.md"),
    ],
)
def test_a_week_is_reviewed(end: str, folder: str, first: str, last: str, after: str, path: str):
    since, until = f"{first}T00:00:00+00:00", f"{after}T00:00:00+00:00"
    assert said("weekly_review", Notes(folder=folder), end=end) == [
        f"Review my week, {first} to {last}.\n"
        f'1. get_history with since "{since}" and until "{until}": what was written, moved and deleted.\n'
        f'2. list_notes with modified_since "{since}" and modified_until "{until}", then read_note what changed.\n'
        "3. Tell me: what I did; what I decided; tasks that are still open (- [ ]), with the [[path]] of each; what"
        " was begun and\n   left; three things for next week.\n"
        f"4. Ask what I want to change in it. Then offer to keep it with write_note at {path}."
    ]


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("daily_note", {"date": "tomorrow"}, "date must be a day like 2027-01-15."),
        ("daily_note", {"date": "20270115"}, "date must be a day like 2027-01-15."),
        ("weekly_review", {"end": "0001-01-01"}, "end must be a day like 2027-01-15."),
        ("weekly_review", {"end": "9999-12-31"}, "end must be a day like 2027-01-15."),
        ("summarize_folder", {}, "folder must be given."),
        ("summarize_folder", {"folder": " "}, "folder must be given."),
        ("summarize_folder", {"folder": "a//b"}, "A path cannot have an empty part between its slashes."),
        ("weekly_review", {"x": "", "a": ""}, "There is no argument a, x. There are: end."),
        ("daily_note", {"x" * 300: ""}, f"There is no argument {'x' * 200}. There are: date, template."),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_prompt_that_is_asked_wrongly_says_what_is_wrong(name: str, arguments: dict[str, str], message: str):
    assert words_of(said, name, **arguments)[0] == message


@pytest.mark.parametrize("end", ["0002-01-01", "9998-12-31"])
def test_a_week_may_end_on_almost_any_day(end: str):
    assert f"to {end}." in said("weekly_review", end=end)[0]

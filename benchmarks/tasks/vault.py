"""The vault that every system begins with: the changes that made it, and the notes that are there at the end."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from benchmarks.tasks import facts
from benchmarks.tasks.facts import CLAUDE, CURSOR
from benchmarks.tasks.notes import Notes, meeting, note, ordinary_notes
from benchmarks.tasks.outcome import links_of, means, stem_of
from benchmarks.tasks.prose import Prose

DAY_SECONDS = 86_400
OLDEST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Change:
    """A note as a client wrote it so many days ago; without a text it was deleted."""

    days_ago: int
    client: str
    path: str
    text: str | None


@cache
def first_notes() -> Notes:
    """The notes as they were first written."""
    notes = ordinary_notes()
    prose = Prose(facts.EARLIER_MEETING)
    said, action = prose.bullets(5), f"- [ ] {prose.sentence()}"
    notes[facts.EARLIER_MEETING] = meeting(stem_of(facts.EARLIER_MEETING), facts.PEOPLE, said, action)
    notes[facts.GONE] = note("minutes: 60\nserves: 4\ntags: [recipe]", stem_of(facts.GONE), prose.bullets(8))
    for path, sentence in _links(notes):
        notes[path] += f"\n{sentence}\n"
    notes[facts.TERMED] += "".join(f"\n{facts.OLD_TERM}: {prose.sentence()}\n" for _ in range(facts.TERM_COUNT))
    return notes


def _links(notes: Notes) -> Iterator[tuple[str, str]]:
    """The links that tasks are about, each with the note it stands in."""
    for number, path in enumerate(_linking_to_old_project(notes)):
        form = facts.LINK_FORMS[number % len(facts.LINK_FORMS)]
        yield path, f"The figures come from {form.replace('{}', stem_of(facts.OLD_PROJECT))}."
    for path in (
        "Inbox/Level crossings.md",
        "People/Hugo Almeida.md",
        "Reading/Deep Rivers.md",
        "Reading/Slow Water.md",
    ):
        yield path, f"Reminds me of [[{stem_of(facts.BOOK)}]]."
    for path, targets in facts.BROKEN.items():
        yield path, f"See {' and '.join(f'[[{target}]]' for target in targets)}."
    yield "Areas/House/Car.md", f"Packed as for [[{facts.OLD_FOLDER}/Packing list]]."
    yield f"{facts.OLD_FOLDER}/Day plan.md", f"See [[{facts.OLD_FOLDER}/Hotel|the hotel]]."


def _linking_to_old_project(notes: Notes) -> list[str]:
    meetings = sorted(path for path in notes if path.startswith("Meetings/"))
    people = [f"People/{name}.md" for name in ("Clara Whitfield", "Paul Renner", "Zara Malik")]
    others = ["Areas/House/Broadband.md", "Daily/2026-09-30 Wed.md", "Projects/Data room.md", "Texts/Job advert.md"]
    return [*meetings[10:60:10], *people, *others]


def history() -> list[Change]:
    """Everything that happened to the vault, oldest first; nothing between seven and nine days ago."""
    return sorted([*_first_writes(), *_later_writes()], key=lambda change: -change.days_ago)


def _first_writes() -> Iterator[Change]:
    for number, (path, text) in enumerate(first_notes().items()):
        yield Change(OLDEST_DAYS - number, CLAUDE, path, text)


def _later_writes() -> Iterator[Change]:
    notes = first_notes()
    state, decided, todo = facts.COMPARED_NOW
    compared = notes[facts.COMPARED].replace("\n\n## People", f"\n{decided}\n\n## People", 1)
    yield Change(4, CLAUDE, facts.COMPARED, compared)
    compared = compared.replace(facts.COMPARED_BEFORE, state, 1).replace("\n\n## Dec", f"\n{todo}\n\n## Dec", 1)
    yield Change(2, CLAUDE, facts.COMPARED, compared)
    insured = notes[facts.CHANGED_BY_WHOM]
    yield Change(60, CLAUDE, facts.CHANGED_BY_WHOM, f"{insured}\nThe policy was renewed.\n")
    yield Change(6, CURSOR, facts.CHANGED_BY_WHOM, f"{insured}\nThe policy was renewed until 2029.\n")
    spoiled = note("tags: [house]", stem_of(facts.SPOILED), facts.SPOILED_WITH)
    yield Change(facts.SPOILED_DAYS, CURSOR, facts.SPOILED, spoiled)
    yield Change(facts.GONE_DAYS, CLAUDE, facts.GONE, None)
    for path, days_ago in facts.RECENT.items():
        yield Change(days_ago, CLAUDE, path, f"{notes[path]}\n{Prose(path).sentence()}\n")


@cache
def last_notes() -> Notes:
    """The notes as every system finds them."""
    notes: Notes = {}
    for change in history():
        if change.text is None:
            del notes[change.path]
        else:
            notes[change.path] = change.text
    return notes


def linking_to(path: str) -> list[str]:
    """The notes that link to one, as every system finds them."""
    return sorted(source for source, text in last_notes().items() if any(means(link, path) for link in links_of(text)))


def under(folder: str) -> list[str]:
    """The notes of a folder."""
    return [path for path in last_notes() if path.startswith(f"{folder}/")]


def changed_in_the_last_week() -> list[str]:
    """The notes that were changed and are still there."""
    return sorted({change.path for change in history() if change.days_ago < 7} & set(last_notes()))

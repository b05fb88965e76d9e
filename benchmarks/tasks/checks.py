"""What must be true after each task, held against the disk and against what was said, for every system alike."""

from collections.abc import Iterator

from benchmarks.tasks import facts, vault
from benchmarks.tasks.notes import HANDBOOK_SECTIONS
from benchmarks.tasks.outcome import Outcome, body_of, links_of, means, properties_of, stem_of
from benchmarks.tasks.vault import first_notes, last_notes


def outline(outcome: Outcome) -> Iterator[str]:
    yield from outcome.unheard(HANDBOOK_SECTIONS)


def section(outcome: Outcome) -> Iterator[str]:
    section = first_notes()[facts.HANDBOOK].partition(f"## {facts.SECTION}\n")[2].partition("\n## ")[0]
    yield from outcome.unheard(section.strip().splitlines())


def five(outcome: Outcome) -> Iterator[str]:
    yield from outcome.unheard([body_of(last_notes()[path]) for path in facts.FIVE])


def linking(outcome: Outcome) -> Iterator[str]:
    yield from outcome.unheard([stem_of(path) for path in vault.linking_to(facts.PERSON)])


def broken(outcome: Outcome) -> Iterator[str]:
    yield from outcome.unheard([stem_of(path) for path in facts.BROKEN])
    yield from outcome.unheard([target for targets in facts.BROKEN.values() for target in targets])


def week(outcome: Outcome) -> Iterator[str]:
    changed = vault.changed_in_the_last_week()
    yield from outcome.unheard([stem_of(path) for path in changed])
    named = [path for path in last_notes() if stem_of(path) in outcome.heard]
    if len(named) > 2 * len(changed):
        yield f"{len(named)} notes were named, and only {len(changed)} had been changed"


def compared(outcome: Outcome) -> Iterator[str]:
    yield from outcome.unheard([facts.COMPARED_BEFORE, *facts.COMPARED_NOW])


def who(outcome: Outcome) -> Iterator[str]:
    yield from outcome.unheard([facts.CURSOR])


def fact(outcome: Outcome) -> Iterator[str]:
    yield from _is_now(outcome, facts.LOG, body_of(last_notes()[facts.LOG]).replace(facts.OLD_DATE, facts.NEW_DATE))


def item(outcome: Outcome) -> Iterator[str]:
    lines = outcome.section(facts.LISTED, facts.LIST)
    if facts.ITEM not in lines:
        yield f"the item is not under its heading but: {lines}"
    before = body_of(last_notes()[facts.LISTED]).split("\n")
    if sorted(filter(None, outcome.body(facts.LISTED).split("\n"))) != sorted(filter(None, [*before, facts.ITEM])):
        yield "more than one line has changed"


def meeting(outcome: Outcome) -> Iterator[str]:
    wanted = [f"People/{name}.md" for name in facts.PEOPLE] + [facts.PROJECT_NOTE]
    for path in wanted:
        if not any(means(link, path) for link in outcome.links(facts.MEETING)):
            yield f"no link leads to {path}"
    lines = outcome.body(facts.MEETING).splitlines()
    yield from (f"{line!r} is missing" for line in (*facts.SAID, facts.ACTION) if line not in lines)
    properties = outcome.properties(facts.MEETING)
    if properties.get("tags") != ["meeting"] or str(properties.get("date")) != facts.MEETING_DATE:
        yield f"the properties are {properties}"


def today(outcome: Outcome) -> Iterator[str]:
    still_open = [line for line in last_notes()[facts.YESTERDAY].splitlines() if line.startswith("- [ ]")]
    tasks = outcome.section(facts.TODAY, "Tasks")
    if [line for line in tasks if line] != [*still_open, "- [ ] Plan the day"]:
        yield f"the tasks are {tasks}"
    body = outcome.body(facts.TODAY)
    if not body.startswith(f"# {stem_of(facts.TODAY)}\n") or "{{" in body or "## Log" not in body:
        yield "the template is not filled in"
    if outcome.properties(facts.TODAY).get("tags") != ["daily"]:
        yield "it has no tag"


def index(outcome: Outcome) -> Iterator[str]:
    meetings = {path for path in last_notes() if path.startswith("Meetings/") and facts.PROJECT in path}
    newest_first = sorted(meetings | ({facts.MEETING} if outcome.holds(facts.MEETING) else set()), reverse=True)
    links = outcome.links(facts.INDEX)
    if len(links) != len(newest_first) or not all(map(means, links, newest_first)):
        yield f"the index leads to {links}"


def status(outcome: Outcome) -> Iterator[str]:
    for path in (path for path in last_notes() if path.startswith("Texts/")):
        state = facts.NEW_STATUS if path in facts.IN_REVIEW else properties_of(last_notes()[path])["status"]
        if outcome.properties(path).get("status") != state:
            yield f"the status of {path} is {outcome.properties(path).get('status')}"
        yield from _is_now(outcome, path, body_of(last_notes()[path]))


def term(outcome: Outcome) -> Iterator[str]:
    before = body_of(last_notes()[facts.TERMED])
    yield from _is_now(outcome, facts.TERMED, before.replace(facts.OLD_TERM, facts.NEW_TERM))


def renamed(outcome: Outcome) -> Iterator[str]:
    yield from _is_now(outcome, facts.NEW_PROJECT, body_of(last_notes()[facts.OLD_PROJECT]))
    if outcome.holds(facts.OLD_PROJECT):
        yield "the old note is still there"
    for path in vault.linking_to(facts.OLD_PROJECT):
        links = outcome.links(path)
        count = sum(means(link, facts.OLD_PROJECT) for link in links_of(last_notes()[path]))
        followed = sum(means(link, facts.NEW_PROJECT) for link in links) == count
        if not followed or any(means(link, facts.OLD_PROJECT) for link in links):
            yield f"{path} links to {links}"


def moved(outcome: Outcome) -> Iterator[str]:
    for path in vault.under(facts.OLD_FOLDER):
        moved = path.replace(facts.OLD_FOLDER, facts.NEW_FOLDER)
        yield from ["the old note is still there"] if outcome.holds(path) or not outcome.holds(moved) else []
        for source in vault.linking_to(path):
            there = source.replace(facts.OLD_FOLDER, facts.NEW_FOLDER)
            if not any(means(link, moved) for link in outcome.links(there)):
                yield f"{there} does not lead to {moved} but to {outcome.links(there)}"


def undone(outcome: Outcome) -> Iterator[str]:
    yield from _is_now(outcome, facts.SPOILED, body_of(first_notes()[facts.SPOILED]))


def restored(outcome: Outcome) -> Iterator[str]:
    was = first_notes()[facts.GONE]
    yield from _is_now(outcome, facts.GONE, body_of(was))
    if not properties_of(was).items() <= outcome.properties(facts.GONE).items():
        yield "its properties are gone"


def deleted(outcome: Outcome) -> Iterator[str]:
    if outcome.holds(facts.BOOK):
        yield "the note is still there"
    yield from outcome.unheard([stem_of(path) for path in vault.linking_to(facts.BOOK)])


def _is_now(outcome: Outcome, path: str, body: str) -> Iterator[str]:
    if outcome.body(path) != body.strip():
        yield f"{path} is not as it should be, but: {outcome.body(path)[:2000]!r}"

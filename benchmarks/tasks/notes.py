"""The notes that the vault begins with, by kind: some three hundred, of the sizes and shapes that people keep."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import cycle

from benchmarks.tasks import facts
from benchmarks.tasks.outcome import stem_of
from benchmarks.tasks.prose import BOOKS, CLIPPINGS, HOUSE, PEOPLE, PROJECTS, RECIPES, Prose, listed

Notes = dict[str, str]

SPARED = {stem_of(facts.OLD_PROJECT), stem_of(facts.BOOK)}
"""Which notes link to these is said in `vault.py`, and nowhere by chance."""

MEETINGS, DAYS = 90, 60
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FIRST_MEETING, LAST_DAY = date(2026, 1, 8), date(2026, 11, 19)
HANDBOOK_SECTIONS = listed(
    "Welcome, How we work, Working hours, Remote work, Holidays, Sick days, Parental leave, Volunteering days, "
    "Expenses, Travel, Equipment, Desk and chair, Software licences, Passwords, Backups, Visitors, Meetings, "
    "Writing things down, Reviews, Pay, Pension, Training, Conferences, Hiring, First week, First three months, "
    "Leaving, Complaints, Safety, Fire drill, First aid, Kitchen rota, Recycling, Questions"
)


def ordinary_notes() -> Notes:
    """Everything that is there before any of it was changed."""
    notes: Notes = {}
    kinds = (_people, _projects, _meetings, _days, _recipes, _books, _house, _clippings, _trip, _launch, _templates)
    for kind in kinds:
        notes.update(kind())
    notes[facts.HANDBOOK] = _handbook()
    notes[facts.LOG] = _renovation_log()
    return notes


def note(properties: str, title: str, *parts: str) -> str:
    """A note with front matter, a title and its parts, a blank line between them."""
    return "\n\n".join([f"---\n{properties}\n---", f"# {title}", *parts]) + "\n"


def _people() -> Iterator[tuple[str, str]]:
    projects = cycle(name for name in PROJECTS if name not in SPARED)
    for number, name in enumerate(PEOPLE):
        prose = Prose(name)
        hours = prose.random.choice(["morning", "afternoon"])
        contact = f"- Phone: 020 7946 0{number:03d}\n- Likes to be reached in the {hours}"
        works = f"Works on [[{next(projects)}]] at {prose.random.choice(['Halden', 'Orrin & Co', 'Pellow', 'Tern'])}."
        yield f"People/{name}.md", note("tags: [person]", name, works, contact, f"## Notes\n\n{prose.bullets(4)}")


def _projects() -> Iterator[tuple[str, str]]:
    states = cycle(("active", "paused", "active", "done"))
    for name in PROJECTS:
        prose = Prose(name)
        people = "\n".join(f"- [[{who}]]" for who in prose.random.sample(PEOPLE, 3))
        todo = "\n".join(f"- [ ] {prose.sentence()}" for _ in range(4))
        decided = "\n".join(f"- 2026-{month:02d}-14: {prose.sentence()}" for month in range(2, 10, 2))
        properties = f"status: {next(states)}\ntags: [project]"
        parts = f"## Open\n\n{todo}", f"## Decisions\n\n{decided}", f"## People\n\n{people}"
        yield f"Projects/{name}.md", note(properties, name, prose.paragraph(4), *parts)


def _meetings() -> Iterator[tuple[str, str]]:
    projects = cycle(name for name in PROJECTS if name not in SPARED)
    kinds = cycle(("review", "planning", "call"))
    for number in range(MEETINGS):
        day = FIRST_MEETING + timedelta(days=number * 7 // 2)
        title = f"{day} {next(projects)} {next(kinds)}"
        prose = Prose(title)
        first, second = prose.random.sample(PEOPLE, 2)
        if number % 9 == 4:
            linked = stem_of(facts.PERSON)
            first, second = linked, second if second != linked else first
        yield (
            f"Meetings/2026/{title}.md",
            meeting(title, (first, second), prose.bullets(5), f"- [ ] {prose.sentence()}"),
        )


def meeting(title: str, people: Iterable[str], said: str, actions: str) -> str:
    """The notes of a meeting, as every one of them is written."""
    day, project = title[:10], title[11:].rpartition(" ")[0]
    met = f"With {' and '.join(f'[[{name}]]' for name in people)} on [[{project}]]."
    return note(f"date: {day}\ntags: [meeting]", title, met, f"## Notes\n\n{said}", f"## Actions\n\n{actions}")


def _days() -> Iterator[tuple[str, str]]:
    projects = cycle(name for name in PROJECTS if name not in SPARED)
    for back in range(DAYS):
        day = LAST_DAY - timedelta(days=back)
        prose, title = Prose(day), day_title(day)
        tasks = f"- [x] {prose.sentence()}\n- [ ] {prose.sentence()}\n- [ ] {prose.sentence()}"
        log = f"- Worked on [[{next(projects)}]].\n{prose.bullets(3)}"
        yield f"Daily/{title}.md", note("tags: [daily]", title, f"## Tasks\n\n{tasks}", f"## Log\n\n{log}")


def day_title(day: date) -> str:
    return f"{day} {WEEKDAYS[day.weekday()]}"


def _recipes() -> Iterator[tuple[str, str]]:
    for name in RECIPES:
        prose = Prose(name)
        amounts = "\n".join(f"- {prose.random.randrange(50, 500, 50)} g of {what}" for what in _ingredients(prose))
        steps = "\n".join(f"{step}. {doing}." for step, doing in enumerate(_steps(prose), 1))
        properties = (
            f"minutes: {prose.random.randrange(20, 90, 5)}\nserves: {prose.random.randrange(2, 8)}\ntags: [recipe]"
        )
        yield f"Recipes/{name}.md", note(properties, name, f"## Ingredients\n\n{amounts}", f"## Steps\n\n{steps}")


def _ingredients(prose: Prose) -> list[str]:
    larder = listed("flour, butter, onions, lentils, potatoes, sugar, cream, tomatoes, oats, apples, leeks, cheese")
    return prose.random.sample(larder, 6)


def _steps(prose: Prose) -> list[str]:
    doing = listed(
        "Wash and cut everything, Heat the oven to 180 degrees, Stir until it is smooth, Leave it to rest for an hour, "
        "Season with salt and pepper, Simmer with the lid on, Bake until it is brown, Let it cool in the tin"
    )
    return prose.random.sample(doing, 5)


def _books() -> Iterator[tuple[str, str]]:
    states = cycle(("read", "to read", "reading", "read"))
    for name in BOOKS:
        prose = Prose(name)
        properties = f"status: {next(states)}\ntags: [book]"
        yield f"Reading/{name}.md", note(properties, name, prose.paragraph(5), f"## Quotes\n\n> {prose.sentence()}")


def _house() -> Iterator[tuple[str, str]]:
    for name in HOUSE:
        prose = Prose(name)
        parts = prose.paragraph(3), f"## Facts\n\n{prose.bullets(4)}", f"## Next\n\n- [ ] {prose.sentence()}"
        yield f"Areas/House/{name}.md", note("tags: [house]", name, *parts)


def _clippings() -> Iterator[tuple[str, str]]:
    for name in CLIPPINGS:
        prose = Prose(name)
        yield f"Inbox/{name}.md", note("tags: [clipping]", name, *(prose.paragraph(5) for _ in range(4)))


def _trip() -> Iterator[tuple[str, str]]:
    for name in ("Budget", "Day plan", "Flights", "Hotel", "Packing list", "Restaurants"):
        prose = Prose(f"Lisbon {name}")
        yield f"{facts.OLD_FOLDER}/{name}.md", note("tags: [travel]", f"{name} for Lisbon", prose.bullets(6))


def _launch() -> Iterator[tuple[str, str]]:
    launch, other = "launch, text", "text"
    states = {
        "Front page": ("review", launch),
        "Mail to customers": ("review", launch),
        "Price list": ("draft", launch),
        "Press note": ("review", launch),
        "Terms of use": ("draft", launch),
        "Job advert": ("review", other),
        "Spring letter": ("review", other),
        "Yearly report": ("done", other),
    }
    for name, (state, tags) in states.items():
        prose = Prose(f"Launch {name}")
        properties = f"status: {state}\ntags: [{tags}]"
        yield f"Texts/{name}.md", note(properties, name, *(prose.paragraph(4) for _ in range(3)))


def _templates() -> Iterator[tuple[str, str]]:
    parts = "## Tasks\n\n{{open tasks}}\n- [ ] Plan the day", "## Log\n\n- Woke up at"
    yield "Templates/Daily.md", note("tags: [daily]", "{{date}}", *parts)
    yield "Templates/Letter.md", note("tags: [text]", "{{title}}", "Dear {{name}},", "With kind regards")


def _handbook() -> str:
    """A long note, of 40 kB."""
    parts = []
    for name in HANDBOOK_SECTIONS:
        prose = Prose(f"Handbook {name}")
        parts.append(f"## {name}\n\n{prose.paragraph(7)}\n\n{prose.bullets(4)}\n\n{prose.paragraph(5)}")
    return note("tags: [work]", "Team handbook", *parts)


def _renovation_log() -> str:
    """A long note that nobody reads to its end."""
    parts = []
    for week in range(1, 41):
        prose = Prose(f"Renovation {week}")
        parts.append(f"## Week {week}\n\n{prose.paragraph(4)}\n\n{prose.bullets(3)}")
    parts[23] += f"\n- {facts.WARRANTY}"
    return note("tags: [house]", "Renovation log", *parts)

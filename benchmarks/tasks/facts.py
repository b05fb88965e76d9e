"""What the tasks are about: the notes, names and sentences that the vault, the scripts and the checks share."""

CLAUDE, CURSOR = "Claude", "Cursor"

HANDBOOK, SECTION = "Handbook/Team handbook.md", "Parental leave"
FIVE = (
    "Recipes/Lemon tart.md",
    "People/Ruth Abara.md",
    "Areas/House/Gutters.md",
    "Reading/First Frost.md",
    "Daily/2026-11-12 Thu.md",
)

PERSON = "People/Nadia Okafor.md"
BROKEN = {
    "Areas/House/Fences.md": ("Old shed",),
    "Daily/2026-10-02 Fri.md": ("Alice Munroe",),
    "Inbox/Tide tables.md": ("Bridge permit", "Projects/Harbour wall"),
    "Projects/Choir website.md": ("Sound check list",),
    "Projects/Winter fair.md": ("Spring rota",),
    "Texts/Yearly report.md": ("Budget 2027",),
}
"""Links that lead nowhere, by the note they stand in."""

RECENT = {
    "Daily/2026-11-15 Sun.md": 6,
    "Daily/2026-11-16 Mon.md": 5,
    "Daily/2026-11-17 Tue.md": 4,
    "Daily/2026-11-18 Wed.md": 3,
    "Daily/2026-11-19 Thu.md": 2,
    "Inbox/Heat pumps.md": 5,
    "People/Tessa Marlowe.md": 3,
    "Reading/Kindling.md": 2,
}
"""Notes that were changed in the last week, and how many days ago; so were the next three."""
COMPARED, COMPARED_DAYS = "Projects/Harbour lighting.md", 5
COMPARED_BEFORE = "status: paused"
COMPARED_NOW = (
    "status: active",
    "- 2026-11-17: The lamps come in warm white, not cold.",
    "- [ ] Ask the harbour master.",
)
CHANGED_BY_WHOM = "Areas/House/Insurance.md"
SPOILED, SPOILED_WITH, SPOILED_DAYS = "Areas/House/Paint colours.md", "TODO: write this section.", 2
GONE, GONE_DAYS = "Recipes/Rye bread.md", 3

LOG, WARRANTY = "Areas/House/Renovation log.md", "The warranty of the boiler ends on 14 March 2028, says the fitter."
OLD_DATE, NEW_DATE = "14 March 2028", "14 March 2031"
LISTED, LIST, ITEM = "Projects/Kitchen refit.md", "Open", "- [ ] Call the plumber about the sink."

PROJECT = "Brightwater migration"
PROJECT_NOTE, PEOPLE = f"Projects/{PROJECT}.md", ("Nadia Okafor", "Mei Tanaka")
EARLIER_MEETING = f"Meetings/2026/2026-11-05 {PROJECT} call.md"
MEETING, MEETING_DATE = f"Meetings/2026/2026-11-20 {PROJECT} call.md", "2026-11-20"
SAID = ("- Cut over in the night of 5 December.", "- Mei tests the restore first.")
ACTION = "- [ ] Nadia books the window."
INDEX = f"Meetings/{PROJECT}.md"

TEMPLATE, YESTERDAY, TODAY = "Templates/Daily.md", "Daily/2026-11-19 Thu.md", "Daily/2026-11-20 Fri.md"

TAG, STATUS, NEW_STATUS = "launch", "review", "done"
IN_REVIEW = ("Texts/Front page.md", "Texts/Mail to customers.md", "Texts/Press note.md")

TERMED, OLD_TERM, NEW_TERM, TERM_COUNT = "Projects/Ticketing move.md", "Boxlink", "Seatwise", 6

OLD_PROJECT, NEW_PROJECT = "Projects/Northgate audit.md", "Projects/Northgate review.md"
LINK_FORMS = ("[[{}]]", "[[{}|the audit]]", "[[{}#Open]]", "[[Projects/{}]]", "[[{}]], twice: [[{}]]", "![[{}#People]]")
"""How other notes link to the old project, one after the other."""
OLD_FOLDER, NEW_FOLDER = "Inbox/Lisbon trip", "Travel/Lisbon 2026"
BOOK = "Reading/Night Ferry.md"

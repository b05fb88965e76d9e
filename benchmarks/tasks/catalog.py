"""The twenty tasks: what the user says, what must be true afterwards, and which notes may be another than before."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.tasks import checks, facts, vault
from benchmarks.tasks.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Task:
    """`wish` is what the user says; `faults` what is wrong with an outcome; only the notes `touched` may be changed."""

    key: str
    name: str
    wish: str
    faults: Callable[[Outcome], Iterator[str]]
    touched: Sequence[str] = ()


LINKS_FOLLOW = "Links must follow, in every program that reads my notes."

TASKS = (
    Task("outline", "read the outline of a long note", f"What are the sections of {facts.HANDBOOK}?", checks.outline),
    Task(
        "section",
        "read one section of 40 kB",
        f"Read me the section '{facts.SECTION}' of {facts.HANDBOOK}.",
        checks.section,
    ),
    Task("five", "read five notes", f"Read these five notes: {', '.join(facts.FIVE)}.", checks.five),
    Task("linking", "find what links to a person", f"Which notes link to {facts.PERSON}?", checks.linking),
    Task(
        "broken",
        "list broken links",
        "Which links of my notes lead nowhere, and in which notes are they?",
        checks.broken,
    ),
    Task("week", "review the week", "Which notes have been changed in the last seven days?", checks.week),
    Task(
        "compare",
        "compare two versions",
        f"What has changed in {facts.COMPARED} in the last five days?",
        checks.compared,
    ),
    Task(
        "who",
        "tell who changed a note",
        f"Which of my assistants changed {facts.CHANGED_BY_WHOM} this week?",
        checks.who,
    ),
    Task(
        "fact",
        "find and fix a fact",
        f"The warranty of our boiler now ends on {facts.NEW_DATE}. I wrote that down somewhere; correct it.",
        checks.fact,
        [facts.LOG],
    ),
    Task(
        "item",
        "add an item to a list",
        f"Add '{facts.ITEM}' under '## Open' of {facts.LISTED}.",
        checks.item,
        [facts.LISTED],
    ),
    Task(
        "meeting",
        "file meeting notes",
        "I had a call with Nadia and Mei on Brightwater just now (2026-11-20). File it where and as such notes are "
        f"filed, with links. Notes: {' '.join(facts.SAID)} Action: {facts.ACTION}",
        checks.meeting,
        [facts.MEETING],
    ),
    Task(
        "today",
        "start a daily note",
        f"Make {facts.TODAY} from {facts.TEMPLATE}; carry over what is still open in {facts.YESTERDAY}.",
        checks.today,
        [facts.TODAY],
    ),
    Task(
        "index",
        "build an index note",
        f"List all meetings on {facts.PROJECT} in {facts.INDEX}, newest first, as links.",
        checks.index,
        [facts.INDEX],
    ),
    Task(
        "status",
        "set a property by tag and status",
        "Set status to done on everything with the tag launch and the status review.",
        checks.status,
        facts.IN_REVIEW,
    ),
    Task(
        "term",
        "replace a term",
        f"{facts.OLD_TERM} is called {facts.NEW_TERM} now: {facts.TERM_COUNT} times in {facts.TERMED}.",
        checks.term,
        [facts.TERMED],
    ),
    Task(
        "rename",
        "rename a project",
        f"Rename {facts.OLD_PROJECT} to {facts.NEW_PROJECT}. {LINKS_FOLLOW}",
        checks.renamed,
        [facts.OLD_PROJECT, facts.NEW_PROJECT, *vault.linking_to(facts.OLD_PROJECT)],
    ),
    Task(
        "move",
        "move a folder",
        f"Move the folder {facts.OLD_FOLDER} to {facts.NEW_FOLDER}. {LINKS_FOLLOW}",
        checks.moved,
        [*vault.under(facts.OLD_FOLDER), "Areas/House/Car.md"],
    ),
    Task(
        "undo",
        "undo a bad edit",
        f"{facts.CURSOR} spoiled {facts.SPOILED} two days ago ('{facts.SPOILED_WITH}'). Put it back as it was before.",
        checks.undone,
        [facts.SPOILED],
    ),
    Task(
        "restore",
        "restore a deleted note",
        f"I deleted {facts.GONE} three days ago. Bring it back.",
        checks.restored,
        [facts.GONE],
    ),
    Task(
        "delete",
        "delete a note",
        f"Delete {facts.BOOK} and tell me which notes still link to it.",
        checks.deleted,
        [facts.BOOK],
    ),
)

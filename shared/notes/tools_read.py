"""The tools that only look: lists, notes and parts of them, search, links, tags, history."""

from itertools import islice

from shared.errors import Invalid, NotFound
from shared.notes import answers, answers_change, answers_found, answers_read
from shared.notes.answers import Answer
from shared.notes.answers_read import Part
from shared.notes.change import Note
from shared.notes.path import PATH_CHARACTERS_MAX, is_note, safe_path
from shared.notes.schemas import BOOLEAN, CURSOR, INTEGER, OBJECTS, PAGE, PATH, SINCE, STRING, nullable, object_of
from shared.notes.search import Listing, Search
from shared.notes.tool import Given, Tool
from shared.notes.vault import Vault

DEPTH_MAX = PATH_CHARACTERS_MAX
"""No path has more folders than characters."""
SEVERAL_CHARACTERS_MAX = 60_000
"""Of several notes in one answer, unless another budget is given."""


def _list_notes(vault: Vault, search: Search, given: Given) -> Answer:
    listing = Listing.of(
        given.get("folder", ""),
        untrusted_property=given.get("property", ""),
        depth=min(int(given.get("depth", 0)), DEPTH_MAX),
        tag=given.get("tag", ""),
        modified_since=answers.time_of(given, "modified_since"),
        modified_until=answers.time_of(given, "modified_until", is_end=True),
        attachments=bool(given.get("attachments")),
    )
    offset, limit = answers.offset_of(given, listing), int(given["limit"])
    folders = search.folders(listing) if listing.depth and not offset else []
    return answers_found.listed(search.list_notes(listing, offset=offset, limit=limit), folders, listing)


def _search_notes(vault: Vault, search: Search, given: Given) -> Answer:
    query = given["query"]
    page = search.search(query, offset=answers.offset_of(given, query), limit=int(given["limit"]))
    return answers_found.searched(page, query)


def _read_note(vault: Vault, search: Search, given: Given) -> Answer:
    part = Part(
        given.get("section", ""),
        answers.integer(given, "from_line"),
        answers.integer(given, "to_line"),
        bool(given.get("outline")),
        answers.integer(given, "characters_max"),
    )
    if ("path" in given) == ("paths" in given):
        raise Invalid("Say which note: either path, or paths for several.")
    version = answers.integer(given, "version")
    if "paths" in given:
        return _read_several(vault, given["paths"], part, version)
    note = _earlier(vault, given["path"], version) if version else vault.find(given["path"])
    if not note:
        raise NotFound(f"There is no note at {safe_path(given['path'])}.")
    if not is_note(note.path):
        return answers_read.attached(note, lambda found: vault.body_of(found))
    return answers_read.read(note, vault.body_of(note).decode(), part)


def _earlier(vault: Vault, untrusted_path: str, version: int) -> Note:
    from shared.notes.history import History

    return History(vault).version(untrusted_path, version)


def _read_several(vault: Vault, untrusted_paths: list[str], part: Part, version: int | None) -> Answer:
    if version or part != Part(characters_max=part.characters_max):
        raise Invalid("Of several notes only the whole can be read, as far as characters_max allows.")
    notes = {safe_path(path): vault.note(path) for path in untrusted_paths}
    found = {note.path: note for note in notes.values() if note}
    missing = [path for path, note in notes.items() if not note]
    room = part.characters_max or SEVERAL_CHARACTERS_MAX
    return answers_read.read_several(list(found.values()), missing, room, lambda note: vault.body_of(note).decode())


def _get_backlinks(vault: Vault, search: Search, given: Given) -> Answer:
    from shared.notes.graph import Graph

    graph = Graph(search)
    if "path" not in given:
        return answers_found.broken(graph.unresolved())
    if not (note := vault.find(given["path"])):
        raise NotFound(f"There is no note at {safe_path(given['path'])}.")
    depth = answers.integer(given, "depth")
    neighbours = graph.neighbours(note.path, depth) if depth else None
    return answers_found.linked(note, graph.backlinks(note.path), graph.outgoing(note.path), neighbours)


def _get_tags(vault: Vault, search: Search, given: Given) -> Answer:
    return answers_found.tagged(search.tags(given.get("tag", "")))


def _get_history(vault: Vault, search: Search, given: Given) -> Answer:
    from shared.notes.history import Filter, History

    since, until = answers.time_of(given, "since"), answers.time_of(given, "until", is_end=True)
    asked = Filter(since or 0, 2**53 if until is None else until, given.get("client", ""))
    question = (given.get("path"), asked)
    before, limit = answers.offset_of(given, question), int(given["limit"])
    history = History(vault)
    if path := given.get("path"):
        of_note = history.of_note(path)
        wanted = (change for change in of_note if asked.wants(change) and (not before or change.seq < before))
        found = list(islice(wanted, limit + 1))
    else:
        found = list(islice(history.of_vault(asked, before or None), limit + 1))
    cursor = answers.cursor_of(found[limit - 1].seq if len(found) > limit else None, question)
    now = vault.find(path) if path else None
    body = vault.body if given.get("diffs") else None
    return answers_change.told(found[:limit], cursor, body, now.path if now else "")


READING = (
    Tool(
        "list_notes",
        "List notes",
        "List the notes of a folder and those below it, by path. Without a folder: the whole vault.",
        object_of(
            (),
            folder=STRING("Only this folder"),
            depth=INTEGER("Levels to go down; 1: this folder alone, with its folders and their counts", minimum=1),
            tag=STRING("Only notes with this tag or one below it"),
            property=STRING("Only notes with this property: status, status:done, year:>2020"),
            modified_since=SINCE,
            modified_until=SINCE,
            attachments=BOOLEAN("List the files that are not notes"),
            limit=INTEGER(minimum=1, maximum=1000, default=100),
            cursor=CURSOR,
        ),
        object_of(notes=OBJECTS, folders=OBJECTS, **PAGE),
        _list_notes,
    ),
    Tool(
        "read_note",
        "Read notes",
        "Read a note, or only its outline, a section, lines, an earlier version; several with paths. "
        "An attachment answers a link, and an image itself.",
        object_of(
            (),
            path=PATH,
            paths={"type": "array", "items": STRING(), "minItems": 1, "maxItems": 100},
            section=STRING("Only what is under this heading, or Parent#Heading, or ^block"),
            from_line=INTEGER(minimum=1),
            to_line=INTEGER(minimum=1),
            outline=BOOLEAN("Only the headings, with their lines"),
            version=INTEGER("As it was at this version", minimum=1),
            characters_max=INTEGER(minimum=1),
        ),
        {
            **object_of(text=STRING(), lines={"type": "object"}, outline=OBJECTS, notes=OBJECTS),
            "required": [],
        },
        _read_note,
        needs_index=False,
    ),
)
FINDING = (
    Tool(
        "search_notes",
        "Search notes",
        'Find notes, best first. All words must match, else any. "phrase", start*, -without, folder:x, tag:x, '
        "title:x, [property], [property:value], [property:>5].",
        object_of(
            ("query",),
            query=STRING(minLength=1, maxLength=1000),
            limit=INTEGER(minimum=1, maximum=100, default=10),
            cursor=CURSOR,
        ),
        object_of(notes=OBJECTS, **PAGE, relaxed=BOOLEAN()),
        _search_notes,
    ),
    Tool(
        "get_backlinks",
        "Get links",
        "Which notes link to this one, with the line, and where its own links lead (path null: to no note). "
        "Without a path: every link of the vault that leads to no note.",
        object_of((), path=PATH, depth=INTEGER("Also the notes that so many links lead to", minimum=1, maximum=3)),
        object_of(links=OBJECTS, unresolved=INTEGER()),
        _get_backlinks,
    ),
    Tool(
        "get_tags",
        "Get all tags",
        "All tags with how many notes carry each or one below it.",
        object_of((), tag=STRING("Only this tag and those below it")),
        object_of(tags=OBJECTS),
        _get_tags,
    ),
    Tool(
        "get_history",
        "Get history",
        "What was changed when and by which client, newest first: in one note, or in the vault.",
        object_of(
            (),
            path=PATH,
            since=SINCE,
            until=SINCE,
            client=STRING(),
            diffs=BOOLEAN("Also what each change did to the text"),
            limit=INTEGER(minimum=1, maximum=200, default=20),
            cursor=CURSOR,
        ),
        object_of(changes=OBJECTS, next_cursor=nullable("string")),
        _get_history,
        needs_index=False,
    ),
)

"""The tools that change notes: write, edit, move, delete, restore, undo."""

from shared.errors import Conflict, Invalid
from shared.notes import answers, answers_change
from shared.notes.answers import Answer, LinkWanted
from shared.notes.path import is_note, safe_attachment_path
from shared.notes.schemas import BOOLEAN, INTEGER, OBJECTS, PATH, SINCE, STRING, WRITTEN, object_of
from shared.notes.search import Search
from shared.notes.tool import WRITE, Given, Tool
from shared.notes.vault import Vault

EDITS = (
    "append",
    "prepend",
    "insert_before",
    "insert_after",
    "replace_section",
    "replace_text",
    "set_property",
    "remove_property",
)
"""What `do` may be; `editing.py` does each."""
ATTEMPTS_MAX = 16


def _write_note(vault: Vault, search: Search, given: Given) -> Answer:
    if_version, overwrite = answers.integer(given, "if_version"), bool(given.get("overwrite", False))
    if "body" not in given:
        return _await_attachment(vault, given["path"], if_version, overwrite)
    note, is_new = vault.write(given["path"], given["body"], if_version=if_version, overwrite=overwrite)
    return answers_change.written(note, is_new=is_new)


def _await_attachment(vault: Vault, untrusted_path: str, if_version: int | None, overwrite: bool) -> Answer:
    if is_note(untrusted_path) or "." not in untrusted_path.rsplit("/", 1)[-1]:
        raise Invalid("body must be given.")
    path = safe_attachment_path(untrusted_path)
    there = vault.attachment(path)
    version = there.version if there else 0
    if if_version is None and overwrite:
        return answers_change.awaited(LinkWanted(path, there, None, True))
    if if_version not in (None, version) or (there and if_version is None):
        message = f"{path} is at version {version}. Pass if_version, or overwrite: true to replace it."
        if not there:
            message = f"There is no file at {path}; it may have been deleted."
        raise Conflict(message, current_version=version or None)
    return answers_change.awaited(LinkWanted(path, there, version, False))


def _edit_note(vault: Vault, search: Search, given: Given) -> Answer:
    """An edit says what to do, so after a conflict it is done to the newest text, unless a version is asked for."""
    from shared.notes.diff import diff_of
    from shared.notes.editing import edited

    if_version, is_dry_run = answers.integer(given, "if_version"), bool(given.get("dry_run"))
    for attempt in range(ATTEMPTS_MAX):
        note, text = vault.read(given["path"])
        if if_version not in (None, note.version):
            message = f"{note.path} is at version {note.version}, not {if_version}; somebody changed it. Read it again."
            raise Conflict(message, current_version=note.version)
        after = edited(note.path, text, given, characters_max=vault.limits.note_bytes_max)
        diff = diff_of(text, after)
        if is_dry_run or after == text:
            return answers_change.edited(note, note.version, diff, is_dry_run=is_dry_run)
        try:
            done, _ = vault.write(note.path, after, if_version=note.version, what="edit")
        except Conflict:
            if if_version is not None or attempt + 1 == ATTEMPTS_MAX:
                raise
            continue
        return answers_change.edited(done, done.version, diff, is_dry_run=False)
    raise AssertionError


def _move_note(vault: Vault, search: Search, given: Given) -> Answer:
    from shared.notes.moving import move

    done = move(vault, search, given["path"], given["to"], answers.integer(given, "if_version"))
    return answers_change.moved(done, vault.holds)


def _delete_note(vault: Vault, search: Search, given: Given) -> Answer:
    from shared.notes.graph import Graph
    from shared.notes.targets import Targets

    there, graph = vault.find(given["path"]), Graph(search)
    links = [link for link in graph.backlinks(there.path) if link.source != there.path] if there else []
    deleted = vault.delete(given["path"], if_version=answers.integer(given, "if_version"))
    now = Targets(search.index, gone=deleted.path)
    means = [(link, now.of(link.source, link.target)) for link in links]
    return answers_change.deleted(
        deleted, [(link, path if path and vault.holds(path) else None) for link, path in means]
    )


def _restore_note(vault: Vault, search: Search, given: Given) -> Answer:
    from shared.notes.history import History

    return answers_change.restored(History(vault).restore(given["path"], answers.integer(given, "version")))


def _undo_changes(vault: Vault, search: Search, given: Given) -> Answer:
    from shared.notes.undo import undo

    is_dry_run = bool(given.get("dry_run"))
    done = undo(
        vault,
        changes=[min(int(seq), answers.INTEGER_MAX) for seq in given.get("changes", ())],
        client=given.get("client", ""),
        since=answers.time_of(given, "since"),
        dry_run=is_dry_run,
    )
    return answers_change.undone(done, is_dry_run=is_dry_run)


_IF_VERSION = INTEGER("Version the note must still have", minimum=0)
_DRY_RUN = BOOLEAN()
_EDIT = Tool(
    "edit_note",
    "Edit a note",
    "Change a part of a note. append and prepend put text at the end or start of the note, or of a section or block; "
    "insert_before and insert_after beside one; replace_section replaces what is under a heading, or a block; "
    "replace_text replaces old_text; set_property and remove_property change the front matter.",
    object_of(
        ("path", "do"),
        path=PATH,
        do={"enum": list(EDITS)},
        text=STRING(),
        heading=STRING("Heading of the section, or Parent#Heading"),
        block=STRING("Id of the block"),
        old_text=STRING("Exact text to replace"),
        expected_count=INTEGER("How often old_text must stand there, 1 unless given", minimum=1),
        property=STRING(),
        value={"description": "Text, number, true, false, null or a list"},
        if_version=_IF_VERSION,
        dry_run=_DRY_RUN,
    ),
    object_of(**WRITTEN, diff=STRING()),
    _edit_note,
    WRITE,
    is_destructive=True,
    is_idempotent=False,
)

CHANGING = (
    Tool(
        "write_note",
        "Write a note",
        "Create a note. To replace an existing one pass its version as if_version, or overwrite: true. "
        "For an image or another file leave body out: the answer is a link to send it to.",
        object_of(
            ("path",),
            path=PATH,
            body=STRING("The whole note as Markdown, YAML front matter included"),
            if_version=_IF_VERSION,
            overwrite=BOOLEAN("Replace whatever version is there"),
        ),
        object_of(**WRITTEN, created=BOOLEAN()),
        _write_note,
        WRITE,
        is_destructive=True,
    ),
    _EDIT,
    Tool(
        "move_note",
        "Move or rename",
        "Give a note, a folder or an attachment another path; all links to it are rewritten.",
        object_of(
            ("path", "to"),
            path=STRING("Path of the note, or of the folder with / at its end"),
            to=STRING("New path, or the folder to put it in with / at its end"),
            if_version=INTEGER(minimum=0),
        ),
        object_of(moved=OBJECTS, version=INTEGER(), rewritten=OBJECTS, ambiguous=OBJECTS),
        _move_note,
        WRITE,
        is_destructive=True,
        is_idempotent=False,
    ),
    Tool(
        "delete_note",
        "Delete a note",
        "Move a note to the trash; tells which links then lead nowhere.",
        object_of(("path",), path=PATH, if_version=INTEGER(minimum=0)),
        object_of(**WRITTEN, dangling=OBJECTS),
        _delete_note,
        WRITE,
        is_destructive=True,
        is_idempotent=False,
    ),
    Tool(
        "restore_note",
        "Restore a note",
        "Bring a deleted note back, or an existing one back to an earlier version.",
        object_of(("path",), path=PATH, version=INTEGER("Version to go back to", minimum=1)),
        object_of(**WRITTEN),
        _restore_note,
        WRITE,
        is_idempotent=False,
    ),
    Tool(
        "undo_changes",
        "Undo changes",
        "Undo changes by number, or all that one client did since a time. What was changed again afterwards is left "
        "alone and named.",
        object_of(
            (),
            changes={"type": "array", "items": INTEGER(minimum=1), "minItems": 1, "maxItems": 1000},
            client=STRING("Name of the client, as in get_history"),
            since=SINCE,
            dry_run=_DRY_RUN,
        ),
        object_of(changes={"type": "array"}, notes=OBJECTS, left=OBJECTS),
        _undo_changes,
        WRITE,
        is_destructive=True,
        is_idempotent=False,
    ),
)

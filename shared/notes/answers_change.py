"""The answers of the tools that change notes and of those that tell what was changed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shared.notes.answers import NAMED_MAX, Answer, LinkWanted, Quoted, by_folder, count, moment, more, named, quoted
from shared.notes.change import Change, Note, Touched
from shared.notes.diff import diff_of, in_short
from shared.notes.path import is_note

if TYPE_CHECKING:
    from shared.notes.graph import Pointer
    from shared.notes.moving import Moved
    from shared.notes.undo import Undone

LISTED_MAX = 1_000
"""How many of a kind one answer holds: nobody reads more, and no answer may be larger than a Lambda can give."""
DIFFS_CHARACTERS_MAX = 60_000


def written(note: Note, *, is_new: bool) -> Answer:
    verb = "Created" if is_new else "Wrote"
    facts = {"path": note.path, "version": note.version, "created": is_new}
    return Answer([f"{verb} {note.path}, now at version {note.version}."], facts)


def awaited(wanted: LinkWanted) -> Answer:
    """An attachment that is to be sent to a link."""
    head = f"Send the bytes of {wanted.path} with PUT to this link; it is good once."
    version = wanted.note.version if wanted.note else 0
    facts = {"path": wanted.path, "version": version, "created": wanted.note is None}
    return Answer([head], facts, link=wanted)


def edited(note: Note, version: int, diff: str, *, is_dry_run: bool) -> Answer:
    verb = "Nothing to change, still" if not diff else "This would change, still" if is_dry_run else "Edited, now"
    head = f"{verb} at version {version}."
    texts = [head, Quoted(in_short(diff))] if diff else [head]
    return Answer(texts, {"path": note.path, "version": version, "diff": diff})


def moved(done: "Moved", holds: Callable[[str], bool]) -> Answer:
    """`holds` says which paths the caller may see."""
    pairs, rewritten = list(done.moves.items()), list(done.rewritten.items())
    head = f"Moved {_named_moves(pairs)}."
    if done.rewritten:
        links, notes = sum(done.rewritten.values()), list(done.rewritten)
        head += f" Rewrote {count(links, 'link')} in {count(len(notes), 'note')}: {named(notes)}."
    unsure = [(link, link.path if link.path and holds(link.path) else None) for link in done.unsure[:LISTED_MAX]]
    lines = [f"{link.source}:{link.line}: {link.link} -> {means or 'not kept'}" for link, means in unsure]
    head += " Links that several notes could be meant by:" if unsure else ""
    structured = {
        "moved": [{"from": old, "to": to} for old, to in pairs[:LISTED_MAX]],
        "version": done.version,
        "rewritten": [{"path": path, "links": links} for path, links in rewritten[:LISTED_MAX]],
        "ambiguous": [
            {"path": link.source, "line": link.line, "link": link.link, "means": means} for link, means in unsure
        ],
    }
    return Answer([head, *quoted(lines)], structured)


def _named_moves(pairs: list[tuple[str, str]]) -> str:
    """Each move by name, or the folder that moved with all that is in it."""
    old, to = pairs[0] if pairs else ("", "")
    while "/" in old and "/" in to and old.rpartition("/")[2] == to.rpartition("/")[2]:
        old, to = old.rpartition("/")[0], to.rpartition("/")[0]
    if len(pairs) > 1 and all(path.replace(f"{old}/", f"{to}/", 1) == new for path, new in pairs):
        return f"{old}/ -> {to}/, {count(len(pairs), 'file')}"
    names = [f"{path} -> {new}" for path, new in pairs[:NAMED_MAX]]
    return ", ".join(names + ([f"and {len(pairs) - NAMED_MAX} more"] if len(pairs) > NAMED_MAX else []))


def deleted(note: Note, dangling: list[tuple["Pointer", str | None]]) -> Answer:
    head = f"Moved {note.path} to the trash."
    if dangling:
        nowhere = sum(now is None for _, now in dangling)
        head += f" {count(len(dangling), 'link')} meant it, {nowhere} now lead{'s' * (nowhere == 1)} nowhere:"
    dangling = dangling[:LISTED_MAX]
    said = [(link, f"{link.target} -> {now}" if now else link.target) for link, now in dangling]
    lines = by_folder((link.source, f":{link.line}: {text}") for link, text in said)
    links = [{"path": link.source, "line": link.line, "link": link.target, "means": now} for link, now in dangling]
    return Answer([head, *quoted(lines)], {"path": note.path, "version": note.version, "dangling": links})


def restored(touched: Touched) -> Answer:
    assert touched.after
    verb = "Put back" if touched.before else "Restored"
    facts = {"path": touched.after.path, "version": touched.after.version}
    return Answer([f"{verb} {touched.after.path}, now at version {touched.after.version}."], facts)


def undone(done: "Undone", *, is_dry_run: bool) -> Answer:
    verb = "Would undo" if is_dry_run else "Undid"
    head = f"{verb} {count(len(done.changes), 'change')}, in {count(len(done.edits), 'note')}."
    if done.left:
        head += f" Left alone, as somebody changed it afterwards: {count(len(done.left), 'note')}."
    edits, left = done.edits[:LISTED_MAX], done.left[:LISTED_MAX]
    lines = [f"{'removed' if edit.removes else 'put back'}: {edit.path}" for edit in edits]
    lines += [f"left alone: {one.path} (change {one.change}; then change {one.because_of})" for one in left]
    version = max((told.after.version for told in done.touched if told.after), default=None)
    structured = {
        "changes": done.changes,
        "version": version,
        "notes": [{"path": edit.path, "action": "removed" if edit.removes else "put back"} for edit in edits],
        "left": [{"path": one.path, "change": one.change, "because_of": one.because_of} for one in left],
    }
    return Answer([head, *quoted(lines)], structured)


def told(changes: list[Change], cursor: str | None, body: Callable[[str], bytes] | None, path: str = "") -> Answer:
    """Changes, newest first; with `body`, which gives the bytes of a text, what each did to it, while there is room."""
    lines, structured = list[str](), []
    room, notes_max = DIFFS_CHARACTERS_MAX, LISTED_MAX
    for change in changes:
        notes = []
        for touched in change.notes[:notes_max]:
            notes.append(_told(touched, body if room > 0 else None))
            room -= len(notes[-1].get("diff", ""))
        notes_max -= len(notes)
        by = {"change": change.seq, "at": moment(change.at), "what": change.what, "client": change.client}
        structured.append({**by, "notes": notes, "count": len(change.notes)})
        names = "; ".join(_named(note, path) for note in notes[:NAMED_MAX])
        rest = len(change.notes) - len(notes[:NAMED_MAX])
        names += f"; and {rest} more" if rest else ""
        lines.append(f"{change.seq}  {moment(change.at)}  {change.client or '-'}  {change.what} {names}".rstrip())
        lines += [in_short(note["diff"]) for note in notes if note.get("diff")]
    lines += ["There is no room for what the others did."] if room <= 0 else []
    head = "\n".join([f"{count(len(changes), 'change')}.", *more(cursor)])
    return Answer([head, *quoted(lines)], {"changes": structured, "next_cursor": cursor})


def _named(note: dict[str, Any], path: str) -> str:
    """A note and what happened to it, as far as that does not go without saying."""
    parts = [note["path"]] if note["path"] != path else []
    return " ".join(parts + ([note["action"]] if note["action"] != "changed" else []))


def _told(note: Touched, body: Callable[[str], bytes] | None) -> dict[str, Any]:
    action = "changed"
    if note.moved_from:
        action = f"moved from {note.moved_from.path}"
    elif not note.after:
        action = f"moved to {note.moved_to}" if note.moved_to else "deleted"
    elif not note.before:
        action = "created"
    facts = {"path": note.path, "action": action, "version": note.after.version if note.after else None}
    if body and is_note(note.path) and not note.moved_to:
        was = note.before or note.moved_from
        texts = [body(one.digest).decode() if one else "" for one in (was, note.after)]
        facts["diff"] = diff_of(*texts)
    return facts

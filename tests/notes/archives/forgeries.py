"""Everything that can be wrong with a history, each with what makes it so and part of what is then said."""

import copy
import hashlib
from collections.abc import Callable
from typing import Any

from tests.notes.archives.forged import DELETE, FOLDER, MOVE, RESTORE, REWRITE, WRITE, Forged

Forge = Callable[[Forged], Any]


def put(place: int, *names: Any, value: Any) -> Forge:
    """Another value somewhere in a change."""

    def forge(forged: Forged) -> None:
        told = forged.changes[place]
        for name in names[:-1]:
            told = told[name]
        told[names[-1]] = value

    return forge


def of_first(name: str, value: Any) -> Forge:
    return put(WRITE, "notes", 0, "after", name, value=value)


def both(*forges: Forge) -> Forge:
    return lambda forged: [forge(forged) for forge in forges]


def no_parent(forged: Forged) -> None:
    path = "../../etc/passwd.md"
    both(of_first("path", path), put(WRITE, "notes", 0, "path", value=path))(forged)


def other_bytes(forged: Forged) -> None:
    digest = next(iter(forged.bodies))
    forged.bodies[digest] = forged.bodies[digest][::-1]


def not_text(forged: Forged) -> None:
    body = b"\xff\xfe\xfd"
    digest = hashlib.sha256(body).hexdigest()
    for name, value in (("digest", digest), ("bytes", 3)):
        for place, which in ((WRITE, "after"), (REWRITE, "before")):
            forged.changes[place]["notes"][0][which][name] = value
    forged.bodies[digest] = body


def nested(forged: Forged) -> None:
    forged.changes[REWRITE] = b"[" * 100_000 + b"]" * 100_000 + b"\n"


def repeated_note(forged: Forged) -> None:
    forged.changes[WRITE]["notes"] *= 2


def repeated_line(forged: Forged) -> None:
    forged.changes.insert(1, forged.changes[0])


def many_notes(forged: Forged) -> None:
    forged.changes[WRITE]["notes"] *= 49


def cut_short(forged: Forged) -> None:
    forged.changes.pop()


def id_again(forged: Forged) -> None:
    forged.changes[MOVE]["id"] = forged.changes[WRITE]["id"]


def parts_apart(forged: Forged) -> None:
    forged.changes[REWRITE] |= {"id": forged.changes[WRITE]["id"], "at": 5}


def base_twice(forged: Forged) -> None:
    forged.manifest["first"] = 2
    note = forged.changes[REWRITE]["notes"][0]["before"]
    forged.changes, forged.before = forged.changes[1:], [note, note]


def base_too_new(forged: Forged) -> None:
    forged.before = [copy.deepcopy(forged.changes[WRITE]["notes"][0]["after"])]


def not_in_the_trash(forged: Forged) -> None:
    forged.trash[0]["digest"] = "0" * 64


def trash_twice(forged: Forged) -> None:
    forged.trash *= 2


def text_gone(forged: Forged) -> None:
    forged.bodies.clear()


def huge_note(forged: Forged) -> None:
    for place, which in ((WRITE, "after"), (REWRITE, "before")):
        forged.changes[place]["notes"][0][which]["bytes"] = 2**40


def too_many_bytes(forged: Forged) -> None:
    forged.bodies[next(iter(forged.bodies))] += b"more"


def edited_beside(forged: Forged) -> None:
    forged.beside["plants/Bryum.md"] = b"mine"


def renamed_beside(forged: Forged) -> None:
    forged.beside["Other.md"] = forged.beside.pop("plants/Bryum.md")


def one_more_beside(forged: Forged) -> None:
    forged.beside["Other.md"] = b"x"


def leads_out(forged: Forged) -> None:
    forged.more.append((f"{FOLDER}../../x", b"x"))


def bomb(forged: Forged) -> None:
    forged.more.append((f"{FOLDER}bodies/zero", bytes(80_000_000)))


def twice_in_the_zip(forged: Forged) -> None:
    forged.more.append((f"{FOLDER}trash.jsonl", b""))


FIT = "does not fit together"
FORGERIES: dict[str, tuple[Forge, str]] = {
    "a path that leads out": (no_parent, "cannot start|dot"),
    "a path that is not composed": (of_first("path", "Cafe\u0301.md"), "NFC"),
    "a path without an extension": (of_first("path", "Moss"), "damaged|fit together"),
    "a digest that is none": (of_first("digest", "../../x"), "Line 1 of changes.jsonl .* damaged"),
    "a size below nothing": (of_first("bytes", -1), "damaged"),
    "a size that is a truth": (of_first("bytes", True), "damaged"),
    "a size with a fraction": (of_first("bytes", 3.0), "damaged"),
    "a time beyond all time": (of_first("updated_at", 10**15), "damaged"),
    "a version of another change": (of_first("version", 9), FIT),
    "another time of the note": (of_first("created_at", 7), FIT),
    "a body of another digest": (other_bytes, "not the one that its history names"),
    "a note that is no text": (not_text, "not UTF-8"),
    "a note larger than any": (huge_note, "too large"),
    "a body of another size": (too_many_bytes, "another size"),
    "a body that is not there": (text_gone, "lacks a text"),
    "JSON without an end": (nested, "damaged"),
    "a number that is none": (put(WRITE, "at", value=float("nan")), "damaged"),
    "a seq out of order": (put(REWRITE, "seq", value=7), FIT),
    "a change twice": (repeated_line, FIT),
    "a note twice in a change": (repeated_note, "fit together"),
    "too many notes in a change": (many_notes, "one note to 48"),
    "no notes in a change": (put(WRITE, "notes", value=[]), "one note to 48"),
    "a log that breaks off": (cut_short, "breaks off"),
    "an id of another change": (id_again, FIT),
    "an id that is none": (put(WRITE, "id", value="x" * 32), "damaged"),
    "parts that tell different times": (parts_apart, FIT),
    "a time to come": (put(DELETE, "at", value=1_900_000_000), "time to come"),
    "a word that is none": (put(WRITE, "what", value="ignore the above\nand"), "damaged"),
    "a client with a control character": (put(WRITE, "by", "client", value="\x1b[2J"), "damaged"),
    "a client without end": (put(WRITE, "by", "client", value="x" * 1_000), "damaged"),
    "a before that was not": (put(REWRITE, "notes", 0, "before", value=None), FIT),
    "a move from nowhere": (put(MOVE, "notes", 0, "from", "digest", value="0" * 64), FIT),
    "a move to nowhere": (put(MOVE, "notes", 1, "to", value="Nowhere.md"), FIT),
    "out of a trash it was not in": (put(RESTORE, "notes", 0, "untrashed", value=f"trash#{3:020d}#000"), FIT),
    "out of what is no trash": (put(RESTORE, "notes", 0, "untrashed", value="head"), "damaged"),
    "a trash it is not in": (not_in_the_trash, "not in its trash"),
    "twice in the trash": (trash_twice, "not in its trash"),
    "a beginning twice": (base_twice, "cannot begin with"),
    "a beginning of later": (base_too_new, "cannot begin with"),
    "a note beside that was edited": (edited_beside, "another size|not the one"),
    "a note beside of another name": (renamed_beside, "not those that its history ends with"),
    "one note more beside": (one_more_beside, "not those that its history ends with"),
    "a name that leads out": (leads_out, "leads out"),
    "a bomb": (bomb, "zip bomb"),
    "a file twice": (twice_in_the_zip, "names a file twice"),
    "no log": (lambda forged: setattr(forged, "lacks", f"{FOLDER}changes.jsonl"), "lacks its changes.jsonl"),
    "no manifest": (lambda forged: setattr(forged, "lacks", f"{FOLDER}history.json"), "holds no history"),
    "a newer format": (lambda forged: forged.manifest.update(format=2), "newer format"),
    "a manifest that is none": (lambda forged: setattr(forged, "manifest", []), "damaged"),
    "more changes than stated": (lambda forged: forged.manifest.update(last=3), FIT),
    "as many changes as a number holds": (lambda forged: forged.manifest.update(last=2**53), "breaks off"),
}

"""Everything that can be wrong with a history, each with what makes it so and what is then said."""

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


HERE = "The history in this zip "
FIT, AT = f"{HERE}does not fit together: ", f"{HERE}does not fit together at change "


def damaged(line: int, file: str = "changes.jsonl") -> str:
    return f"Line {line} of {file} in the history of this zip is damaged."


FORGERIES: dict[str, tuple[Forge, str]] = {
    "a path that leads out": (
        no_parent,
        "Line 1 of changes.jsonl in the history of this zip is refused: No part of a path can start with a dot;"
        " .. is not allowed.",
    ),
    "a path that is not composed": (
        of_first("path", "Cafe\u0301.md"),
        "Line 1 of changes.jsonl in the history of this zip is refused: A path is written in Unicode's form NFC.",
    ),
    "a path without an extension": (of_first("path", "Moss"), f"{AT}1: Moss.md is not what it can be after it."),
    "a digest that is none": (of_first("digest", "../../x"), damaged(1)),
    "a size below nothing": (of_first("bytes", -1), damaged(1)),
    "a size that is a truth": (of_first("bytes", True), damaged(1)),
    "a size with a fraction": (of_first("bytes", 3.0), damaged(1)),
    "a time beyond all time": (of_first("updated_at", 10**15), damaged(1)),
    "a version of another change": (of_first("version", 9), f"{AT}1: Moss.md is not what it can be after it."),
    "another time of the note": (of_first("created_at", 7), f"{AT}2: Moss.md was not what it says before it."),
    "a body of another digest": (other_bytes, "A text in this zip is not the one that its history names."),
    "a note that is no text": (not_text, f"{HERE}has a note that is not UTF-8 text."),
    "a note larger than any": (
        huge_note,
        "Moss.md in the history of this zip is too large: A note has at most 1048576 bytes;"
        " this one has 1099511627776.",
    ),
    "a body of another size": (too_many_bytes, "A text in this zip has another size than its history says."),
    "a body that is not there": (text_gone, f"{HERE}lacks a text that it names."),
    "JSON without an end": (nested, damaged(2)),
    "a number that is none": (put(WRITE, "at", value=float("nan")), damaged(1)),
    "a seq out of order": (put(REWRITE, "seq", value=7), f"{FIT}change 2 is not where it should be."),
    "a change twice": (repeated_line, f"{FIT}change 2 is not where it should be."),
    "a note twice in a change": (repeated_note, f"{AT}1: it tells of a note twice, or of too many."),
    "too many notes in a change": (
        many_notes,
        "Line 1 of changes.jsonl in the history of this zip is refused: A change has one note to 48.",
    ),
    "no notes in a change": (
        put(WRITE, "notes", value=[]),
        "Line 1 of changes.jsonl in the history of this zip is refused: A change has one note to 48.",
    ),
    "a log that breaks off": (cut_short, f"{HERE}breaks off before its last change."),
    "an id of another change": (id_again, f"{AT}3: its id is another's."),
    "an id that is none": (put(WRITE, "id", value="x" * 32), damaged(1)),
    "parts that tell different times": (parts_apart, f"{AT}2: its parts tell different things."),
    "a time to come": (put(DELETE, "at", value=1_900_000_000), f"{AT}4: it was made in a time to come."),
    "a word that is none": (put(WRITE, "what", value="ignore the above\nand"), damaged(1)),
    "a client with a control character": (put(WRITE, "by", "client", value="\x1b[2J"), damaged(1)),
    "a client without end": (put(WRITE, "by", "client", value="x" * 1_000), damaged(1)),
    "a before that was not": (
        put(REWRITE, "notes", 0, "before", value=None),
        f"{AT}2: Moss.md was not what it says before it.",
    ),
    "a move from nowhere": (
        put(MOVE, "notes", 0, "from", "digest", value="0" * 64),
        f"{AT}3: Moss.md was not there to become plants/Bryum.md.",
    ),
    "a move to nowhere": (put(MOVE, "notes", 1, "to", value="Nowhere.md"), f"{AT}3: nothing came to Nowhere.md."),
    "out of a trash it was not in": (
        put(RESTORE, "notes", 0, "untrashed", value=f"trash#{3:020d}#000"),
        f"{AT}5: plants/Bryum.md was not in the trash to come back.",
    ),
    "out of what is no trash": (put(RESTORE, "notes", 0, "untrashed", value="head"), damaged(5)),
    "a trash it is not in": (not_in_the_trash, f"{FIT}Fern.md is not in its trash."),
    "twice in the trash": (trash_twice, f"{FIT}Fern.md is not in its trash."),
    "a beginning twice": (base_twice, f"{FIT}it cannot begin with Moss.md."),
    "a beginning of later": (base_too_new, f"{FIT}it cannot begin with Moss.md."),
    "a note beside that was edited": (edited_beside, "A text in this zip has another size than its history says."),
    "a note beside of another name": (
        renamed_beside,
        "The notes in this zip are not those that its history ends with; import it without.",
    ),
    "one note more beside": (
        one_more_beside,
        "The notes in this zip are not those that its history ends with; import it without.",
    ),
    "a name that leads out": (
        leads_out,
        "A zip with a history comes in whole or not at all. Its name leads out of the vault with `..`.",
    ),
    "a bomb": (
        bomb,
        "A zip with a history comes in whole or not at all. It would unpack to so much more than it holds that"
        " it is refused as a zip bomb.",
    ),
    "a file twice": (twice_in_the_zip, f"{HERE}names a file twice."),
    "no log": (lambda forged: setattr(forged, "lacks", f"{FOLDER}changes.jsonl"), f"{HERE}lacks its changes.jsonl."),
    "no manifest": (
        lambda forged: setattr(forged, "lacks", f"{FOLDER}history.json"),
        "This zip holds no history of a vault. Import it without asking for one.",
    ),
    "a newer format": (
        lambda forged: forged.manifest.update(format=2),
        "Line 1 of history.json in the history of this zip is refused: It is of a newer format than is read here.",
    ),
    "a manifest that is none": (lambda forged: setattr(forged, "manifest", []), damaged(1, "history.json")),
    "more changes than stated": (
        lambda forged: forged.manifest.update(last=3),
        f"{FIT}change 4 is not where it should be.",
    ),
    "as many changes as a number holds": (
        lambda forged: forged.manifest.update(last=2**53),
        f"{HERE}breaks off before its last change.",
    ),
}

"""The past of a vault, as its owner is told: the steps, and the notes there are now."""

from typing import Any

from tests.conftest import Person


def steps(person: Person, **asked: Any) -> list[tuple[int, str, str]]:
    """Number, kind and client of every change, newest first."""
    return [
        (change["change"], change["what"], change["client"])
        for change in person.call("get_history", **asked)["changes"]
    ]


def notes_of(person: Person) -> dict[str, str]:
    """Every note and its text."""
    listed = person.call("list_notes")["notes"]
    return {note["path"]: person.call("read_note", path=note["path"])["text"] for note in listed}

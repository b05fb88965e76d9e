"""What lies in a vault, as its owner is told."""

from tests.conftest import Person


def text_of(person: Person, path: str) -> str:
    text: str = person.call("read_note", path=path)["text"]
    return text


def files_of(person: Person) -> list[str]:
    return [file["path"] for file in person.call("list_notes", attachments=True)["notes"]]

"""Files that something has spoilt: indexes, texts in the store, files in the visible folder, the database."""

from hashlib import sha256
from pathlib import Path

from shared.accounts import WELCOME_PATH
from tests.load import texts
from tests.load.house import House
from tests.load.people import sign_in, versions_unknown
from tests.load.person import Person

PAGE_BYTES = 4_096
PAGES_SPOILT = 8
NO_TEXT = b"\xff\xfe\x00\xff" * 64
PUT_ASIDE = "the database was damaged and has been put aside"


def index(house: House) -> None:
    """Half of the indexes are spoilt between two starts: they are made again by themselves."""
    house.site.end()
    for number, person in enumerate(house.persons[::2]):
        file = house.site.config.search_cache_path / f"{person.user_id}.db"
        if number % 3 == 0:
            file.write_bytes(house.chance.randbytes(file.stat().st_size))
        elif number % 3 == 1:
            _spoil_pages(house, file)
        else:
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    house.site.start()
    house.work()


def stored_text(house: House) -> None:
    """A byte of a text changes in the store: it is refused, never read as if it were right, until it is written."""
    spoilt = [(person, path, person.ledger.held[path].body) for person in house.persons for path in _one_of(person)]
    for person, path, body in spoilt:
        digest = sha256(body).hexdigest()
        file = house.site.config.vault_base_path / ".files" / person.user_id / digest[:2] / digest
        file.write_bytes(bytes([body[0] ^ 1]) + body[1:])
        person.damaged.add(path)
        if (answer := person.line.call("read_note", path=path)).code != "unavailable":
            house.broken(f"{person.user_id}: a spoilt text was answered {answer.code}")
        house.tally.checked("spoilt texts refused")
    house.work()
    for person, _, body in spoilt:
        _write_again(house, person, body)


def _write_again(house: House, person: Person, body: bytes) -> None:
    """The same text as another note, which goes again: the store is whole once more, for the history as well."""
    person.damaged.clear()
    copy = texts.path_of(person.chance, person.next())
    for tool, after, arguments in (
        ("write_note", body, {"body": body.decode()}),
        ("delete_note", None, {}),
    ):
        answer = person.line.call(tool, path=copy, **arguments)
        if not answer.is_ok:
            house.broken(f"{person.user_id}: {tool} was answered {answer.code} after the damage")
            return
        person.ledger.acknowledge(answer.facts["version"] if after else None, {copy: after})


def visible_file(house: House) -> None:
    """Files of the visible folder are spoilt between two starts: what is no text is left alone, what is one is an edit.

    The text before it stays in the history.
    """
    house.site.end()
    edited: list[tuple[Person, str, bytes]] = []
    no_text: list[tuple[Person, Path]] = []
    for number, person in enumerate(house.persons):
        for path in _one_of(person):
            file = house.site.config.vault_base_path / person.user_id / path
            if number % 2:
                file.write_bytes(NO_TEXT)
                no_text.append((person, file))
                continue
            body = person.ledger.held[path].body + b"and half a line that a disk made up"
            file.write_bytes(body)
            person.ledger.doubt("outside edit", {path: body})
            edited.append((person, path, body))
    house.site.start()
    house.work()
    house.check()
    for person, path, body in edited:
        if person.ledger.held[path].body != body:
            house.broken(f"{person.user_id}: an outside edit of {path} was not taken in")
        house.tally.checked("outside edits taken in")
    for person, file in no_text:
        _show_again(house, person, file)


def _show_again(house: House, person: Person, file: Path) -> None:
    """The next version of a note puts its file right."""
    path = file.relative_to(house.site.config.vault_base_path / person.user_id).as_posix()
    if path not in person.ledger.held:
        return
    body = person.text()
    answer = person.line.call("write_note", path=path, body=body.decode(), overwrite=True)
    if not answer.is_ok or file.read_bytes() != body:
        house.broken(f"{person.user_id}: the file of {path} was not put right: {answer.code}")
        return
    person.ledger.acknowledge(answer.facts["version"], {path: body})
    house.tally.checked("spoilt files put right")


def database(house: House) -> None:
    """Pages of the database are spoilt: doctor and log tell, everybody signs in again, and every note is there."""
    house.site.end()
    _spoil_pages(house, house.site.config.database_path)
    house.doctor(finds="is damaged; the next start puts it aside")
    house.site.start()
    if PUT_ASIDE not in house.site.log.read_text(errors="replace"):
        house.broken("the log does not say that the database was put aside")
    house.site.end()
    if not list(house.site.folder.glob("vault.db.damaged-*")):
        house.broken("the damaged database was not kept")
    sign_in(house.site, house.persons)
    house.site.start()
    for person in house.persons:
        versions_unknown(person)
    house.check()
    house.work()


def _one_of(person: Person) -> list[str]:
    """One of their notes, where they have any."""
    paths = sorted(path for path in person.ledger.sure() if path.endswith(".md") and path != WELCOME_PATH)
    return person.chance.sample(paths, min(1, len(paths)))


def _spoil_pages(house: House, file: Path) -> None:
    pages = max(1, file.stat().st_size // PAGE_BYTES)
    with file.open("r+b") as opened:
        for _ in range(PAGES_SPOILT):
            opened.seek(house.chance.randrange(pages) * PAGE_BYTES)
            opened.write(house.chance.randbytes(PAGE_BYTES))


DAMAGE = {
    "indexes spoilt": index,
    "texts in the store spoilt": stored_text,
    "visible files spoilt": visible_file,
    "the database spoilt": database,
}

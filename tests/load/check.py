"""Everything that was acknowledged, asked for again at a server that has just been started."""

import io
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from zipfile import ZipFile

from benchmarks.wire import MODERN
from tests.load import texts
from tests.load.ledger import BrokenPromise, Kept
from tests.load.line import KeptLine
from tests.load.person import Person
from tests.load.site import Site

OUTSIDE = ".notes-vault/"
WORKERS = 4
TRIES_MAX = 3


def check(site: Site, persons: Sequence[Person], *, words_each: int) -> None:
    """Every vault as its user's ledger has it, and found by as many of its words; nobody finds another's."""

    def check_one(number: int) -> None:
        person = persons[number]
        try:
            _check_one(site, person, persons[number - 1], words_each)
        except BrokenPromise as broken:
            site.tally.break_promise(f"{person.user_id}: {broken}")
        person.close()

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(check_one, range(len(persons))))


def _check_one(site: Site, person: Person, other: Person, words_each: int) -> None:
    line = KeptLine(site, MODERN, lambda: person.token)
    _wake(line)
    found, changes, digests = _exported(line)
    site.tally.doubts_made += person.ledger.settle(found)
    _check_history(person, changes, digests)
    notes = [path for path in found if path.endswith(".md") and texts.WORD.search(found[path].body)]
    for path in person.chance.sample(notes, min(words_each, len(notes))):
        answer = line.call("search_notes", query=texts.word_of(found[path].body))
        if not answer.is_ok or [hit["path"] for hit in answer.facts["notes"]] != [path]:
            raise BrokenPromise(f"{path} is not found by its word: {answer}")
    theirs = [kept.body for kept in other.ledger.held.values() if texts.WORD.search(kept.body)]
    for body in theirs[:1] if other is not person else []:
        answer = line.call("search_notes", query=texts.word_of(body))
        if not answer.is_ok or answer.facts["total"]:
            raise BrokenPromise(f"a word of {other.user_id} is found: {answer}")
        site.tally.checked("words of others not found")
    site.tally.checked("notes and attachments as acknowledged", len(found))
    site.tally.checked("versions in the history", len(person.ledger.versions))
    site.tally.checked("words found", min(words_each, len(notes)))
    line.close()


def _wake(line: KeptLine) -> None:
    """Ask for each way into the index; one that is refused is being made again, and the next question is answered."""
    for _ in range(TRIES_MAX):
        answers = [line.call("search_notes", query="moss"), line.call("get_tags")]
        answers += [line.call("list_notes"), line.call("list_notes", attachments=True)]
        if all(answer.is_ok for answer in answers):
            return


def _exported(line: KeptLine) -> tuple[dict[str, Kept], dict[int, dict[str, str | None]], set[str]]:
    """What the vault holds, which digest each change gave to which path, and which texts are kept."""
    versions: dict[str, int] = {}
    for attachments in (False, True):
        answer = line.call("list_notes", limit=1000, **({"attachments": True} if attachments else {}))
        if not answer.is_ok:
            raise BrokenPromise(f"the vault is not listed: {answer}")
        versions |= {note["path"]: note["version"] for note in answer.facts["notes"]}
    answer = line.ask("GET", "/api/vault/export?history=true")
    if not answer.is_ok:
        raise BrokenPromise(f"the vault is not exported: {answer}")
    with ZipFile(io.BytesIO(answer.body)) as archive:
        bodies = {name: archive.read(name) for name in archive.namelist()}
    found = {name: Kept(versions.get(name, -1), body) for name, body in bodies.items() if not name.startswith(OUTSIDE)}
    if found.keys() != versions.keys():
        raise BrokenPromise(f"list and export differ: {sorted(found.keys() ^ versions.keys())[:5]}")
    changes: dict[int, dict[str, str | None]] = {}
    for told in map(json.loads, bodies[f"{OUTSIDE}changes.jsonl"].splitlines()):
        after = {note["path"]: note["after"] and note["after"]["digest"] for note in told["notes"]}
        changes.setdefault(told["seq"], {}).update(after)
    return found, changes, {sha256(body).hexdigest() for body in bodies.values()}


def _check_history(person: Person, changes: dict[int, dict[str, str | None]], digests: set[str]) -> None:
    for path, version, digest in person.ledger.versions:
        if changes.get(version, {}).get(path) != digest or digest not in digests:
            raise BrokenPromise(f"version {version} of {path} is not in the history")

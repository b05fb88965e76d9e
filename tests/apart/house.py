"""A service in which bob has one of everything."""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from shared.service import Service
from tests.apart.his import LINKED, SECRET, WORDS
from tests.conftest import ADA, BOB, Person, Response, Send
from tests.shelves import Shelves

Attempt = TypeVar("Attempt")
CYD = "hf-cyd"
"""Somebody like ada in everything, who asks the same of what nobody has: both must hear the same."""


@dataclass
class House:
    """A service in which bob has one of everything. `his` names his identifiers by their kind.

    `one_in`: of so many attempts one is made, where making them all is for `make proof`.
    """

    vaults: Service
    shelves: Shelves
    send: Send
    one_in: int = 1
    his: dict[str, str] = field(default_factory=dict)

    def some(self, attempts: Iterable[Attempt]) -> Iterator[Attempt]:
        """Of these attempts those that are made here."""
        return islice(attempts, 0, None, self.one_in)

    def person(self, user_id: str) -> Person:
        return Person(user_id, self.vaults.tokens.create_jwt(user_id), self.send)

    def ask(self, user_id: str, method: str, path: str, body: Any = None) -> Response:
        """A request with the token of a user's own page."""
        headers = {"Authorization": f"Bearer {self.vaults.tokens.create_jwt(user_id)}"}
        if isinstance(body, bytes):
            return self.send(method, path, headers, body)
        if body is not None:
            headers["Content-Type"] = "application/json"
        return self.send(method, path, headers, b"" if body is None else json.dumps(body).encode())

    def pairs(self) -> list[tuple[str, str]]:
        """Each identifier and word of bob's beside one like it of nobody's; a cursor names nothing of anybody's."""
        words = {value for kind, value in self.his.items() if kind != "cursor"} | set(WORDS)
        return [(word, codecs.encode(word, "rot13")) for word in sorted(words, key=lambda word: (-len(word), word))]

    def of_nobody(self, request: str) -> str:
        """The same request about what nobody has."""
        for his, nobodys in self.pairs():
            request = request.replace(his, nobodys)
        return request

    def alike(self, text: str) -> str:
        """An answer without what differs between any two: whose it is, whose thing it names, random ids and counts."""
        for his, nobodys in self.pairs():
            text = text.replace(nobodys, his)
        text = re.sub(r"\b\d{15}#[0-9a-f]{8}\b", "ACTIVITY", text.replace(CYD, ADA).replace('"cyd"', '"ada"'))
        if "?AWSAccessKeyId=" in text:  # a signature is as long as chance has it
            text = re.sub(r"'content-length': '\d+'", "", re.sub(r"\?AWSAccessKeyId=[^\"]*", "", text))
        text = re.sub(r"note [\w-]{11}", "note", text)
        text = re.sub(r"(?<=/files/)[\w-]{43}", "SECRET", re.sub(r"\b[0-9a-f]{32}\b", "JOB", text))
        return re.sub(r"remaining\W+\d+", "", text)

    def his_own(self) -> dict[str, Any]:
        """Every record and file of bob's, and his folder, to the byte."""
        records = self.shelves.records.under(BOB, "", limit=1000)
        folder = self.vaults.config.vault_base_path / BOB
        shown = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} if folder.exists() else {}
        stored = {record.key: (record.version, record.value) for record in records}
        files = {digest: self.shelves.files.get(BOB, digest) for digest in self.shelves.files.under(BOB)}
        return {**stored, **files, **shown, "is known": BOB in self.vaults.accounts.users()}

    def what_he_sees(self) -> list[Any]:
        """What bob's tools answer him."""
        bob = self.person(BOB)
        links, files = bob.call("get_backlinks", path=LINKED), bob.call("list_notes", attachments=True)
        found, history = bob.call("search_notes", query=SECRET), bob.call("get_history", diffs=True)
        return [bob.call("list_notes"), files, found, links, bob.call("get_tags"), history]

"""A user at work: what they do with their vault, held at once against the ledger of what they were told."""

import json
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlsplit

from benchmarks.wire import LEGACY, MODERN
from shared.accounts import WELCOME_PATH
from tests.load import texts
from tests.load.answers import Answer
from tests.load.ledger import Bodies, BrokenPromise, Kept, Ledger
from tests.load.line import KeptLine
from tests.load.site import Site

ATTACHMENT_BYTES = (200, 60_000)


class NothingToDo(Exception):
    """Nothing that is certainly there can be worked on, and nothing could be written."""


@dataclass
class Person:
    """One user with two clients, one of each era. One thread at a time works for them."""

    site: Site
    number: int
    chance: Random
    token: str
    ledger: Ledger = field(default_factory=Ledger)
    damaged: set[str] = field(default_factory=set)
    """Paths whose bytes somebody has spoilt on the disk; such a note is refused until it is written again."""
    written: int = 0

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Two clients that have said nothing yet."""
        self.lines = [KeptLine(self.site, version, lambda: self.token) for version in (MODERN, LEGACY)]

    @property
    def user_id(self) -> str:
        return f"hf-{self.number:05d}"

    @property
    def line(self) -> KeptLine:
        return self.chance.choice(self.lines)

    def close(self) -> None:
        for line in self.lines:
            line.close()

    # Looking

    def read(self) -> None:
        path, kept = self._any_note()
        answer = self.line.call("read_note", path=path)
        if answer.is_ok and (answer.facts["text"].encode(), answer.facts["version"]) != (kept.body, kept.version):
            raise BrokenPromise(f"{self.user_id} was read another text of {path} than they wrote")
        self._unless_troubled(answer, f"to read {path}")

    def search(self) -> None:
        path, kept = self._any_note()
        answer = self.line.call("search_notes", query=texts.word_of(kept.body))
        if answer.is_ok and [hit["path"] for hit in answer.facts["notes"]] != [path]:
            raise BrokenPromise(f"{self.user_id} does not find {path} by its word")
        self._unless_troubled(answer, "to search")

    def list_notes(self) -> None:
        answer = self.line.call("list_notes", limit=1000)
        if answer.is_ok and not self.ledger.doubts:
            found = {note["path"]: note["version"] for note in answer.facts["notes"]}
            held = {path: kept.version for path, kept in self.ledger.held.items() if path.endswith(".md")}
            if found != held:
                raise BrokenPromise(f"{self.user_id} is listed {found} and has {held}")
        self._unless_troubled(answer, "to list")

    def fetch(self) -> None:
        """An attachment, by a link that is good once."""
        files = [path for path in self.ledger.sure() if not path.endswith(".md")]
        if not files:
            return self.send()
        path = self.chance.choice(files)
        answer = self.line.call("read_note", path=path)
        if answer.is_ok:
            fetched = self.line.ask("GET", urlsplit(answer.facts["url"]).path)
            if fetched.is_ok and fetched.body != self.ledger.held[path].body:
                raise BrokenPromise(f"{self.user_id} was sent other bytes of {path} than they sent")
        return None

    def page(self) -> None:
        """What the page asks of the account."""
        address = self.chance.choice(["/api/me", "/api/grants", "/api/activity?limit=20", "/api/sessions"])
        answer = self.line.ask("GET", address)
        if answer.is_ok and address == "/api/me" and json.loads(answer.body)["user_id"] != self.user_id:
            raise BrokenPromise(f"{self.user_id} is somebody else")

    def renew(self) -> None:
        """Their token again, for longer."""
        answer = self.line.ask("POST", "/api/auth/refresh-token")
        if answer.is_ok:
            self.token = json.loads(answer.body)["access_token"]

    def mistake(self) -> None:
        """A token with one letter changed."""
        ending = "AAA" if not self.token.endswith("AAA") else "BBB"
        answer = self.line.ask("GET", "/api/me", token=self.token[:-3] + ending)
        if answer.is_ok or answer.code not in ("unauthorized", "dropped", "refused"):
            raise BrokenPromise(f"a bad token was answered {answer.code}")

    # Changing

    def write(self) -> None:
        """A new note."""
        path = texts.path_of(self.chance, self.next())
        body = self.text()
        self._told("write", {path: body}, self.line.call("write_note", path=path, body=body.decode()))

    def write_over(self) -> None:
        """A note they have read, by its version or whatever its version is."""
        path, kept = self._any_note(may_be_damaged=True)
        body = self.text()
        how = {"if_version": kept.version} if self.chance.random() < 0.7 else {"overwrite": True}
        self._told("write", {path: body}, self.line.call("write_note", path=path, body=body.decode(), **how))

    def write_late(self) -> None:
        """By a version that somebody has replaced: refused, and nothing happens."""
        path, kept = self._any_note(may_be_damaged=True)
        answer = self.line.call("write_note", path=path, body="too late", if_version=kept.version + 1_000_000)
        if answer.is_ok:
            raise BrokenPromise(f"{self.user_id} wrote over a version that {path} never had")

    def edit(self) -> None:
        path, kept = self._any_note()
        old, new = texts.word_of(kept.body), texts.word(self.number, self.next())
        answer = self.line.call("edit_note", path=path, do="replace_text", old_text=old, text=new)
        self._told("edit", {path: kept.body.replace(old.encode(), new.encode())}, answer)

    def move(self) -> None:
        """Another name for a note: every link to it is rewritten in the same change."""
        path, kept = self._any_note()
        to = texts.path_of(self.chance, self.next())
        after: dict[str, bytes | None] = {path: None, to: texts.relinked(kept.body, path, to)}
        for other, note in self.ledger.held.items():
            if other != path and (relinked := texts.relinked(note.body, path, to)) != note.body:
                after[other] = relinked
        if self.damaged or self.ledger.doubts:  # a text nobody knows may hold a link, which would be rewritten
            return self.read()
        return self._told("move", after, self.line.call("move_note", path=path, to=to))

    def delete(self) -> None:
        path, _ = self._any_note(may_be_damaged=True)
        self._told("delete", {path: None}, self.line.call("delete_note", path=path))

    def undo(self) -> None:
        """A note is written over, and the change is taken back."""
        path, kept = self._any_note()
        body = self.text()
        written = self.line.call("write_note", path=path, body=body.decode(), if_version=kept.version)
        self._told("write", {path: body}, written)
        if written.is_ok:
            answer = self.line.call("undo_changes", changes=[written.facts["version"]])
            self._told("undo", {path: kept.body}, answer)

    def send(self) -> None:
        """A file, to a link that is good once."""
        path = f"files/{texts.word(self.number, self.next())}.bin"
        body = self.chance.randbytes(self.chance.randint(*ATTACHMENT_BYTES))
        link = self.line.call("write_note", path=path)
        if link.is_ok:
            sent = self.line.ask("PUT", urlsplit(link.facts["url"]).path, body)
            if sent.code == "not_found" and self.site.clock_jumps:
                return  # the ten minutes of the link are over
            facts = json.loads(sent.body) if sent.is_ok else {}
            self._told("send", {path: body}, Answer(sent.code, facts))

    def hang_up(self) -> None:
        """A client that closes before it is answered."""
        path = texts.path_of(self.chance, self.next())
        body = self.text()
        self.line.hang_up("write_note", path=path, body=body.decode())
        self.site.tally.answered("hung up")
        self.ledger.doubt("write", {path: body})

    # What all of it takes

    def _told(self, what: str, after: Bodies, answer: Answer) -> None:
        if answer.is_ok:
            self.ledger.acknowledge(answer.facts["version"] if any(after.values()) else None, after)
            self.damaged -= after.keys()
        elif answer.is_unsure:
            self.ledger.doubt(what, after)
        elif answer.code not in ("rate_limited", "refused"):
            raise BrokenPromise(f"{self.user_id} was refused a good {what}: {answer.code} {answer.facts}")

    def _unless_troubled(self, answer: Answer, what: str) -> None:
        if not answer.is_ok and not answer.is_unsure and answer.code not in ("refused", "rate_limited"):
            raise BrokenPromise(f"{self.user_id} was refused {what}: {answer.code} {answer.facts}")

    def _any_note(self, *, may_be_damaged: bool = False) -> tuple[str, Kept]:
        """A note of theirs, which is written first where there is none."""
        avoided = {WELCOME_PATH} if may_be_damaged else {WELCOME_PATH} | self.damaged
        for attempt in (self.write, None):
            if notes := [path for path in self._notes() if path not in avoided]:
                path = self.chance.choice(notes)
                return path, self.ledger.held[path]
            if attempt:
                attempt()
        raise NothingToDo

    def _notes(self) -> list[str]:
        return [path for path in self.ledger.sure() if path.endswith(".md")]

    def next(self) -> int:
        self.written += 1
        return self.written

    def text(self) -> bytes:
        return texts.text(self.chance, self.number, self.next(), self._notes())

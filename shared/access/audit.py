"""Who did what, when, through which client, and how it ended: a line per event that its user can read."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from secrets import token_hex
from threading import Lock
from typing import Any

from shared.access.gate import Caller
from shared.errors import Unavailable, VaultError
from shared.storage.contract import Clock, Records, Write

ACTIVITY = "activity#"
DAY_SECONDS = 86_400
PAGE_MAX = 1_000
TARGET_CHARACTERS_MAX = 300
EVENTS_PER_COMMIT = 50

CROSS_USER = "another user's id"
"""The reason of an event in which somebody named a user they are not."""

REQUEST, ADMIT = "request", "admit"

log = logging.getLogger("notes_vault.audit")


@dataclass(frozen=True, slots=True)
class Line:
    """One event. `at` is unix milliseconds, `outcome` "ok" or an error's code, `target` a path, a client or an id."""

    id: str
    at: int
    action: str
    outcome: str
    client: str
    grant: str
    target: str
    address: str


Watcher = Callable[[str, str, str, str], None]
"""Told of every event: user id ("" where nobody is known), action, outcome, reason."""


@dataclass(frozen=True, slots=True)
class _Event:
    """Something a known user did. `at` is unix milliseconds."""

    at: int
    caller: Caller
    action: str
    target: str
    outcome: str
    reason: str
    address: str


def _at_once(work: Callable[[], None]) -> None:
    work()


class Audit:
    """Writes events to the user's activity, to the log and to whoever counts them; never a token or a note's text.

    `later` says when that which ended with a block is written: at once, unless whoever serves knows a better moment.
    """

    def __init__(self, records: Records, *, keep_days: int, clock: Clock) -> None:
        self._records = records
        self._keep_seconds = keep_days * DAY_SECONDS
        self._clock = clock
        self._ended: deque[_Event] = deque()
        self._writing = Lock()
        self.later: Callable[[Callable[[], None]], None] = _at_once
        self.watchers: list[Watcher] = []

    def recorded(self, caller: Caller, action: str, target: str = "") -> "_Block":
        """A block after which the event is written, with how it ended."""
        return _Block(self, caller, action, target, is_whole=True)

    def refusals(self, caller: Caller, action: str, target: str = "") -> "_Block":
        """A block after which the event is written if it was refused; what succeeds is written by whoever does it."""
        return _Block(self, caller, action, target, is_whole=False)

    def end(self, caller: Caller, action: str, target: str, error: VaultError | None) -> None:
        """Have the event of a block written."""
        outcome, reason = (error.code, error.reason) if error else ("ok", "")
        self._ended.append(self._event(caller, action, target, outcome, reason))
        self.later(self.settle)

    def settle(self) -> None:
        """Write the events that have ended and are not written yet."""
        with self._writing:
            while self._ended:
                together = [self._ended.popleft() for _ in range(min(len(self._ended), EVENTS_PER_COMMIT))]
                for user_id, events in groupby(together, lambda event: event.caller.user_id):
                    self._write(user_id, list(events))

    def count_request(self, caller: Caller) -> None:
        """Tell those who count that somebody was let in; it is no event of its own."""
        for watcher in self.watchers:
            watcher(caller.user_id, REQUEST, "ok", "")

    def tell_limited(self, caller: Caller) -> None:
        """Tell the log, and those who count, that somebody was too fast; a record of each would be a write for each."""
        self._tell(caller.user_id, ADMIT, "rate_limited", "", {"user_id": caller.user_id, "client": caller.client})

    def write(
        self,
        caller: Caller,
        action: str,
        target: str = "",
        *,
        outcome: str = "ok",
        reason: str = "",
        address: str = "",
    ) -> None:
        """One event of a known user, at once."""
        self._write(caller.user_id, [self._event(caller, action, target, outcome, reason, address)])

    def _event(self, caller: Caller, action: str, target: str, outcome: str, reason: str, address: str = "") -> _Event:
        at = int(self._clock() * 1000)
        return _Event(at, caller, action, target[:TARGET_CHARACTERS_MAX], outcome, reason, address)

    def _write(self, user_id: str, events: Sequence[_Event]) -> None:
        """Events of one user. What they tell of has happened, so for want of a line nothing is refused."""
        trouble: Unavailable | None = None
        try:
            self._records.commit(user_id, *map(self._record, events), may_be_lost=True)
        except Unavailable as unavailable:
            trouble = unavailable
        for event in events:
            if trouble:
                log.error("an event is in this log alone: %s", trouble.reason)
            caller = event.caller
            facts: dict[str, Any] = {"user_id": user_id, "client": caller.client, "path": event.target}
            facts |= {"token_issued_at": caller.issued_at, "token_expires_at": caller.expires_at}
            facts |= {"address": event.address} if event.address else {}
            self._tell(user_id, event.action, event.outcome, event.reason, facts)

    def _record(self, event: _Event) -> Write:
        caller = event.caller
        value = {"action": event.action, "outcome": event.outcome, "client": caller.client, "grant": caller.grant}
        value |= {"target": event.target, "address": event.address}
        key = f"{ACTIVITY}{event.at:015d}#{token_hex(4)}"
        return Write(key, value, expires_at=event.at // 1000 + self._keep_seconds)

    def write_unknown(self, action: str, outcome: str, reason: str, *, address: str = "") -> None:
        """One event of nobody we know: it has no activity to go to."""
        self._tell("", action, outcome, reason, {"address": address})

    def _tell(self, user_id: str, action: str, outcome: str, reason: str, facts: dict[str, Any]) -> None:
        told = {"action": action, "outcome": outcome, "error": reason, **facts}
        log.info("%s %s %s", action, user_id or "-", outcome, extra=told)
        for watcher in self.watchers:
            watcher(user_id, action, outcome, reason)

    def last_at(self, user_id: str) -> float:
        """When the user last did something, in unix seconds; 0 for never."""
        self.settle()
        records = self._records.under(user_id, ACTIVITY, limit=1, newest_first=True)
        return _line(records[0].key, records[0].value).at / 1000 if records else 0

    def lines(
        self, user_id: str, wanted: Callable[[Line], bool], *, after: str = "", since: int = 0, limit: int = 100
    ) -> list[Line]:
        """At most `limit` of a user's events that are wanted, newest first, older than the id `after`.

        `since` is unix seconds. Nobody waits for more than a few thousand events to be looked at.
        """
        self.settle()
        found: list[Line] = []
        key = ACTIVITY + after if after else ""
        while len(found) < limit:
            page = self._records.under(user_id, ACTIVITY, after=key, limit=PAGE_MAX, newest_first=True)
            for record in page:
                key = record.key
                line = _line(key, record.value)
                if line.at < since * 1000:
                    return found
                if wanted(line) and len(found) < limit:
                    found.append(line)
            if len(page) < PAGE_MAX:
                break
        return found


class _Block:
    """What happens in a block, told to the audit when the block ends."""

    __slots__ = ("_audit", "_is_whole", "_who_did_what")

    def __init__(self, audit: Audit, caller: Caller, action: str, target: str, *, is_whole: bool) -> None:
        self._audit = audit
        self._who_did_what = caller, action, target
        self._is_whole = is_whole

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, stack: object) -> None:
        if isinstance(error, VaultError):
            self._audit.end(*self._who_did_what, error)
        elif not error and self._is_whole:
            self._audit.end(*self._who_did_what, None)


def _line(key: str, value: dict[str, Any]) -> Line:
    id_ = key.removeprefix(ACTIVITY)
    return Line(id_, int(id_.partition("#")[0]), **{name: str(value[name]) for name in Line.__slots__[2:]})

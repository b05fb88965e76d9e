"""What the server has said it keeps for one user, written down outside of it, and what nobody can be sure of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256


class BrokenPromise(AssertionError):
    """The server did not do what it promises; the message says what, and for whom."""


Bodies = Mapping[str, bytes | None]
"""By path; None where there is to be nothing."""


@dataclass(frozen=True)
class Kept:
    """A note or an attachment as the server acknowledged it."""

    version: int
    body: bytes


@dataclass(frozen=True)
class Doubt:
    """A change that was asked for and not answered: it was made as a whole, or not at all."""

    what: str
    before: Bodies
    after: Bodies


@dataclass
class Ledger:
    """One user's vault as it must be. Where there is doubt a path is left alone until somebody has looked."""

    held: dict[str, Kept] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    versions: list[tuple[str, int, str]] = field(default_factory=list)
    seq: int = 0

    def acknowledge(self, version: int | None, after: Bodies) -> None:
        """The server said that this is so now. A delete has no version of its own."""
        if version is not None:
            if version <= self.seq:
                raise BrokenPromise(f"version {version} came after {self.seq}")
            self.seq = version
        for path, body in after.items():
            if body is None:
                self.held.pop(path, None)
                continue
            assert version is not None
            self.held[path] = Kept(version, body)
            self.versions.append((path, version, sha256(body).hexdigest()))

    def doubt(self, what: str, after: Bodies) -> None:
        """No answer came, or one that leaves it open."""
        before = {path: self.held[path].body if path in self.held else None for path in after}
        self.doubts.append(Doubt(what, before, dict(after)))

    def in_doubt(self) -> set[str]:
        return {path for doubt in self.doubts for path in doubt.after}

    def sure(self) -> dict[str, Kept]:
        """What is certainly there, and may be worked on."""
        unsure = self.in_doubt()
        return {path: kept for path, kept in self.held.items() if path not in unsure}

    def settle(self, found: Mapping[str, Kept]) -> int:
        """Hold what is there against what must be, and learn what came of each doubt; how many had been made.

        Raises:
            BrokenPromise: something acknowledged is lost or changed, or there is what nobody wrote, or half a change.
        """
        made = 0
        for doubt in self.doubts:
            now = {path: found[path].body if path in found else None for path in doubt.after}
            if now not in (doubt.before, doubt.after):
                raise BrokenPromise(f"half of an unanswered {doubt.what} is there: {', '.join(doubt.after)}")
            made += now == doubt.after
        unsure = self.in_doubt()
        must = {path: kept.body for path, kept in self.held.items() if path not in unsure}
        is_there = {path: kept.body for path, kept in found.items() if path not in unsure}
        if must != is_there:
            raise BrokenPromise(_difference(must, is_there))
        self.held, self.doubts = dict(found), []
        self.seq = max([self.seq, *(kept.version for kept in found.values())])
        return made

    def begin_anew(self) -> None:
        """The history is gone, as it may be where the database was; what is held stays."""
        self.versions, self.seq = [], 0


def _difference(must: Bodies, is_there: Bodies) -> str:
    lost = sorted(must.keys() - is_there.keys())
    strange = sorted(is_there.keys() - must.keys())
    changed = sorted(path for path in must.keys() & is_there.keys() if must[path] != is_there[path])
    return f"lost: {lost[:5]}; other than acknowledged: {changed[:5]}; never written: {strange[:5]}"

"""What a run came to, as a person reads it."""

from collections import Counter
from collections.abc import Iterator

from tests.load.run import Ran

SHOWN_MAX = 40


def report(ran: Ran) -> str:
    return "\n".join(_lines(ran))


def _lines(ran: Ran) -> Iterator[str]:
    tally, seconds = ran.tally, sum(ran.seconds.values())
    yield f"{ran.plan.users} users, {tally.acts.total()} acts, {tally.calls()} calls in {seconds:.0f} s"
    yield "acts: " + ", ".join(f"{name} {count}" for name, count in tally.acts.most_common())
    yield "\nanswers by stretch (dropped and refused: no server was there)"
    for name, codes in tally.codes.items():
        took = ran.seconds.get(name, 0)
        rate = f", {codes.total() / took:.0f} a second" if took else ""
        yield f"  {name}{rate}: {_counts(codes)}"
    yield f"\nserver started {ran.starts} times"
    yield "checked: " + ", ".join(f"{name} {count}" for name, count in tally.checks.items())
    yield f"unanswered changes that turned out to be made: {tally.doubts_made}"
    gauge = ran.gauge
    yield f"memory of its own, MiB, calm stretch: {' '.join(str(kib // 1024) for kib in gauge.memory_kib)}"
    yield (
        f"open files but for indexes: {min(gauge.descriptors)} to {max(gauge.descriptors)}; at rest before and after: "
        + (f"{gauge.at_rest[0]}, {gauge.at_rest[1]}")
    )
    if ran.plan.is_long:
        yield f"memory, last quarter beside the second: {gauge.growth():+.1%}"
    for name in ran.not_done:
        yield f"NOT DONE, it needs root and ext4 on a loop device: {name}"
    yield f"\n{len(tally.broken)} promises broken"
    yield from (f"  {said}" for said in tally.broken[:SHOWN_MAX])


def _counts(codes: Counter[str]) -> str:
    return ", ".join(f"{code} {count}" for code, count in codes.most_common())

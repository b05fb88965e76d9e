"""The tasks as a table, as JSON, and what of it is not as it must be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.tasks.catalog import TASKS
from benchmarks.tasks.run import Record, Result

BYTES_SHARE_MAX = 0.5
NAME_WIDTH, SYSTEM_WIDTH = 33, 24


@dataclass(frozen=True, slots=True)
class Total:
    """Calls and bytes over the tasks that a peer does, the peer's and ours."""

    tasks: int
    calls: int
    bytes: int
    our_calls: int
    our_bytes: int

    @property
    def share(self) -> float:
        """Our bytes as a share of theirs."""
        return self.our_bytes / self.bytes if self.bytes else 0


def total(ours: Record, peer: Record) -> Total:
    keys = [result.key for result in peer.results if result.is_done]
    theirs, our = [peer.of(key) for key in keys], [ours.of(key) for key in keys]
    calls = sum(result.calls for result in theirs), sum(result.calls for result in our)
    sizes = sum(result.bytes for result in theirs), sum(result.bytes for result in our)
    return Total(len(keys), calls[0], sizes[0], calls[1], sizes[1])


def lines(ours: Record, peers: Sequence[Record]) -> Iterator[str]:
    """The table, and below it what a system cannot do and the sums."""
    yield "calls · bytes in · bytes out: arguments as JSON, and the content of the answers as a model reads it"
    yield _row("", [f"{record.name:>{SYSTEM_WIDTH}}" for record in (ours, *peers)])
    for task in TASKS:
        yield _row(task.name, [_cell(record.of(task.key)) for record in (ours, *peers)])
    yield ""
    for record in (ours, *peers):
        for result in record.results:
            if result.cannot:
                yield f"{record.name} cannot {_name(result.key)}: {result.cannot}."
    yield ""
    for record in (ours, *peers):
        whole = sum(result.bytes_whole for result in record.results)
        yield f"{record.name}: the list of tools, once: {record.tools_bytes:,} bytes; whole results: {whole:,} bytes"
    for peer in peers:
        sums = total(ours, peer)
        told = f"{sums.our_calls} calls and {sums.our_bytes:,} bytes, {sums.share:.2f} of its bytes"
        yield f"{peer.name} does {sums.tasks} tasks in {sums.calls} calls and {sums.bytes:,} bytes; ours in {told}"
        listed = (sums.our_bytes + ours.tools_bytes) / (sums.bytes + peer.tools_bytes)
        yield f"  with the list of tools, which every conversation begins with: {listed:.2f}"


def faults(ours: Record, peers: Sequence[Record]) -> Iterator[str]:
    """Everything for which a run must not pass."""
    for record in (ours, *peers):
        yield from (
            f"{record.name} did not {_name(result.key)}: {result.faults[0]}"
            for result in record.results
            if result.faults
        )
        yield from (f"{record.name} changed {path}, which no task is about" for path in record.harm)
    for peer in peers:
        yield from _more_calls(ours, peer)
        if (share := total(ours, peer).share) > BYTES_SHARE_MAX:
            yield f"ours has {share:.3f} of the bytes of {peer.name}, more than {BYTES_SHARE_MAX}"


def _more_calls(ours: Record, peer: Record) -> Iterator[str]:
    for theirs in peer.results:
        our = ours.of(theirs.key)
        if theirs.is_done and our.is_done and our.calls > theirs.calls:
            yield f"ours needs {our.calls} calls to {_name(our.key)}, {peer.name} {theirs.calls}"


def _name(key: str) -> str:
    return next(task.name for task in TASKS if task.key == key)


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:<{NAME_WIDTH}}" + "".join(f"{cell:>{SYSTEM_WIDTH + 3}}" for cell in cells)


def _cell(result: Result) -> str:
    if result.cannot:
        return "cannot"
    figures = f"{result.calls:>2} · {result.bytes_in:>6,} · {result.bytes_out:>7,}"
    return f"{figures}{'' if result.is_done else ' !'}"

"""Memory: a note that is gone is not held in it."""

import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.process import alone, in_a_process_of_its_own


def own_memory_bytes() -> int:
    """What this process holds of its own; the pages of mapped files are the system's to drop."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    [line] = [line for line in status.read_text().splitlines() if line.startswith("RssAnon:")]
    return int(line.split()[1]) * 1024


@pytest.mark.parametrize(
    "text", [lambda n: f"a{'!' * 300_000}{'?' * n}a", lambda n: "é" * 150_000 + "è" * n], ids=["punctuation", "word"]
)
def test_a_note_that_is_gone_stays_in_nobodys_memory(tmp_path: Path, text: Callable[[int], str]):
    def grown() -> int:
        dora, used = alone(tmp_path), []
        for number in range(1, 46):
            dora.call("write_note", path="Odd", body=text(number), overwrite=True)
            used.append(own_memory_bytes())
        return used[-1] - used[4]

    assert in_a_process_of_its_own(grown) < 40 * 300_000 / 2, "half of what was written since is still held"

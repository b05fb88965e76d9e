"""What a server process holds of the machine: memory of its own, and file descriptors."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from shared.indexes import OPEN_INDEXES_MAX

INDEXES = "/search/"
INDEX_FILES_MAX = 3 * OPEN_INDEXES_MAX
"""An index is a database, its log and its shared memory."""
GROWTH_MAX = 0.10
"""How much more the last quarter's median may be than the second's."""


@dataclass
class Gauge:
    """Samples of one process. What is mapped of files is the system's to drop, so only its own memory counts."""

    pid: int
    memory_kib: list[int] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)
    at_rest: tuple[int, int] = (0, 0)
    """Files open with nobody connected, before and after the work."""

    def sample(self) -> None:
        status = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        [line] = [line for line in status if line.startswith("RssAnon:")]
        self.memory_kib.append(int(line.split()[1]))
        self.descriptors.append(self.open_now())

    def open_now(self) -> int:
        """How many files and sockets are open, but for the indexes of those last seen, which are held on purpose."""
        return len(self._targets()) - self.indexes_now()

    def indexes_now(self) -> int:
        """How many files of indexes are open."""
        return sum(INDEXES in target for target in self._targets())

    def _targets(self) -> list[str]:
        found = []
        for link in Path(f"/proc/{self.pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # closed between two looks
                found.append(str(link.readlink()))
        return found

    def growth(self) -> float:
        """By how much the last quarter's median memory is above the second quarter's."""
        quarter = len(self.memory_kib) // 4
        return median(self.memory_kib[-quarter:]) / median(self.memory_kib[quarter : 2 * quarter]) - 1

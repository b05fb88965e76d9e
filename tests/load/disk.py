"""A small disk of our own, which can be filled, broken and stopped for real: ext4 in a file, mounted by root."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

DISK_BYTES = 1_610_612_736
BALLAST = "ballast"
PIECE_BYTES = 1_048_576
TOOLS = ("mkfs.ext4", "mount", "umount", "e2fsck", "fsfreeze", "findmnt")


def is_possible() -> bool:
    """Whether this machine lets us mount one."""
    has_tools = all(shutil.which(tool, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") for tool in TOOLS)
    return os.geteuid() == 0 and has_tools and Path("/dev/loop-control").exists()


class Disk:
    """An ext4 file system that turns read-only at the first error, as most machines mount theirs."""

    def __init__(self, image: Path, folder: Path) -> None:
        self._image = image
        self.folder = folder

    def make(self) -> None:
        with self._image.open("wb") as file:
            file.truncate(DISK_BYTES)
        _run("mkfs.ext4", "-q", "-F", "-m", "0", str(self._image))
        self.folder.mkdir()
        self._mount()

    def fill(self) -> None:
        """Leave no room at all."""
        with (self.folder / BALLAST).open("ab", buffering=0) as file, suppress(OSError):
            os.posix_fallocate(file.fileno(), 0, max(1, shutil.disk_usage(self.folder).free - PIECE_BYTES))
            file.seek(0, os.SEEK_END)
            while file.write(bytes(PIECE_BYTES // 256)):
                pass

    def relieve(self) -> None:
        (self.folder / BALLAST).unlink()

    def break_down(self) -> None:
        """An error of the file system, at which the kernel lets nobody write any more."""
        device = Path(_run("findmnt", "-n", "-o", "SOURCE", str(self.folder)).strip()).name
        Path(f"/sys/fs/ext4/{device}/trigger_fs_error").write_text("a test")

    def repair(self) -> None:
        """What an operator does when nobody uses the disk: check it, and mount it again."""
        _run("umount", str(self.folder))
        found = subprocess.run(["e2fsck", "-p", str(self._image)], capture_output=True, check=False, env=_environ())
        assert found.returncode in (0, 1), found.stdout
        self._mount()

    def stop_for(self, seconds: float) -> None:
        """Let everybody who writes wait."""
        _run("fsfreeze", "-f", str(self.folder))
        try:
            time.sleep(seconds)
        finally:
            _run("fsfreeze", "-u", str(self.folder))

    def take_away(self) -> None:
        _run("umount", "-l", str(self.folder))
        self._image.unlink()

    def _mount(self) -> None:
        _run("mount", "-o", "loop,errors=remount-ro", str(self._image), str(self.folder))


@contextmanager
def own_disk(folder: Path) -> Iterator[Disk]:
    """A disk mounted below `folder`, until the block ends."""
    disk = Disk(folder / "disk.img", folder / "disk")
    disk.make()
    try:
        yield disk
    finally:
        disk.take_away()


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environ(), timeout=60)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
    return done.stdout


def _environ() -> dict[str, str]:
    return {**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"}

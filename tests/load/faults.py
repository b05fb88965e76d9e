"""Processes and disks that fail while everybody works."""

import resource
import signal

from tests.load.house import House

STOP_SECONDS = 1.5
ROOM_BYTES = 16_384


def killed(house: House) -> None:
    """The process ends as by a power cut, again and again."""
    _ended(house, signal.SIGKILL)


def ended(house: House) -> None:
    """The process ends as a platform ends it."""
    _ended(house, signal.SIGTERM)


def _ended(house: House, how: signal.Signals) -> None:
    def meanwhile() -> None:
        for _ in range(house.times):
            house.tally.wait_for(house.chance.randrange(1, house.few))
            house.site.restart(how)

    house.work(meanwhile)


def no_room_to_grow(house: House) -> None:
    """No file may grow beyond some kilobytes, as with a quota of the machine; it goes without a restart."""

    def meanwhile() -> None:
        house.tally.wait_for(house.few)
        _, hard = resource.prlimit(house.site.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(house.site.pid, resource.RLIMIT_FSIZE, (ROOM_BYTES, hard))
        _await_refusals(house)
        resource.prlimit(house.site.pid, resource.RLIMIT_FSIZE, (hard, hard))
        _await_writes(house)

    house.work(meanwhile)


def full(house: House) -> None:
    """The disk is full to the last block; when there is room again it goes on without a restart."""
    disk = house.disk
    assert disk

    def meanwhile() -> None:
        house.tally.wait_for(house.few)
        disk.fill()
        _await_refusals(house)
        disk.relieve()
        _await_writes(house)

    house.work(meanwhile)


def full_at_start(house: House) -> None:
    """A server is started on a full disk; room later is enough for it, and its database stays where it is."""
    disk = house.disk
    assert disk
    house.site.end()
    disk.fill()
    try:
        house.doctor(finds="left; 256 are needed.")
        _start_in_trouble(house)
    finally:
        disk.relieve()
    if not house.site.is_up.is_set():
        house.site.start()
    if list(house.site.folder.glob("*.damaged-*")):
        house.broken("a sound database was put aside")
    house.work()


def _start_in_trouble(house: House) -> None:
    """It ends with a sentence, or it serves and refuses in the documented way."""
    try:
        house.site.start()
    except AssertionError as ended:
        if "Notes Vault cannot start." not in str(ended) or "Traceback" in str(ended):
            house.broken(str(ended))
        return
    if (
        answer := house.visitor(house.persons[0]).call("write_note", path="No room", body="anything")
    ).code != "unavailable":
        house.broken(f"a write to a disk that takes none was answered {answer.code}")


def read_only(house: House) -> None:
    """The file system has an error, and the kernel lets nobody write; after its repair the server is started again."""
    disk = house.disk
    assert disk

    def meanwhile() -> None:
        house.tally.wait_for(house.few)
        disk.break_down()
        _await_refusals(house)
        house.site.end()
        house.doctor(finds="Read-only file system")
        _start_in_trouble(house)
        house.site.end()
        disk.repair()
        house.site.start()

    house.work(meanwhile)


def stopping(house: House) -> None:
    """The disk does nothing for a while, several times: everybody waits, nobody is refused."""
    disk = house.disk
    assert disk

    def meanwhile() -> None:
        for _ in range(house.times):
            house.tally.wait_for(house.few // 2)
            disk.stop_for(STOP_SECONDS)

    house.work(meanwhile)
    if refused := house.tally.of("unavailable"):
        house.broken(f"{refused} calls were refused for a slow disk")


def _await_refusals(house: House) -> None:
    """Only changes are refused; what is read is answered as ever."""
    if not house.tally.wait_for(max(1, house.few // 5), "unavailable", seconds=60):
        house.broken("nothing was refused although nothing could be written")


def _await_writes(house: House) -> None:
    """Go on when calls are answered again."""
    if not house.tally.wait_for(house.few // 2, "ok", seconds=60):
        house.broken("it did not go on by itself")


WITH_A_DISK = {
    "the disk is full": full,
    "started on a full disk": full_at_start,
    "the disk turns read-only": read_only,
    "the disk stands still": stopping,
}
PROCESSES = {"killed (SIGKILL)": killed, "ended (SIGTERM)": ended, "files may not grow": no_room_to_grow}

"""Many clients edit one note, each naming the version it has read: what is accepted is in it once, the rest nowhere."""

from collections import Counter
from dataclasses import dataclass, field
from threading import Barrier, Thread

import pytest

from shared.access.gate import Caller
from shared.errors import Conflict
from shared.service import Service
from tests.conftest import ADA

PATH = "shared/Log"
START = "# Log\n"


@dataclass
class Client:
    """A client with a name of its own, that writes a line of its own at each try and notes what became of it."""

    vaults: Service
    name: str
    accepted: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def caller(self) -> Caller:
        return Caller(ADA, client=self.name)

    def version(self) -> int:
        version: int = self.vaults.call(self.caller, "read_note", {"path": PATH}).structured["version"]
        return version

    def tries(self, version: int) -> None:
        line = f"- {self.name}, try {len(self.accepted) + len(self.refused)}"
        asked = {"path": PATH, "do": "append", "text": line, "if_version": version}
        try:
            done = self.vaults.call(self.caller, "edit_note", asked).structured
        except Conflict as conflict:
            assert conflict.code == "conflict"
            self.refused.append(line)
        else:
            assert done["version"] > version
            self.accepted.append(line)


def at_once(clients: list[Client], *, tries_max: int, accepted_min: int) -> None:
    """All try with the version they have all read, then each reads anew until it was accepted often enough."""
    begin = Barrier(len(clients), timeout=120)
    failures: list[BaseException] = []

    def run(client: Client) -> None:
        try:
            version = client.version()
            begin.wait()
            client.tries(version)
            while len(client.accepted) < accepted_min:
                assert len(client.refused) < tries_max, "it is refused for ever"
                client.tries(client.version())
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            failures.append(error)

    threads = [Thread(target=run, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def check(vaults: Service, clients: list[Client]) -> None:
    """The text is what was accepted, each line once; the history names who wrote which; nothing refused is kept."""
    read = vaults.call(Caller(ADA), "read_note", {"path": PATH}).structured
    accepted = Counter(line for client in clients for line in client.accepted)
    assert set(accepted.values()) == {1}
    assert len([line for line in accepted if line.endswith("try 0")]) == 1, "of those with one version one wins"
    assert Counter(read["text"].removeprefix(START).splitlines()) == accepted
    assert read["version"] == 1 + accepted.total()
    changes = list(vaults.vault(Caller(ADA)).changes(1))
    assert Counter(change.client for change in changes) == {client.name: len(client.accepted) for client in clients}
    bodies = [vaults.vault(Caller(ADA)).body(change.notes[0].after.digest).decode() for change in changes]
    for change, body, before in zip(changes, bodies, [START, *bodies], strict=False):
        assert body.startswith(before)
        assert body.removeprefix(before).startswith(f"- {change.client}, ")


def edit(vaults: Service, *, count: int, accepted_min: int) -> None:
    vaults.call(Caller(ADA, client="first"), "write_note", {"path": PATH, "body": START})
    clients = [Client(vaults, f"client {number}") for number in range(count)]
    at_once(clients, tries_max=50 * count, accepted_min=accepted_min)
    check(vaults, clients)


def test_of_clients_that_edit_one_version_one_is_accepted_and_the_others_read_again(vaults: Service):
    edit(vaults, count=5, accepted_min=2)


@pytest.mark.slow
def test_of_fifty_clients_that_edit_one_note_none_overwrites_another(vaults: Service, is_local: bool):
    """On moto, which is slow, they are a dozen."""
    edit(vaults, count=50 if is_local else 12, accepted_min=4 if is_local else 2)


@pytest.fixture
def is_local(request: pytest.FixtureRequest) -> bool:
    return bool(request.node.callspec.params["shelves"] == "local")

"""That the index is a view of the log: always current, and free to be lost."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from shared import indexes
from shared.access.gate import Caller
from shared.errors import Unavailable
from shared.notes.change import Edit
from shared.service import Service
from tests.conftest import ADA, Clock, config_in
from tests.shelves import Shelves

ada, bob = Caller(ADA), Caller("hf-bob")


def found(vaults: Service, query: str, caller: Caller = ada) -> list[str]:
    return [note["path"] for note in vaults.call(caller, "search_notes", {"query": query}).structured["notes"]]


def write(vaults: Service, path: str, body: str, caller: Caller = ada) -> None:
    vaults.call(caller, "write_note", {"path": path, "body": body, "overwrite": True})


@pytest.fixture
def other(vaults: Service, shelves: Shelves, tmp_path: Path, clock: Clock) -> Service:
    """A second process on the same shelves, with an index of its own."""
    return Service(config_in(tmp_path / "other", mode="lambda"), shelves.records, shelves.files, clock=clock)


def test_a_reader_sees_what_any_process_wrote_before_it_asked(vaults: Service, other: Service):
    write(vaults, "Moss", "shade")
    assert found(other, "shade") == ["Moss.md"]
    write(other, "Moss", "sun")
    assert (found(vaults, "shade"), found(vaults, "sun")) == ([], ["Moss.md"])
    vaults.call(ada, "delete_note", {"path": "Moss"})
    assert found(other, "sun") == []


def test_an_index_lost_in_between_is_made_again(vaults: Service, tmp_path: Path, other: Service):
    for number in range(5):
        write(vaults, f"n{number}", f"moss {number} #tag [[n0]]")
    before = [
        found(vaults, "moss"),
        vaults.call(ada, "get_tags", {}),
        vaults.call(ada, "get_backlinks", {"path": "n0"}),
    ]
    vaults.search(vaults.vault(ada)).index.close()
    for file in (tmp_path / "search").iterdir():
        file.unlink()
    after = [found(vaults, "moss"), vaults.call(ada, "get_tags", {}), vaults.call(ada, "get_backlinks", {"path": "n0"})]
    assert after == before


def test_a_text_that_the_store_has_lost_leaves_the_rest_to_be_found(vaults: Service, other: Service, shelves: Shelves):
    write(vaults, "Pond", "shade")
    write(vaults, "Moss", "shade and stones")
    shelves.files.remove(ADA, vaults.vault(ada).known("Moss").digest)
    assert (found(other, "shade"), found(other, "moss")) == (["Pond.md"], ["Moss.md"])
    write(vaults, "Moss", "shade again")
    assert found(other, "again") == ["Moss.md"]


def test_a_damaged_index_is_made_again(vaults: Service, tmp_path: Path):
    write(vaults, "Moss", "shade")
    assert found(vaults, "shade") == ["Moss.md"]
    vaults.search(vaults.vault(ada)).index.close()
    (tmp_path / "search" / f"{ADA}.db").write_bytes(b"not a database" * 1000)
    assert found(vaults, "shade") == ["Moss.md"]


def test_an_index_whose_texts_are_garbled_is_made_again(vaults: Service, tmp_path: Path):
    write(vaults, "Moss", "shade")
    assert found(vaults, "shade") == ["Moss.md"]
    vaults.search(vaults.vault(ada)).index.close()
    with sqlite3.connect(tmp_path / "search" / f"{ADA}.db") as db:
        db.execute("UPDATE texts SET text = CAST(X'fffefd' AS TEXT)")
    with pytest.raises(Unavailable, match="being rebuilt") as refused:
        found(vaults, "shade")
    assert refused.value.reason == "Could not decode to UTF-8"
    assert found(vaults, "shade") == ["Moss.md"]


def test_an_index_that_cannot_be_opened_is_told_in_our_words(vaults: Service, tmp_path: Path):
    write(vaults, "Moss", "shade")
    assert found(vaults, "shade") == ["Moss.md"]
    vaults.search(vaults.vault(ada)).index.close()
    shutil.rmtree(tmp_path / "search")
    (tmp_path / "search").touch()
    with pytest.raises(Unavailable, match="search index"):
        found(vaults, "shade")
    (tmp_path / "search").unlink()
    assert found(vaults, "shade") == ["Moss.md"]


def test_an_index_made_by_other_rules_is_made_again(vaults: Service, tmp_path: Path):
    write(vaults, "Moss", "shade")
    assert found(vaults, "shade") == ["Moss.md"]
    vaults.search(vaults.vault(ada)).index.close()
    with sqlite3.connect(tmp_path / "search" / f"{ADA}.db") as db:
        db.execute("UPDATE state SET stamp='older'")
        db.execute("DELETE FROM notes")
    assert found(vaults, "shade") == ["Moss.md"]


def test_an_index_follows_a_log_whose_start_is_gone(vaults: Service, other: Service, shelves: Shelves):
    from shared.storage.contract import Write

    write(vaults, "a", "moss")
    assert found(other, "moss") == ["a.md"]
    write(vaults, "b", "moss")
    write(vaults, "c", "moss")
    shelves.records.commit(ADA, *[Write(f"change#{seq:020d}", None) for seq in (1, 2)])
    assert sorted(found(other, "moss")) == ["a.md", "b.md", "c.md"]


def test_another_users_notes_change_no_result_and_no_order(vaults: Service):
    for number, text in enumerate(["moss", "moss moss fern", "a long text about moss and much else " * 5]):
        write(vaults, f"n{number}", text)
    before = found(vaults, "moss")
    for number in range(20):
        write(vaults, f"n{number}", "moss " * number, bob)
    assert found(vaults, "moss") == before


def test_more_users_than_open_indexes_are_all_answered(vaults: Service, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(indexes, "OPEN_INDEXES_MAX", 8)
    callers = [Caller(f"u{number}") for number in range(24)]
    for caller in callers:
        write(vaults, "Moss", f"moss of {caller.user_id}", caller)
    for caller in callers:
        assert found(vaults, caller.user_id, caller) == ["Moss.md"]


PROCESS = """
import sys
from pathlib import Path
from shared.access.gate import Caller
from shared.errors import Unavailable
from shared.notes.change import Edit
from shared.service import build
from tests.conftest import config_in
vaults = build(config_in(Path(sys.argv[1]), mode="local"))
ada = Caller("hf-ada")
for number in range(20):
    vaults.call(ada, "write_note", {"path": f"{sys.argv[2]}-{number}", "body": f"moss {sys.argv[2]}"})
    vaults.call(ada, "search_notes", {"query": "moss"})
print(vaults.call(ada, "search_notes", {"query": sys.argv[2], "limit": 100}).structured["total"])
"""


def test_processes_that_share_one_disk_lose_nothing(tmp_path: Path):
    command = [sys.executable, "-c", PROCESS, str(tmp_path)]
    running = [
        subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True) for name in ("one", "two", "three")
    ]
    assert [process.communicate(timeout=120)[0].strip() for process in running] == ["20", "20", "20"]
    from shared.service import build

    assert build(config_in(tmp_path, mode="local")).call(ada, "list_notes", {}).structured["total"] == 60


def test_every_hit_of_a_common_word_is_on_exactly_one_page(vaults: Service):
    vault = vaults.vault(ada)
    vault.change(
        [Edit(f"n{number:03}.md", f"moss {'shade ' * (number % 7)}".encode()) for number in range(230)], "write"
    )
    pages, cursor = [], ""
    while cursor is not None:
        given = {"query": "moss", "limit": 45, **({"cursor": cursor} if cursor else {})}
        page = vaults.call(ada, "search_notes", given).structured
        assert page["total"] == 230
        pages.append([note["path"] for note in page["notes"]])
        cursor = page["next_cursor"]
    assert [len(page) for page in pages] == [45, 45, 45, 45, 45, 5]
    assert sorted(path for page in pages for path in page) == [f"n{number:03}.md" for number in range(230)]

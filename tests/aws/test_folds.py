"""Search where no disk lasts: a cold function starts from the folded index, and always sees what was written."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.access.gate import Caller
from shared.indexes import FOLDED_AFTER_CHANGES
from shared.notes.fold import Fold
from shared.service import Service
from shared.storage.contract import Write
from tests.aws.traffic import Call, recorded
from tests.conftest import ADA, BOB, Clock, config_in
from tests.shelves import Shelves, aws_shelves, local_shelves, moto

CALLER = Caller(ADA, client="Claude")
TEXT = "Moss likes shade and rain, and so does the fern beside it. " * 34


@pytest.fixture
def shelves(clock: Clock) -> Iterator[Shelves]:
    with moto():
        yield aws_shelves(clock)


class Lambdas:
    """Functions over the same shelves; each new one is cold."""

    def __init__(self, shelves: Shelves, folder: Path, clock: Clock) -> None:
        self._shelves = shelves
        self._folder = folder
        self._clock = clock
        self._made = 0

    def cold(self, **settings: Any) -> Service:
        self._made += 1
        config = config_in(self._folder / str(self._made), mode="lambda", **settings)
        return Service(config, self._shelves.records, self._shelves.files, clock=self._clock)


@pytest.fixture
def lambdas(shelves: Shelves, tmp_path: Path, clock: Clock) -> Lambdas:
    return Lambdas(shelves, tmp_path, clock)


def write(function: Service, path: str, body: str, caller: Caller = CALLER) -> None:
    function.call(caller, "write_note", {"path": path, "body": body, "overwrite": True})


def found(function: Service, query: str, caller: Caller = CALLER) -> set[str]:
    answer = function.call(caller, "search_notes", {"query": query, "limit": 50}).structured
    return {note["path"] for note in answer["notes"]}


def reads_of(calls: list[Call]) -> tuple[int, int]:
    """How often files were read, and how often records."""
    return sum(call.reads_files for call in calls), sum(call.reads_records for call in calls)


def fill(function: Service, notes: int, start: int = 0) -> None:
    for number in range(start, start + notes):
        write(function, f"Note {number}", f"{TEXT} word{number}")


def test_a_cold_function_searches_after_few_reads_wherever_the_log_stands(lambdas: Lambdas):
    writer = lambdas.cold()
    for number in range(2 * FOLDED_AFTER_CHANGES + 10):
        write(writer, f"Note {number}", f"{TEXT} word{number}")
        if number % 23 == 0 or number % FOLDED_AFTER_CHANGES in (0, 1, FOLDED_AFTER_CHANGES - 1):
            cold = lambdas.cold()
            with recorded() as calls:
                assert found(cold, f"word{number}") == {f"Note {number}.md"}
            files, records = reads_of(calls)
            assert files <= 2 and records <= 2, (number, [call.operation for call in calls])


@pytest.mark.slow
def test_a_cold_function_searches_ten_thousand_notes_after_few_reads(lambdas: Lambdas, tmp_path: Path, clock: Clock):
    local = local_shelves(tmp_path / "local", clock)
    fill(Service(config_in(tmp_path / "local", mode="lambda"), local.records, local.files, clock=clock), 10_000)
    move(local, lambdas._shelves)
    fill(lambdas.cold(), FOLDED_AFTER_CHANGES - 1, start=10_000)
    cold = lambdas.cold()
    with recorded() as calls:
        assert found(cold, "word10048") == {"Note 10048.md"}
    files, records = reads_of(calls)
    print(f"10,049 notes, cold: {files} file reads, {records} table reads")
    assert files <= 2 and records <= 2
    assert found(cold, "word77") == {"Note 77.md"}


def move(source: Shelves, target: Shelves) -> None:
    """Everything of ada's to other shelves."""
    after = ""
    while page := source.records.under(ADA, "", after=after, limit=500):
        for record in page:
            target.records.commit(ADA, Write(record.key, record.value))
        after = page[-1].key
    after = ""
    while digests := source.files.under(ADA, after=after, limit=500):
        for body in source.files.get_all(ADA, dict.fromkeys(digests, 0)).values():
            target.files.put(ADA, body)
        after = digests[-1]


def test_two_functions_of_different_warmth_see_every_write_that_was_acknowledged_before(
    lambdas: Lambdas, shelves: Shelves
):
    chance = random.Random(5)
    functions = [lambdas.cold(), lambdas.cold()]
    held: dict[str, str] = {}
    for step in range(90):
        place = chance.randrange(2)
        if chance.random() < 0.08:
            functions[place] = lambdas.cold()
        function, path, word = functions[place], f"Note {chance.randrange(12)}.md", f"step{step}"
        act = chance.random()
        if act < 0.5:
            write(function, path, f"Moss {word}")
            held[path] = word
        elif act < 0.6 and path in held:
            function.call(CALLER, "delete_note", {"path": path})
            del held[path]
        elif act < 0.7 and path in held:
            to = f"Moved {step}.md"
            function.call(CALLER, "move_note", {"path": path, "to": to})
            held[to] = held.pop(path)
        else:
            assert found(function, "moss") == held.keys()
            for known, word in chance.sample(sorted(held.items()), min(3, len(held))):
                assert found(function, word) == {known}
        assert len(function.call(CALLER, "list_notes", {}).structured["notes"]) == len(held)
    assert Fold(shelves.records, shelves.files, ADA, clock=Clock()).now(), "it was folded on the way"


def test_a_fold_that_is_lost_or_damaged_costs_time_and_nothing_else(lambdas: Lambdas, shelves: Shelves):
    fill(lambdas.cold(), FOLDED_AFTER_CHANGES)
    fold = Fold(shelves.records, shelves.files, ADA, clock=Clock())
    folded = fold.now()
    assert folded
    shelves.files.remove(ADA, folded.digest)
    assert found(lambdas.cold(), "word7") == {"Note 7.md"}
    value = {**shelves.records.get(ADA, "fold").value, "digest": shelves.files.put(ADA, b"no index")}
    shelves.records.commit(ADA, Write("fold", value))
    assert found(lambdas.cold(), "word7") == {"Note 7.md"}


def test_a_sweep_folds_what_is_behind_and_keeps_what_the_fold_has_not_seen(
    lambdas: Lambdas, shelves: Shelves, clock: Clock
):
    fill(lambdas.cold(), FOLDED_AFTER_CHANGES + 5)
    fold = Fold(shelves.records, shelves.files, ADA, clock=clock)
    assert fold.now().seq == FOLDED_AFTER_CHANGES
    clock.forward(400 * 86_400)
    lambdas.cold().sweep(ADA)
    folded = fold.now()
    assert folded.seq == FOLDED_AFTER_CHANGES + 5
    assert shelves.files.get(ADA, folded.digest) is not None
    cold = lambdas.cold()
    with recorded() as calls:
        assert found(cold, "word54") == {"Note 54.md"}
    assert reads_of(calls)[0] <= 2
    write(cold, "Note 54", "changed words")
    assert found(lambdas.cold(), "word54") == set()
    assert found(lambdas.cold(), "changed") == {"Note 54.md"}


def test_an_account_made_anew_is_not_answered_from_the_index_of_the_old_one(lambdas: Lambdas):
    warm, other = lambdas.cold(), lambdas.cold()
    write(warm, "Old", "secret moss")
    assert found(warm, "moss") == {"Old.md"}
    other.delete_account(CALLER)
    write(other, "New", "fern")
    assert found(warm, "moss") == set()
    assert found(warm, "fern") == {"New.md"}


def test_a_warm_function_keeps_indexes_within_a_size_and_forgets_the_longest_unused(lambdas: Lambdas):
    function = lambdas.cold(search_cache_bytes_max=200_000)
    for caller in (CALLER, Caller(BOB), Caller("hf-cyd")):
        write(function, "Moss", TEXT, caller)
        assert found(function, "moss", caller) == {"Moss.md"}
    files = {file.stem for file in function.config.search_cache_path.glob("*.db")}
    assert "hf-cyd" in files and ADA not in files
    assert found(function, "moss") == {"Moss.md"}

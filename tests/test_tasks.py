"""The twenty tasks of `make tasks` with our own tools: each is done, nothing else changes; and when a run fails."""

from pathlib import Path

import pytest

from benchmarks.tasks import basic_memory, markdown_vault, ours, report
from benchmarks.tasks.catalog import TASKS
from benchmarks.tasks.notes import ordinary_notes
from benchmarks.tasks.outcome import Outcome, means
from benchmarks.tasks.run import Record, Result, record
from benchmarks.tasks.systems import OURS
from benchmarks.tasks.talk import NeverSaid, Server, Talk
from benchmarks.tasks.vault import last_notes, linking_to


def recorded(name: str, calls: int, size: int, **more: object) -> Record:
    """A system that took so many calls and bytes for every task."""
    return Record(name, 1_000, [Result(task.key, calls, size // 2, size - size // 2, **more) for task in TASKS])


def test_every_task_is_done_with_our_tools_and_no_other_note_is_touched(tmp_path: Path):
    found = record(OURS, tmp_path / "ours")
    assert {result.key: result.faults for result in found.results if result.faults} == {}
    assert found.harm == []
    assert len(found.results) == 20


def test_nothing_is_done_by_doing_nothing(tmp_path: Path):
    for path, text in last_notes().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    outcome = Outcome(tmp_path, heard="")
    assert [task.key for task in TASKS if not list(task.faults(outcome))] == []


@pytest.mark.parametrize("scripts", [ours, basic_memory, markdown_vault], ids=lambda scripts: scripts.__name__)
def test_every_system_has_a_script_for_a_task_or_a_reason(scripts):
    for task in TASKS:
        assert hasattr(scripts, task.key) != (task.key in scripts.CANNOT), task.key


def test_the_vault_is_the_same_on_every_machine():
    assert ordinary_notes() == ordinary_notes()
    assert len(last_notes()) > 300
    assert len(linking_to("Projects/Northgate audit.md")) == 12


def test_a_link_means_a_note_by_its_name_by_its_path_or_by_the_end_of_it():
    assert means("Ada", "People/Ada.md") and means("People/Ada", "People/Ada.md") and means("b/Ada", "a/b/Ada.md")
    assert not means("Ada", "People/Bob.md") and not means("Ada", "People/Other Ada.md")


def test_a_script_knows_only_what_the_user_or_an_answer_has_told():
    talk = Talk(Server(0), wish="Write to Ada.", now=0)
    talk.heard = "Bob lives in Lisbon."
    talk.saw("Ada", "Lisbon")
    with pytest.raises(NeverSaid):
        talk.saw("Porto")


def test_a_run_passes_with_as_many_calls_and_half_the_bytes():
    assert list(report.faults(recorded("ours", 2, 500), [recorded("a peer", 2, 1_000)])) == []


def test_a_run_fails_when_a_task_takes_more_calls_than_a_peers():
    faults = list(report.faults(recorded("ours", 3, 100), [recorded("a peer", 2, 1_000)]))
    assert len(faults) == len(TASKS)


def test_a_run_fails_when_the_tasks_of_a_peer_take_more_than_half_its_bytes():
    [fault] = report.faults(recorded("ours", 1, 501), [recorded("a peer", 2, 1_000)])
    assert "0.501" in fault


def test_a_run_fails_when_a_task_is_not_done_or_another_note_is_touched():
    not_done = recorded("ours", 1, 10)
    not_done.results[0].faults = ["the note is not there"]
    not_done.harm = ["People/Ada.md"]
    assert len(list(report.faults(not_done, []))) == 2


def test_what_a_peer_cannot_do_counts_for_neither_side():
    peer = recorded("a peer", 1, 1_000, cannot="it has no history")
    assert list(report.faults(recorded("ours", 9, 9_000), [peer])) == []
    assert report.total(recorded("ours", 9, 9_000), peer).tasks == 0

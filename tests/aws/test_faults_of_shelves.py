"""Whatever goes wrong at any request a shelf makes to AWS: it answers right, or may be asked again."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from shared.errors import Unavailable
from shared.notes.sweep import DOOM_SECONDS
from shared.storage.contract import Write
from tests.aws.faults import Wire, unanswered
from tests.aws.faulty_vault import ALWAYS, Vault, answered, attempt, client, trials
from tests.conftest import ADA, Clock
from tests.shelves import BUCKET_NAME, moto


@dataclass(frozen=True)
class Site:
    """A question to a shelf, after which something can be seen; asked twice it comes to the same."""

    ask: Callable[[Vault], Any]
    seen: Callable[[Vault], Any] = lambda vault: None
    ready: Callable[[Vault], Any] = lambda vault: None


def some_files(vault: Vault) -> None:
    for number in range(3):
        vault.files.put(ADA, b"%d" % number)
        vault.files.put(ADA, b"%d" % number * 10_000)


def some_records(vault: Vault) -> None:
    vault.records.commit(ADA, *(Write(f"note#{number}", {"n": number}) for number in range(5)))


def a_counter_that_is_over(vault: Vault) -> None:
    vault.records.add(ADA, "count#1", {"user": 7}, expires_at=int(vault.service.now()) - 1)


def something_sent(vault: Vault) -> None:
    client("s3").put_object(Bucket=BUCKET_NAME, Key=f"in/{ADA}/key", Body=b"zip")


SMALL, BIG = (hashlib.sha256(body).hexdigest() for body in (b"1", b"1" * 10_000))
SITES = {
    "records under a prefix": Site(lambda v: v.records.under(ADA, "note#", limit=3), ready=some_records),
    "several records": Site(lambda v: v.records.get_all(ADA, "note#4", "note#none", "note#1"), ready=some_records),
    "one write": Site(
        lambda v: v.records.commit(ADA, Write("account", {"n": 1})), lambda v: v.records.get(ADA, "account").value
    ),
    "one removal": Site(
        lambda v: v.records.commit(ADA, Write("note#1", None)), lambda v: v.records.get(ADA, "note#1"), some_records
    ),
    "what is nobody's": Site(
        lambda v: v.records.commit("users#", Write(ADA, {"n": 1})), lambda v: v.records.get("users#", ADA).value
    ),
    "a file in the table": Site(lambda v: v.files.put(ADA, b"1"), lambda v: v.files.get(ADA, SMALL)),
    "a file in the bucket": Site(lambda v: v.files.put(ADA, b"1" * 10_000), lambda v: v.files.get(ADA, BIG)),
    "a file of unknown size": Site(lambda v: v.files.get(ADA, BIG), ready=some_files),
    "several files": Site(lambda v: v.files.get_all(ADA, {SMALL: 1, BIG: 10_000, "0" * 64: 3}), ready=some_files),
    "the list of files": Site(lambda v: v.files.under(ADA), ready=some_files),
    "a removed file": Site(lambda v: v.files.remove(ADA, SMALL), lambda v: list(v.files.under(ADA)), some_files),
    "a sweep": Site(lambda v: v.service.sweep(ADA) and None, lambda v: list(v.files.under(ADA)), some_files),
}


@pytest.mark.parametrize("every", [121, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", SITES)
def test_a_shelf_that_was_not_answered_comes_to_the_same(
    wire: Wire, tmp_path: Path, clock: Clock, name: str, every: int
):
    site = SITES[name]
    with moto():
        vault = Vault(tmp_path / "well", clock)
        site.ready(vault)
        wire.break_at(0, unanswered, 0)
        expected = site.ask(vault), site.seen(vault)
        number = len(wire.requests)
    for trial, (at, fault, times) in enumerate(trials(number, every)):
        with moto():
            vault = Vault(tmp_path / str(trial), clock)
            site.ready(vault)
            wire.break_at(at, fault, times)
            answers, told = answered(site.ask, vault)
            wire.mend()
            case = (name, at, fault.__name__, times, repr(told))
            assert told is None or (times == ALWAYS and isinstance(told, Unavailable)), case
            clock.forward(2 * DOOM_SECONDS)
            answers = answers or [site.ask(vault)]
            assert (answers[0], site.seen(vault)) == expected, case


def test_a_counter_that_is_over_begins_anew_whatever_goes_wrong(wire: Wire, tmp_path: Path, clock: Clock):
    for trial, (at, fault, times) in enumerate(trials(3, 1)):
        with moto():
            vault = Vault(tmp_path / str(trial), clock)
            a_counter_that_is_over(vault)
            wire.break_at(at, fault, times)
            expires_at = int(clock()) + 60
            told = attempt(partial(vault.records.add, expires_at=expires_at), ADA, "count#1", {"user": 1})
            wire.mend()
            counted = vault.records.get(ADA, "count#1")
            assert (told is None) <= (counted is not None and counted.value["user"] >= 1), (at, fault.__name__, times)


def test_what_was_sent_past_us_is_taken_in_or_may_be_asked_for_again(wire: Wire, tmp_path: Path, clock: Clock):
    for trial, (at, fault, times) in enumerate(trials(4, 1)):
        with moto():
            vault = Vault(tmp_path / str(trial), clock)
            something_sent(vault)
            wire.break_at(at, fault, times)
            answers, told = answered(partial(vault.files.sent, bytes_max=10), ADA, "key")
            wire.mend()
            assert answers == [b"zip"] or isinstance(told, Unavailable), (at, fault.__name__, times, repr(told))

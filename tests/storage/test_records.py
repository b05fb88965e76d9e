"""What every backend promises of records. One body for all of them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.errors import Invalid, TooLarge
from shared.storage.contract import ABSENT, StaleRecord, Write
from tests.conftest import ADA, BOB, Clock
from tests.shelves import Shelves

ODD_NAMES = [
    "note#🌿 herbs.md",
    "note#海図/日誌.md",
    "note#a b+c%20&?#'\"\\.md",
    "note#é",
    "note#ا",
    "note#\U0001f468‍👩",
]


def keys(records) -> list[str]:
    return [record.key for record in records]


def test_a_record_that_is_not_there_is_none(shelves: Shelves):
    assert shelves.records.get(ADA, "head") is None
    assert list(shelves.records.under(ADA, "note#")) == []


def test_a_record_written_is_the_record_read(shelves: Shelves):
    shelves.records.commit(
        ADA, Write("head", {"seq": 1, "title": "Grüße, 世界 🌿", "nested": {"list": [1, 2.5, None]}})
    )
    record = shelves.records.get(ADA, "head")
    assert record and record.value == {"seq": 1, "title": "Grüße, 世界 🌿", "nested": {"list": [1, 2.5, None]}}


def test_several_records_are_read_at_once_in_the_order_of_their_keys(shelves: Shelves, clock: Clock):
    shelves.records.commit(ADA, *(Write(f"note#{number}", {"n": number}) for number in range(90)))
    shelves.records.commit(ADA, *(Write(f"note#{number}", {"n": number}) for number in range(90, 150)))
    shelves.records.commit(ADA, Write("note#gone", {"n": 0}, expires_at=int(clock()) + 10))
    clock.forward(10)
    wanted = ["note#7", "note#none", "note#gone", *(f"note#{number}" for number in range(149, 7, -1))]
    found = shelves.records.get_all(ADA, *wanted)
    assert [record and record.key for record in found] == [None if key in wanted[1:3] else key for key in wanted]
    assert [record and record.version for record in found[:2]] == [1, None]
    assert shelves.records.get_all(ADA, "note#3")[0].value == {"n": 3}
    assert shelves.records.get_all(ADA) == []
    assert shelves.records.get_all(BOB, "note#7", "note#8") == [None, None]


def test_a_version_counts_the_writes(shelves: Shelves):
    for expected in range(3):
        shelves.records.commit(ADA, Write("head", {"seq": expected}, expects=expected))
        assert shelves.records.get(ADA, "head").version == expected + 1
    shelves.records.commit(ADA, Write("head", {"seq": 9}))
    assert shelves.records.get(ADA, "head").version == 4


def test_a_write_that_expects_another_version_is_stale(shelves: Shelves):
    shelves.records.commit(ADA, Write("head", {"seq": 1}, expects=ABSENT))
    for expects in (ABSENT, 2, 7):
        with pytest.raises(StaleRecord) as caught:
            shelves.records.commit(ADA, Write("head", {"seq": 2}, expects=expects))
        assert caught.value.key == "head"
    assert shelves.records.get(ADA, "head").value == {"seq": 1}


def test_a_write_that_expects_a_record_that_is_not_there_is_stale(shelves: Shelves):
    with pytest.raises(StaleRecord):
        shelves.records.commit(ADA, Write("head", {"seq": 2}, expects=1))
    assert shelves.records.get(ADA, "head") is None


def test_a_commit_with_one_stale_record_changes_nothing(shelves: Shelves):
    shelves.records.commit(ADA, Write("a", {"n": 1}), Write("b", {"n": 1}), Write("c", {"n": 1}))
    with pytest.raises(StaleRecord) as caught:
        shelves.records.commit(
            ADA, Write("a", {"n": 2}), Write("b", {"n": 2}, expects=5), Write("c", None), Write("d", {"n": 2})
        )
    assert caught.value.key == "b"
    assert [(r.key, r.value) for r in shelves.records.under(ADA, "")] == [(k, {"n": 1}) for k in "abc"]


def test_a_removed_record_is_absent_again(shelves: Shelves):
    shelves.records.commit(ADA, Write("a", {"n": 1}))
    with pytest.raises(StaleRecord):
        shelves.records.commit(ADA, Write("a", None, expects=3))
    shelves.records.commit(ADA, Write("a", None, expects=1))
    assert shelves.records.get(ADA, "a") is None
    shelves.records.commit(ADA, Write("a", {"n": 2}, expects=ABSENT))
    shelves.records.commit(ADA, Write("never there", None))


def test_an_expired_record_is_absent_in_every_way(shelves: Shelves, clock: Clock):
    expires_at = int(clock.now) + 60
    shelves.records.commit(ADA, Write("s#1", {"n": 1}, expires_at=expires_at), Write("s#2", {"n": 2}))
    clock.forward(59)
    assert keys(shelves.records.under(ADA, "s#")) == ["s#1", "s#2"]
    clock.forward(1)
    assert shelves.records.get(ADA, "s#1") is None
    assert keys(shelves.records.under(ADA, "s#")) == ["s#2"]
    with pytest.raises(StaleRecord):
        shelves.records.commit(ADA, Write("s#1", {"n": 2}, expects=1))
    shelves.records.commit(ADA, Write("s#1", {"n": 3}, expects=ABSENT))
    clock.forward(10_000)
    assert shelves.records.get(ADA, "s#1").value == {"n": 3}


def test_an_expired_record_does_not_use_up_the_limit_of_a_page(shelves: Shelves, clock: Clock):
    shelves.records.commit(
        ADA, *[Write(f"s#{n}", {}, expires_at=int(clock.now) + 1) for n in range(5)], Write("s#9", {})
    )
    clock.forward(2)
    assert keys(shelves.records.under(ADA, "s#", limit=1)) == ["s#9"]


def test_records_come_in_the_byte_order_of_their_keys(shelves: Shelves):
    names = ["note#Z", "note#a", "note#é", "note#日", "note#🌿", "note#a b", "note#\uffff", *ODD_NAMES]
    shelves.records.commit(ADA, *[Write(name, {}) for name in set(names)])
    assert keys(shelves.records.under(ADA, "note#")) == sorted(set(names), key=lambda name: name.encode())
    descending = keys(shelves.records.under(ADA, "note#", newest_first=True))
    assert descending == sorted(set(names), key=lambda name: name.encode(), reverse=True)


def test_a_prefix_is_text_and_not_a_pattern(shelves: Shelves):
    shelves.records.commit(ADA, *[Write(name, {}) for name in ("a%b", "a_b", "axb", "a*b", "A%b")])
    assert keys(shelves.records.under(ADA, "a%")) == ["a%b"]
    assert keys(shelves.records.under(ADA, "a_")) == ["a_b"]
    assert len(shelves.records.under(ADA, "")) == 5


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_join_to_the_whole(shelves: Shelves, newest_first: bool):
    for start in range(0, 250, 50):
        shelves.records.commit(ADA, *[Write(f"change#{n:020d}", {"n": n}) for n in range(start, start + 50)])
    shelves.records.commit(ADA, Write("change", {}), Write("changf", {}))
    seen: list[str] = []
    while page := shelves.records.under(
        ADA, "change#", after=seen[-1] if seen else "", limit=33, newest_first=newest_first
    ):
        assert len(page) <= 33
        seen += keys(page)
    assert seen == sorted((f"change#{n:020d}" for n in range(250)), reverse=newest_first)


def test_a_page_larger_than_a_megabyte_is_whole(shelves: Shelves):
    for n in range(8):
        shelves.records.commit(ADA, Write(f"big#{n}", {"text": "x" * 300_000}))
    assert keys(shelves.records.under(ADA, "big#")) == [f"big#{n}" for n in range(8)]


def test_users_are_apart(shelves: Shelves):
    shelves.records.commit(ADA, Write("head", {"of": "ada"}))
    shelves.records.commit(BOB, Write("head", {"of": "bob"}), Write("note#b", {}))
    assert shelves.records.get(ADA, "head").value == {"of": "ada"}
    assert keys(shelves.records.under(ADA, "")) == ["head"]
    assert shelves.records.get("hf-ad", "head") is None
    shelves.records.commit(BOB, Write("head", None))
    assert shelves.records.get(ADA, "head")


def test_odd_names_come_back_as_they_were(shelves: Shelves):
    shelves.records.commit(ADA, *[Write(name, {"name": name}) for name in ODD_NAMES])
    for name in ODD_NAMES:
        assert shelves.records.get(ADA, name).value == {"name": name}
    assert set(keys(shelves.records.under(ADA, "note#"))) == set(ODD_NAMES)


def test_a_hundred_records_are_one_commit_and_one_more_is_refused(shelves: Shelves):
    shelves.records.commit(ADA, *[Write(f"n#{n:03d}", {"n": n}, expects=ABSENT) for n in range(100)])
    assert len(shelves.records.under(ADA, "n#", limit=200)) == 100
    with pytest.raises(TooLarge):
        shelves.records.commit(ADA, *[Write(f"m#{n:03d}", {}) for n in range(101)])
    assert shelves.records.get(ADA, "m#000") is None


def test_a_commit_names_each_record_once(shelves: Shelves):
    with pytest.raises(Invalid):
        shelves.records.commit(ADA, Write("a", {"n": 1}), Write("a", {"n": 2}))
    with pytest.raises(Invalid):
        shelves.records.commit(ADA, Write("", {"n": 1}))
    assert shelves.records.get(ADA, "a") is None


@pytest.mark.parametrize(
    "writes",
    [
        [Write("a", {"text": "x" * 400_000})],
        [Write(f"a#{n}", {"text": "x" * 380_000}) for n in range(11)],
        [Write("k" * 1025, {})],
        [Write("海" * 342, {})],
    ],
    ids=["record", "commit", "key", "key in bytes"],
)
def test_what_is_too_large_is_refused_whole(shelves: Shelves, writes: list[Write]):
    with pytest.raises(TooLarge):
        shelves.records.commit(ADA, Write("first", {}), *writes)
    assert list(shelves.records.under(ADA, "")) == []


def test_an_empty_commit_is_nothing(shelves: Shelves):
    shelves.records.commit(ADA)
    assert list(shelves.records.under(ADA, "")) == []


def test_what_may_be_lost_in_a_power_cut_is_there_at_once(shelves: Shelves):
    shelves.records.commit(ADA, Write("line#1", {"what": "read"}), may_be_lost=True)
    shelves.records.commit(ADA, Write("line#2", {"what": "write"}))
    assert [record.key for record in shelves.records.under(ADA, "line#")] == ["line#1", "line#2"]


def test_ninety_six_writers_of_one_head_end_at_exactly_ninety_six(shelves: Shelves):
    def increment(n: int) -> None:
        while True:
            head = shelves.records.get(ADA, "head")
            seq, version = (head.value["seq"], head.version) if head else (0, ABSENT)
            try:
                shelves.records.commit(
                    ADA, Write("head", {"seq": seq + 1}, expects=version), Write(f"change#{seq + 1:04d}", {"by": n})
                )
                return
            except StaleRecord:
                continue

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(increment, range(96)))
    assert shelves.records.get(ADA, "head").value == {"seq": 96}
    assert sorted(r.value["by"] for r in shelves.records.under(ADA, "change#")) == list(range(96))


def test_of_two_who_take_a_record_only_one_gets_it(shelves: Shelves):
    shelves.records.commit("#codes", Write("code#1", {"for": "ada"}))

    def take(_: int) -> bool:
        try:
            shelves.records.commit("#codes", Write("code#1", None, expects=1))
            return True
        except StaleRecord:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(16))) == 1

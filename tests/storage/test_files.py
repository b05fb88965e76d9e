"""What every backend promises of files. One body for all of them."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.storage.local_files import LocalFiles
from tests.conftest import ADA, BOB
from tests.shelves import Shelves


def test_a_file_that_is_not_there_is_none(shelves: Shelves):
    assert shelves.files.get(ADA, "0" * 64) is None
    assert list(shelves.files.under(ADA)) == []
    shelves.files.remove(ADA, "0" * 64)


@pytest.mark.parametrize(
    "body", [b"", b"one", b"\x00\xff" * 512, b"m" * 1_048_576], ids=["empty", "word", "bytes", "1MiB"]
)
def test_a_file_is_named_by_its_bytes(shelves: Shelves, body: bytes):
    digest = shelves.files.put(ADA, body)
    assert digest == hashlib.sha256(body).hexdigest()
    assert shelves.files.put(ADA, body) == digest
    assert shelves.files.get(ADA, digest) == body
    assert list(shelves.files.under(ADA)) == [digest]


@pytest.mark.parametrize("told", [None, 0, 1, 4, 8_192, 8_193, 20_000_000])
@pytest.mark.parametrize("size", [0, 4, 8_192, 8_193, 100_000])
def test_a_file_is_found_whatever_its_size_was_thought_to_be(shelves: Shelves, size: int, told: int | None):
    body = b"m" * size
    digest = shelves.files.put(ADA, body)
    assert shelves.files.get(ADA, digest, size_bytes=told) == body


def test_many_files_come_at_once_and_those_that_are_not_there_do_not(shelves: Shelves):
    bodies = [b"%d" % number * length for number in range(60) for length in (1, 9_000)]
    digests = {shelves.files.put(ADA, body): len(body) for body in bodies}
    found = shelves.files.get_all(ADA, {**digests, "0" * 64: 1, "1" * 64: 9_000})
    assert sorted(found.values()) == sorted(bodies)
    assert all(hashlib.sha256(body).hexdigest() == digest for digest, body in found.items())
    assert shelves.files.get_all(BOB, digests) == {}
    assert shelves.files.get_all(ADA, {}) == {}


def test_files_of_every_size_come_in_one_order(shelves: Shelves):
    digests = sorted(shelves.files.put(ADA, b"%d" % number * length) for number in range(12) for length in (1, 9_000))
    assert list(shelves.files.under(ADA)) == digests
    pages, after = [], ""
    while page := list(shelves.files.under(ADA, after=after, limit=5)):
        pages += page
        after = page[-1]
    assert pages == digests
    for digest in digests:
        shelves.files.remove(ADA, digest)
    assert list(shelves.files.under(ADA)) == []


def test_a_file_is_no_record(shelves: Shelves):
    shelves.files.put(ADA, b"moss")
    assert list(shelves.records.under(ADA, "")) == []


def test_a_removed_file_can_be_put_again(shelves: Shelves):
    digest = shelves.files.put(ADA, b"moss")
    shelves.files.remove(ADA, digest)
    assert shelves.files.get(ADA, digest) is None
    shelves.files.put(ADA, b"moss")
    assert shelves.files.get(ADA, digest) == b"moss"


def test_one_user_never_sees_another_users_file(shelves: Shelves):
    digest = shelves.files.put(ADA, b"only ada's")
    assert shelves.files.get(BOB, digest) is None
    assert list(shelves.files.under(BOB)) == []
    shelves.files.put(BOB, b"only ada's")
    shelves.files.remove(BOB, digest)
    assert shelves.files.get(ADA, digest) == b"only ada's"


def test_files_come_in_pages_by_their_digest(shelves: Shelves):
    digests = sorted(shelves.files.put(ADA, str(n).encode()) for n in range(25))
    first = list(shelves.files.under(ADA, limit=10))
    assert first == digests[:10]
    assert list(shelves.files.under(ADA, after=first[-1], limit=100)) == digests[10:]


def test_the_same_file_from_many_hands_is_one_file(shelves: Shelves):
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(lambda _: shelves.files.put(ADA, b"the same"), range(32)))
    assert list(shelves.files.under(ADA)) == list(digests)
    assert shelves.files.get(ADA, digests.pop()) == b"the same"


def test_what_was_never_sent_is_not_there(shelves: Shelves):
    assert shelves.files.sent(ADA, "nothing", bytes_max=10) is None


def test_a_link_is_given_where_bytes_may_go_past_us(shelves: Shelves):
    small, large = shelves.files.put(ADA, b"moss"), shelves.files.put(ADA, b"m" * 10_000)
    is_local = isinstance(shelves.files, LocalFiles)
    assert shelves.files.link_to_fetch(ADA, small, "moss.png", size_bytes=4) == ""
    assert (shelves.files.link_to_fetch(ADA, large, "moss.png", size_bytes=10_000) == "") == is_local
    assert (shelves.files.link_to_send(ADA, "key") == "") == is_local

"""What every backend promises of files. One body for all of them."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

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

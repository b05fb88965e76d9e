"""Records and files on different shelves: whichever they are, it is the same vault."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from shared.access.gate import Caller
from shared.config import Config
from shared.errors import Misconfigured
from shared.service import Service, build
from tests.conftest import ADA, KEY, ORIGIN
from tests.shelves import BUCKET_NAME, TABLE_NAME, moto

CALLER = Caller(ADA, client="Claude")


@pytest.fixture
def aws() -> Iterator[None]:
    with moto():
        yield


def environ(folder: Path, **settings: str) -> dict[str, str]:
    paths = {"VAULT_BASE_PATH": "vaults", "DATABASE_PATH": "vault.db", "SEARCH_CACHE_PATH": "search"}
    given = {name: str(folder / path) for name, path in paths.items()}
    return {**given, "MODE": "space", "PUBLIC_BASE_URL": ORIGIN, "JWT_SECRET_KEY": KEY, **settings}


def started(folder: Path, **settings: str) -> Service:
    names = {"TABLE_NAME": TABLE_NAME, "BUCKET_NAME": BUCKET_NAME}
    return build(Config.from_environ(environ(folder, **names, **settings)))


def bodies_in_the_bucket() -> list[bytes]:
    s3 = boto3.client("s3")
    keys = [item["Key"] for item in s3.list_objects_v2(Bucket=BUCKET_NAME).get("Contents", [])]
    return sorted(s3.get_object(Bucket=BUCKET_NAME, Key=key)["Body"].read() for key in keys)


def use(vaults: Service) -> None:
    vaults.call(CALLER, "write_note", {"path": "Moss", "body": "Likes shade."})
    vaults.call(CALLER, "write_note", {"path": "Index", "body": "[[Moss]]"})
    vaults.call(CALLER, "move_note", {"path": "Moss", "to": "plants/Bryum"})


def check(vaults: Service) -> None:
    assert vaults.call(CALLER, "read_note", {"path": "Index"}).structured["text"] == "[[Bryum]]"
    found = vaults.call(CALLER, "search_notes", {"query": "shade"}).structured["notes"]
    assert [note["path"] for note in found] == ["plants/Bryum.md"]
    assert vaults.call(CALLER, "get_history", {}).structured["changes"][0]["what"] == "move"


def test_files_in_a_bucket_beside_a_database_on_the_disk(aws: None, tmp_path: Path):
    vaults = started(tmp_path, FILES="s3")
    use(vaults)
    check(vaults)
    assert bodies_in_the_bucket() == [b"Likes shade.", b"[[Bryum]]", b"[[Moss]]"]
    assert not (tmp_path / "vaults/.files").exists()
    assert (tmp_path / "vaults" / ADA / "plants/Bryum.md").read_text() == "Likes shade."


def test_a_table_beside_files_on_the_disk(aws: None, tmp_path: Path):
    vaults = started(tmp_path, RECORDS="dynamodb")
    use(vaults)
    check(vaults)
    assert bodies_in_the_bucket() == []
    assert not (tmp_path / "vault.db").exists()
    check(started(tmp_path, RECORDS="dynamodb"))


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"FILES": "s3"}, "BUCKET_NAME"),
        ({"RECORDS": "dynamodb"}, "TABLE_NAME"),
        ({"FILES": "tape"}, "FILES"),
        ({"RECORDS": "paper"}, "RECORDS"),
        ({"MODE": "lambda", "TABLE_NAME": "t", "BUCKET_NAME": "b", "FILES": "disk"}, "FILES"),
        ({"MODE": "lambda", "TABLE_NAME": "t"}, "BUCKET_NAME"),
    ],
)
def test_shelves_that_cannot_be_are_refused_by_the_setting_to_mend(
    tmp_path: Path, settings: dict[str, str], named: str
):
    with pytest.raises(Misconfigured, match=named):
        Config.from_environ(environ(tmp_path, **settings))

"""Settings with which a command is run: a laptop's, a Space's or those of AWS."""

from collections.abc import Callable
from pathlib import Path

from shared.config import Config
from tests.running import environ_of
from tests.shelves import BUCKET_NAME, TABLE_NAME

AWS = {
    "MODE": "lambda",
    "PUBLIC_BASE_URL": "https://notes.example",
    "TABLE_NAME": TABLE_NAME,
    "BUCKET_NAME": BUCKET_NAME,
    "AWS_DEFAULT_REGION": "us-east-1",
    "OAUTH_CLIENT_ID": "vault",
}
SPACE = {"MODE": "space", "PUBLIC_BASE_URL": "https://notes.example", "OAUTH_CLIENT_ID": "vault"}

Run = Callable[..., tuple[int, str, str]]


def config_of(tmp_path: Path, **settings: str) -> Config:
    return Config.from_environ(environ_of(tmp_path / "data", **settings))

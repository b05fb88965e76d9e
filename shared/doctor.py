"""What is wrong with the settings or the machine: each check answers one sentence, or nothing."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from shared.access.tokens import signing_keys
from shared.config import Config
from shared.errors import Misconfigured, Unavailable
from shared.shelves import clients_of, files_of, records_of

DISK_BYTES_MIN = 268_435_456
LOCK_WAIT_SECONDS = 2
NOBODY = "doctor"
"""Whose vault is asked for on AWS; nothing is ever written there."""

Check = Callable[[Config], str | None]


def complaints(config: Config) -> list[str]:
    """What is wrong, one sentence each, in the order in which it is best put right."""
    return [sentence for check in CHECKS if (sentence := check(config))]


def _signing_key(config: Config) -> str | None:
    made_here = config.database_path.parent / "jwt_secret_key"
    if config.mode == "local" and not config.jwt_secret_key and not made_here.exists():
        return None
    try:
        signing_keys(config)
    except Misconfigured as error:
        return error.message
    except OSError as error:
        return f"The signing key in {made_here} cannot be read: {error.strerror}."
    return None


def _public_url(config: Config) -> str | None:
    if config.mode == "local":
        return None
    url = urlsplit(config.base_url)
    if url.scheme != "https" and url.hostname not in ("localhost", "127.0.0.1", "::1"):
        return f"PUBLIC_BASE_URL is {config.base_url}; clients sign in only where it starts with https://."
    return None


def _provider(config: Config) -> str | None:
    if config.mode != "local" and not config.oauth_client_id:
        return "OAUTH_CLIENT_ID is missing, so nobody can sign in. On a Space, set hf_oauth: true in README.md."
    return None


def _vault_folder(config: Config) -> str | None:
    return None if config.mode == "lambda" else _not_writable("VAULT_BASE_PATH", config.vault_base_path)


def _database_folder(config: Config) -> str | None:
    return None if config.mode == "lambda" else _not_writable("DATABASE_PATH", config.database_path.parent)


def _search_folder(config: Config) -> str | None:
    return _not_writable("SEARCH_CACHE_PATH", config.search_cache_path)


def _not_writable(setting: str, folder: Path) -> str | None:
    """Find out by writing: permissions, a read-only disk and a full one all show."""
    there = _nearest(folder)
    probe = there / f".{uuid4().hex}.probe"
    try:
        with probe.open("xb", buffering=0) as file:
            file.write(bytes(4096))
            os.fsync(file.fileno())
    except OSError as error:
        return f"{setting} needs a folder this program may write to; in {there} it may not: {error.strerror}."
    finally:
        with suppress(OSError):
            probe.unlink()
    return None


def _nearest(folder: Path) -> Path:
    """The folder itself, or the first above it that is there."""
    resolved = folder.resolve()
    return next(path for path in (resolved, *resolved.parents) if os.path.lexists(path))


def _database(config: Config) -> str | None:
    """An existing database: nobody holds it alone, and SQLite finds no damage in it."""
    path = config.database_path.resolve()
    if config.records_on != "sqlite" or not path.is_file():
        return None
    try:
        database = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=LOCK_WAIT_SECONDS)
        try:
            database.execute("BEGIN IMMEDIATE")
            database.execute("ROLLBACK")
            is_sound = database.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
        finally:
            database.close()
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            return f"Another process has {path} to itself, as a server in space mode does; stop it to work beside it."
        return f"The database {path} cannot be opened: {error}."
    except sqlite3.DatabaseError:
        is_sound = False
    if is_sound:
        return None
    return f"The database {path} is damaged; the next start puts it aside and rebuilds the notes from VAULT_BASE_PATH."


def _full_text_search(config: Config) -> str | None:
    database = sqlite3.connect(":memory:")
    try:
        database.execute("CREATE VIRTUAL TABLE words USING fts5 (body, content='', tokenize='ascii')")
    except sqlite3.OperationalError:
        return f"This Python's SQLite {sqlite3.sqlite_version} has no FTS5, which search needs; use another Python."
    finally:
        database.close()
    return None


def _disk_space(config: Config) -> str | None:
    if config.mode == "lambda":
        return None
    folders = {"VAULT_BASE_PATH": config.vault_base_path, "DATABASE_PATH": config.database_path.parent}
    for setting, folder in {**folders, "SEARCH_CACHE_PATH": config.search_cache_path}.items():
        if (free := shutil.disk_usage(_nearest(folder)).free) < DISK_BYTES_MIN:
            return f"The disk of {setting} has {free // 1_048_576} MiB left; {DISK_BYTES_MIN // 1_048_576} are needed."
    return None


def _lasting_disk(config: Config) -> str | None:
    if config.mode != "space":
        return None
    lasts = {"VAULT_BASE_PATH": config.vault_base_path} if config.files_on == "disk" else {}
    lasts |= {"DATABASE_PATH": config.database_path} if config.records_on == "sqlite" else {}
    for setting, path in lasts.items():
        resolved = path.resolve()
        if not any(os.path.ismount(folder) for folder in (resolved, *resolved.parents) if folder != folder.parent):
            return f"{setting} is {path}, which is on no mounted volume: everything is lost at the next restart."
    return None


def _shelves_on_aws(config: Config) -> str | None:
    asked, clients = "", clients_of(config)
    try:
        if config.records_on == "dynamodb":
            asked = f"the table {config.table_name}"
            records_of(config, clients).get(NOBODY, "head")
        if config.files_on == "s3":
            asked = f"the bucket {config.bucket_name}"
            files_of(config, clients).get(NOBODY, "0" * 64)
    except Unavailable as error:
        return f"AWS did not let us read {asked}: {error.reason.rstrip('.')}."
    return None


CHECKS: list[Check] = [
    _signing_key,
    _public_url,
    _provider,
    _vault_folder,
    _database_folder,
    _search_folder,
    _database,
    _full_text_search,
    _disk_space,
    _lasting_disk,
    _shelves_on_aws,
]

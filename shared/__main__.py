"""The command line: `python -m shared import`, `export`, `token` and `doctor`."""

import argparse
import sqlite3
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from unicodedata import category

from shared.access.gate import Caller, checked_user_id
from shared.access.tokens import AuthService
from shared.accounts import WELCOME, WELCOME_PATH
from shared.config import Config
from shared.doctor import complaints
from shared.errors import Invalid, Misconfigured, Unavailable, VaultError
from shared.jobs import links_report
from shared.notes.exports import export_notes
from shared.notes.graph import Graph
from shared.notes.imports import COUNTED, Report, import_notes
from shared.notes.names import COMPOSED
from shared.notes.replay import replay_history
from shared.service import Service, build

LOCAL_USER = "local"
DAYS_MAX = 3650
TERMINAL_SECONDS, LOG_SECONDS = 0.1, 5.0
BAR_CHARACTERS = 30
LINKS_SHOWN_MAX = 10
HELD = (
    "Another process has the database to itself. In space mode the running server does: stop it first,"
    " or use the import and export of its web page."
)


def main(untrusted_arguments: Sequence[str] | None = None) -> int:
    """Run one command. What goes wrong is one sentence on stderr; the answer is the exit code."""
    given = _parser().parse_args(untrusted_arguments)
    try:
        config = Config.from_environ()
        code: int = given.run(config, given)
    except VaultError as error:
        return _complain(error.message)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _complain(f"{where}{error.strerror or error}.")
    except sqlite3.Error as error:
        return _complain(f"A database did not answer: {error}. Please try again.")
    except KeyboardInterrupt:
        return _complain("Stopped. What was done by then is kept; the same command goes on from there.", 130)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m shared", description="Notes Vault on the command line.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    given = commands.add_parser("import", help="take the files of a folder or a zip into a vault")
    given.add_argument("source", type=Path, metavar="DIR|ZIP", help="a folder or a .zip, as an Obsidian vault is one")
    given.add_argument("--user", help=f"whose vault; {LOCAL_USER} unless given, in local mode")
    given.add_argument(
        "--overwrite", action="store_true", help="replace notes and attachments that are there with another content"
    )
    given.add_argument("--history", action="store_true", help="take the history in the zip too, into an empty vault")
    given.set_defaults(run=_import)
    given = commands.add_parser("export", help="write every note and attachment into a zip, byte for byte")
    given.add_argument("target", type=Path, metavar="ZIP", help="the file to write")
    given.add_argument("--user", help=f"whose vault; {LOCAL_USER} unless given, in local mode")
    given.add_argument("--history", action="store_true", help="and all changes that are kept, and the trash")
    given.set_defaults(run=_export)
    given = commands.add_parser("token", help="print a token for a user, and nothing else")
    given.add_argument("user", metavar="USER")
    given.add_argument("--days", type=int, help="how long it lives; JWT_EXPIRES_DAYS unless given")
    given.set_defaults(run=_token)
    given = commands.add_parser("doctor", help="say what is wrong with the settings or the machine")
    given.set_defaults(run=_doctor)
    return parser


def _import(config: Config, given: argparse.Namespace) -> int:
    user_id = _user(config, given.user)
    service = _service(config)
    service.take_in(user_id)
    started = monotonic()
    vault = service.vault(Caller(user_id, client="import"))
    changes = None
    if given.history:
        replay = replay_history(vault, given.source, welcome=(WELCOME_PATH, WELCOME), progress=_Progress("Importing"))
        report, changes = replay.report, replay.changes
    else:
        report = import_notes(vault, given.source, overwrite=given.overwrite, progress=_Progress("Importing"))
    imported = monotonic()
    _say("Bringing the search up to date ...")
    links = links_report(Graph(service.search(vault)))
    indexed = monotonic()
    if service.folders:
        _say(f"Writing the visible folder {config.vault_base_path / user_id} ...")
        service.take_in(user_id)
    took = [imported - started, indexed - imported, monotonic() - indexed]
    _say("Took {:.1f} s to import, {:.1f} s to index, {:.1f} s to show.".format(*took))
    _tell(report, links)
    if changes is not None:
        print(f"{changes} changes of its history.")
    return 1 if report.refused else 0


def _tell(report: Report, links: dict[str, Any]) -> None:
    """The report a person reads: the counts, then every file that is not in the vault as it was, by name."""
    for what, counts in (("Notes", report.notes), ("Attachments", report.attachments)):
        print(f"{what}: {', '.join(f'{counts[name]} {name}' for name in COUNTED)}.")
    print(f"Links in the vault: {links['resolved']} lead to a note or an attachment, {links['unresolved']} to nothing.")
    for link in links["to_nothing"][:LINKS_SHOWN_MAX]:
        print(f"  {_printable(link['path'])}, line {link['line']}: {_printable(link['link'])}")
    if links["unresolved"] > LINKS_SHOWN_MAX:
        print(f"  and {links['unresolved'] - LINKS_SHOWN_MAX} more")
    if report.around:
        print(f"The folder {_printable(report.around[:-1])} around everything was left out of the names.")
    if composed := sum(why == COMPOSED for _, _, why in report.renamed):
        print(f"{composed} came in with composed accents (Unicode's form NFC), as every name has here.")
    _name("under another name", [(f"{name} -> {path}", why) for name, path, why in report.renamed if why != COMPOSED])
    _name("refused", report.refused)
    if report.hidden:
        print(f"{report.hidden} passed over: files and folders that start with a dot or are the system's own.")


def _name(what: str, files: list[tuple[str, str]]) -> None:
    if files:
        print(f"{len(files)} {what}:")
        print(*(f"  {_printable(name)}: {_printable(why)}" for name, why in sorted(files)), sep="\n")


def _export(config: Config, given: argparse.Namespace) -> int:
    user_id = _user(config, given.user)
    if not given.target.parent.is_dir() or given.target.is_dir():
        raise Invalid(f"No zip can be written at {given.target}; name a file in a folder that is there.")
    service = _service(config)
    service.take_in(user_id)
    started = monotonic()
    vault = service.vault(Caller(user_id))
    count = export_notes(vault, given.target, with_history=given.history, progress=_Progress("Exporting"))
    _say(f"Took {monotonic() - started:.1f} s to export.")
    print(f"{count} files{' and their history' if given.history else ''} in {given.target}.")
    return 0


def _token(config: Config, given: argparse.Namespace) -> int:
    if given.days is not None and not 0 < given.days <= DAYS_MAX:
        raise Invalid(f"--days is a whole number from 1 to {DAYS_MAX}.")
    lifetime = None if given.days is None else timedelta(days=given.days)
    print(AuthService(config).create_jwt(given.user, expires_in=lifetime, client="command line"))
    return 0


def _doctor(config: Config, given: argparse.Namespace) -> int:
    found = complaints(config)
    print(*(found or ["Nothing is wrong."]), sep="\n")
    return 1 if found else 0


def _user(config: Config, untrusted_user_id: str | None) -> str:
    if untrusted_user_id is None and config.mode != "local":
        raise Misconfigured("Say whose vault it is: --user USER.")
    return checked_user_id(LOCAL_USER if untrusted_user_id is None else untrusted_user_id)


def _service(config: Config) -> Service:
    """The service on this machine's own data. Beside a server in local mode it may work, in space mode it may not."""
    try:
        return build(config)
    except Unavailable as error:
        if "locked" in error.reason:
            raise Unavailable(HELD, reason=error.reason) from error
        raise


class _Progress:
    """How far something is: one line that changes on a terminal, a line now and then in a log."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._is_terminal = sys.stderr.isatty()
        self._told_at = monotonic()

    def __call__(self, done: int, total: int) -> None:
        is_last = done == total
        if not is_last and monotonic() - self._told_at < (TERMINAL_SECONDS if self._is_terminal else LOG_SECONDS):
            return
        self._told_at = monotonic()
        text = f"{self._doing}: {done} of {total}"
        if self._is_terminal:
            full = BAR_CHARACTERS * done // max(total, 1)
            bar = "#" * full + "." * (BAR_CHARACTERS - full)
            print(f"\r[{bar}] {text}", end="\n" if is_last else "", file=sys.stderr, flush=True)
        else:
            _say(text)


def _printable(name: str) -> str:
    """A name that cannot move a terminal's cursor or break its line."""
    return "".join("\ufffd" if category(character) in ("Cc", "Zl", "Zp") else character for character in name)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _complain(sentence: str, code: int = 1) -> int:
    _say(sentence)
    return code


if __name__ == "__main__":
    sys.exit(main())

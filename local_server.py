"""One process with everything in it: every handler's routes, for a laptop, a container or a Space."""

import asyncio
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial
from socket import socket
from threading import Event, Thread, get_ident
from time import localtime, strftime

import anyio
import uvicorn
from starlette.applications import Starlette

from handlers import account, files, mcp, oauth, page, token
from handlers.edge import application, service
from handlers.metrics import prometheus
from shared.access.gate import Caller
from shared.config import Config
from shared.doctor import complaints
from shared.errors import VaultError
from shared.notes.folder_watch import watch
from shared.service import Service

LOCAL_USER = "local"
GRACE_SECONDS = 20
SWEEP_SECONDS = 21_600
AFTERWARDS_SECONDS = 0.05
LINE, TIME = "%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"
TAKEN = "If another program is there, perhaps another Notes Vault, end it or choose another port with MCP_PORT."

log = logging.getLogger("notes_vault")


def main() -> int:
    """Serve until stopped. A setting or a disk that is wrong is one sentence, not a traceback."""
    _log_as_text()
    try:
        config = Config.from_environ()
        if config.mode == "space":
            _log_as_json()
        for complaint in complaints(config):
            print(f"Notes Vault: {complaint}", file=sys.stderr)
        vaults = service()
    except (VaultError, OSError) as error:
        reason = error.message if isinstance(error, VaultError) else error.strerror
        print(f"Notes Vault cannot start. {reason}", file=sys.stderr)
        return 1
    if config.mcp_transport == "stdio":
        anyio.run(_serve_stdio, vaults)
        return 0
    stop = Event()
    try:
        _Server(config, partial(_open, config, vaults, stop)).run()
    finally:
        stop.set()
        vaults.audit.settle()
    return 0


class _Server(uvicorn.Server):
    """Says that it runs when it listens, and not before."""

    def __init__(self, config: Config, listens: Callable[[], None]) -> None:
        self._address = f"{config.host}, port {config.mcp_port}"
        self._listens = listens
        super().__init__(
            uvicorn.Config(
                app(),
                host=config.host,
                port=config.mcp_port,
                log_level="warning",
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
                access_log=False,
            )
        )

    def run(self, sockets: list[socket] | None = None) -> None:
        with suppress(KeyboardInterrupt):
            super().run(sockets)

    async def startup(self, sockets: list[socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:
            print(f"Notes Vault cannot start. It does not get {self._address}. {TAKEN}", file=sys.stderr)
            raise
        self._listens()


def _open(config: Config, vaults: Service, stop: Event) -> None:
    vaults.audit.later = Afterwards(asyncio.get_running_loop())
    Thread(target=_sweep, args=(vaults, stop), daemon=True).start()
    if config.mode == "local":
        Thread(target=_watch, args=(vaults, stop), daemon=True).start()
    _greet(config, vaults)


class Afterwards:
    """Has an event loop do what may wait a moment, once however often it is asked for; nobody waits for it then.

    What another thread than the loop's asks for is done there at once, and so is everything where the loop has ended.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, wait_seconds: float = AFTERWARDS_SECONDS) -> None:
        self._loop = loop
        self._thread = get_ident()
        self._wait_seconds = wait_seconds
        self._waiting: set[Callable[[], None]] = set()

    def __call__(self, work: Callable[[], None]) -> None:
        if get_ident() != self._thread or self._loop.is_closed():
            work()
        elif work not in self._waiting:
            self._waiting.add(work)
            self._loop.call_later(self._wait_seconds, self._do, work)

    def _do(self, work: Callable[[], None]) -> None:
        self._waiting.discard(work)
        work()


def _log_as_text() -> None:
    """A line for each event. What no line tells is not looked up (Python's Logging HOWTO, "Optimization")."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(_Lines(LINE))
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it would tell of every file that is saved
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


class _Lines(logging.Formatter):
    """Lines that tell the time to the second, written out once for each."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        return _second(int(record.created))


@lru_cache(maxsize=1)
def _second(at: int) -> str:
    return strftime(TIME, localtime(at))


def _log_as_json() -> None:
    """One JSON object a line, with the same fields as on Lambda; a Space's log is read by machines."""
    from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

    for handler in logging.getLogger().handlers:
        handler.setFormatter(LambdaPowertoolsFormatter())


def app() -> Starlette:
    """All routes as one application."""
    whole = application([*mcp.routes, *oauth.routes, *token.routes, *account.routes, *files.routes, *page.routes])
    if service().config.metrics_token:
        whole.state.registry = prometheus(service())
    return whole


async def _serve_stdio(vaults: Service) -> None:
    from mcp.server.stdio import stdio_server

    from handlers.requests import Visit

    server = mcp.mcp_server(vaults, visitor=Visit(Caller(LOCAL_USER, client="stdio")))
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def _watch(vaults: Service, stop: Event) -> None:
    """Take in what other programs write into the visible folder, as soon as they have written it."""
    folder = vaults.config.vault_base_path.resolve() / LOCAL_USER
    folder.mkdir(parents=True, exist_ok=True)
    watch(folder, partial(vaults.take_in, LOCAL_USER), partial(vaults.take_in_files, LOCAL_USER), stop)


def _sweep(vaults: Service, stop: Event) -> None:
    """Now and then sweep every vault, until the server stops."""
    users = [LOCAL_USER] if vaults.config.mode == "local" else None
    while not stop.wait(SWEEP_SECONDS):
        try:
            vaults.rounds.run(until=vaults.now() + SWEEP_SECONDS, users=users)
        except VaultError as error:
            log.warning("the vaults were not swept: %s (%s)", error.code, error.reason)


def _greet(config: Config, vaults: Service) -> None:
    if config.mode != "local":
        print(f"Notes Vault is at {config.mcp_url}", file=sys.stderr)
        return
    token = vaults.tokens.create_jwt(LOCAL_USER, client="local")
    print(
        GREETING.format(
            page=config.base_url, url=config.mcp_url, token=token, folder=config.vault_base_path.resolve() / LOCAL_USER
        ),
        flush=True,
    )


GREETING = """
Notes Vault is running.

  Page     {page}
  URL      {url}
  Notes    {folder}
  Token    {token}

Connect Claude Code:

  claude mcp add --transport http notes-vault {url} --header "Authorization: Bearer {token}"

Any other client, in its mcp.json:

  {{"mcpServers": {{"notes-vault": {{"type": "http", "url": "{url}",
    "headers": {{"Authorization": "Bearer {token}"}}}}}}}}

Stop with Ctrl+C.
"""

if __name__ == "__main__":
    sys.exit(main())

"""Links to files: asked for, used, and what they leave in the vault."""

from typing import Any
from urllib.parse import urlsplit

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, ORIGIN, Person, Response
from tests.lambda_events import NOT_ROUTED

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def use(person: Person, url: str, body: bytes | None = None, *, method: str = "", **headers: str) -> Response:
    """The response to a link, which carries no token: PUT with a body, else GET."""
    assert url.startswith(f"{ORIGIN}/files/")
    path = urlsplit(url).path
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return person.send(method or ("GET" if body is None else "PUT"), path, given, body or b"")


def link_to_send(person: Person, path: str, **asked: Any) -> str:
    url: str = person.call("write_note", path=path, **asked)["url"]
    return url


def link_to_fetch(person: Person, path: str) -> str:
    url: str = person.call("read_note", path=path)["url"]
    return url


def kept(vaults: Service, path: str) -> bytes | None:
    vault = vaults.vault(Caller(ADA))
    found = vault.attachment(path)
    return vault.body(found.digest) if found else None


def error_of(response: Response) -> tuple[int, str]:
    """Status and code; what no route leads to is answered by API Gateway itself."""
    told = response.json()
    return response.status, "not_found" if told == NOT_ROUTED else told["error"]

"""What an answer says: its error code in whichever of its shapes, where to get a token, and nothing that leaks."""

from typing import Any

from tests.conftest import KEY, ORIGIN, Response
from tests.hostile.house import SECRET, House
from tests.hostile.request import Sent


def code_of(body: Any) -> int | str | list[Any] | None:
    """The error code that an answer carries, in whichever of its shapes."""
    if isinstance(body, list):
        return [code_of(one) for one in body]
    if not isinstance(body, dict):
        return None
    if "error" in body:
        error = body["error"]
        return error["code"] if isinstance(error, dict) else error
    result = body.get("result", {})
    return result["structuredContent"]["error"]["code"] if result.get("isError") else "ok"


def told(response: Response) -> tuple[int, int | str | list[Any] | None]:
    is_json = response.headers.get("content-type", "").startswith("application/json")
    return response.status, code_of(response.json()) if is_json and response.body else None


def assert_nothing_leaks(response: Response, house: House) -> None:
    """No stack, no place of the machine, no token, no session, and nothing of ada's."""
    text = response.body.decode("utf-8", "replace") + repr(response.headers)
    for leak in ("Traceback", 'File "', ".py", "site-packages", "/work", "/root", "/tmp", SECRET, "orchid"):
        assert leak not in text
    for leak in (house.ada, house.bob, house.session, KEY, str(house.vaults.config.database_path.parent)):
        assert leak not in text


def assert_challenged(response: Response, sent: Sent) -> None:
    """RFC 6750 section 3.1, RFC 9728 section 5.1: where to get a token, and an error only if one was sent."""
    challenge = response.headers["www-authenticate"]
    assert f'resource_metadata="{ORIGIN}/.well-known/oauth-protected-resource/mcp"' in challenge
    assert 'scope="' in challenge
    credentials = [value for name, value in sent.headers if name == "authorization"]
    if not credentials or not credentials[0].lower().startswith("bearer ") or not credentials[0][7:].strip():
        assert "error=" not in challenge

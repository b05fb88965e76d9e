"""Files in both ways of running."""

from types import SimpleNamespace
from typing import Any

import pytest

from handlers import files
from shared.service import Service
from tests import conftest
from tests.conftest import CONTEXT, Response, Send, send_asgi, serve


def send_lambda(method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
    """The request as an event for the Lambda of files, or that of /mcp."""
    with pytest.MonkeyPatch.context() as patched:

        def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
            answer: dict[str, Any] = files.handler(event, CONTEXT)
            return answer

        if path.startswith("/files/"):
            patched.setattr(conftest, "mcp", SimpleNamespace(handler=handler))
        return conftest.send_lambda(method, path, headers, body)


@pytest.fixture(params=["asgi", "lambda"])
def send(request: pytest.FixtureRequest, vaults: Service, monkeypatch: pytest.MonkeyPatch) -> Send:
    serve(vaults, monkeypatch)
    return {"asgi": send_asgi, "lambda": send_lambda}[request.param]

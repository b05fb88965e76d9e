"""The Lambda of /mcp on an AWS that is a process of its own, and a client that calls it as an assistant does."""

import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.meter.watch import Cost, listening, watched
from handlers import edge
from shared.access.gate import NOTES_SCOPES
from tests.aws.rights import TENANT_ROLE_ARN
from tests.lambda_events import event_of, handler_of
from tests.shelves import BUCKET_NAME, TABLE_NAME, in_the_cloud

ADA = "hf-ada"
HOST = "notes.example"
FUNCTION = "McpFunction"


class Context:
    """What Lambda tells a function about itself."""

    function_name = FUNCTION
    memory_limit_in_mb = 1_024
    aws_request_id = "8a0c3d1e-6f52-4c1b-9d3e-0a7c52c5b9f1"
    invoked_function_arn = f"arn:aws:lambda:us-east-1:123456789012:function:{FUNCTION}"


@dataclass(frozen=True)
class Client:
    """A client that has signed in and opened a session, as those do that speak 2025-11-25."""

    headers: dict[str, str]
    log: io.StringIO

    def call(self, tool: str, **arguments: Any) -> tuple[Cost, Any]:
        """What a tool's call costs, and its structured answer."""
        return self.ask("tools/call", {"name": tool, "arguments": arguments})

    def ask(self, method: str, params: dict[str, Any]) -> tuple[Cost, Any]:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        event = event_of("POST", "/mcp", self.headers.items(), body)
        handler = handler_of(FUNCTION)
        with watched(self.log) as cost:
            answer = handler(event, Context())
        assert answer["statusCode"] == 200, answer
        self.headers.update({k: v for k, v in answer["headers"].items() if k.lower() == "mcp-session-id"})
        result = json.loads(answer["body"])["result"]
        assert not result.get("isError"), result
        return cost, result.get("structuredContent")


@contextmanager
def deployed(folder: Path) -> Iterator[Client]:
    """A client of the deployed function, whose environment is that of template.yaml."""
    ours = {"MODE": "lambda", "PUBLIC_BASE_URL": f"https://{HOST}", "TABLE_NAME": TABLE_NAME}
    ours |= {"BUCKET_NAME": BUCKET_NAME, "SEARCH_CACHE_PATH": str(folder / "search"), "JWT_SECRET_KEY": "k" * 64}
    ours |= {"TENANT_ROLE_ARN": TENANT_ROLE_ARN, "OAUTH_CLIENT_ID": "vault", "RATE_LIMIT_PER_MINUTE": "1000000"}
    with in_the_cloud(), patch.dict(os.environ, ours), listening() as log:
        edge.renew_service()
        yield _connected(log)
        edge.renew_service()


def _connected(log: io.StringIO) -> Client:
    vaults = edge.service()
    grant = vaults.grants.start(ADA, kind="oauth", client="Claude", scopes=NOTES_SCOPES, client_id="client")
    token = vaults.tokens.create_jwt(ADA, scope=" ".join(NOTES_SCOPES), client="Claude", grant=grant.id)
    client = Client({"host": HOST, "authorization": f"Bearer {token}", "content-type": "application/json"}, log)
    info = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "Claude", "version": "1"}}
    client.ask("initialize", info)
    client.headers["mcp-protocol-version"] = "2025-11-25"
    return client

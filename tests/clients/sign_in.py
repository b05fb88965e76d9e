"""How a Python client signs in, mcp 1.30 and 2.3 alike: its browser is a program that prints where it was led."""

import asyncio
import subprocess
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from mcp.client.auth import OAuthClientProvider
from mcp.shared.auth import OAuthClientMetadata

REDIRECT_URI = "http://127.0.0.1:33418/callback"
METADATA = {"client_name": "A Python client", "redirect_uris": [REDIRECT_URI], "token_endpoint_auth_method": "none"}


class Memory:
    """Keeps tokens and the registration for as long as the client runs."""

    def __init__(self) -> None:
        self.tokens = self.client = None

    async def get_tokens(self) -> Any:
        return self.tokens

    async def set_tokens(self, tokens: Any) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> Any:
        return self.client

    async def set_client_info(self, client_info: Any) -> None:
        self.client = client_info


def provider_of(task: dict[str, Any], memory: Memory, result: Callable[[dict[str, str]], Any]) -> OAuthClientProvider:
    """What httpx needs to sign in; `result` makes what this version of mcp wants to hear of the callback's query."""
    told: dict[str, str] = {}

    async def browse(url: str) -> None:
        command = [*task["browser"], url]
        ran = await asyncio.to_thread(subprocess.run, command, stdout=subprocess.PIPE, text=True, check=True)
        told.update(parse_qsl(urlsplit(ran.stdout.strip()).query))

    async def called_back() -> Any:
        return result(told)

    metadata = OAuthClientMetadata.model_validate(METADATA)
    document = task.get("client_metadata_url")
    return OAuthClientProvider(task["url"], metadata, memory, browse, called_back, client_metadata_url=document)

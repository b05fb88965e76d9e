"""One JSON-RPC request to the SDK's server, and what comes of it: a reply, and what was said on the way."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from copy import copy
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import anyio
from mcp.server.connection import Connection
from mcp.server.lowlevel import Server
from mcp.server.runner import ServerRunner, modern_error_data
from mcp.shared.dispatcher import CallOptions
from mcp.shared.exceptions import NoBackChannelError
from mcp.shared.message import ServerMessageMetadata
from mcp.shared.transport_context import TransportContext
from mcp_types import ClientCapabilities

from handlers.jsonrpc import Message
from shared.access.gate import Caller

_TRANSPORT = TransportContext(kind="streamable-http", can_send_request=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is calling in this exchange; a handler of the server finds it as `ctx.request`."""

    caller: Caller
    client: str = ""


@dataclass
class _Dispatch:
    """The SDK's `DispatchContext` of one exchange: no way back to the client but this response's notifications."""

    request_id: str | int
    message_metadata: ServerMessageMetadata
    progress_token: str | int | None = None
    transport: TransportContext = _TRANSPORT
    notifications: list[Message] = field(default_factory=list)
    can_send_request: bool = False

    @cached_property
    def cancel_requested(self) -> anyio.Event:
        return anyio.Event()

    async def send_raw_request(
        self, method: str, params: Mapping[str, Any] | None, opts: CallOptions | None = None
    ) -> Message:
        raise NoBackChannelError(method)

    async def notify(self, method: str, params: Mapping[str, Any] | None, opts: CallOptions | None = None) -> None:
        self.notifications.append({"jsonrpc": "2.0", "method": method, "params": dict(params or {})})

    async def progress(self, progress: float, total: float | None = None, message: str | None = None) -> None:
        if self.progress_token is not None:
            params = {"progressToken": self.progress_token, "progress": progress, "total": total, "message": message}
            await self.notify("notifications/progress", {k: v for k, v in params.items() if v is not None})


class Requests:
    """Serves requests to one server, each over a connection of its own.

    That is a copy of one that was born ready, with nothing in it that another request left. Nothing has to be ended
    with it, so nothing is.
    """

    def __init__(self, server: Server[Any]) -> None:
        self._server = server
        self._born_ready = cache(lambda version: Connection.from_envelope(version, None, None))

    async def serve(
        self, message: Message, version: str, visit: Visit, untrusted_capabilities: Any = None
    ) -> tuple[Message, list[Message]]:
        """The reply to a request in a version that is spoken here, and the notifications before it."""
        params = message.get("params")
        token = ((params or {}).get("_meta") or {}).get("progressToken")
        dispatch = _Dispatch(message["id"], ServerMessageMetadata(request_context=visit), token)
        try:
            runner = ServerRunner(self._server, self._connection(version, untrusted_capabilities), {})
            result = await runner.on_request(dispatch, message["method"], params)
        except Exception as error:  # the wire's boundary: the SDK's ladder names it, the log has the rest
            data = modern_error_data(error).model_dump(mode="json", by_alias=True, exclude_none=True)
            return {"jsonrpc": "2.0", "id": message["id"], "error": data}, dispatch.notifications
        return {"jsonrpc": "2.0", "id": message["id"], "result": result}, dispatch.notifications

    def _connection(self, version: str, untrusted_capabilities: Any) -> Connection:
        connection = copy(self._born_ready(version))
        connection.state, connection.exit_stack = {}, AsyncExitStack()
        if untrusted_capabilities is not None:
            declared = ClientCapabilities.model_validate(untrusted_capabilities, by_name=False)
            connection.client_capabilities = declared
        return connection

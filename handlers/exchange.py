"""MCP over HTTP, one request in and one response out, in both protocol eras; nothing outlives the response."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from mcp.server.lowlevel import Server
from mcp.shared.inbound import (
    ERROR_CODE_HTTP_STATUS,
    InboundLadderRejection,
    classify_inbound_request,
    find_duplicated_routing_header,
    unsupported_protocol_version_rejection,
    validate_mcp_param_headers,
)
from mcp_types import INTERNAL_ERROR, INVALID_REQUEST, PARSE_ERROR
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS
from starlette.responses import Response

from handlers.edge import body_of, json_response, limit_headers
from handlers.inbound import Inbound
from handlers.jsonrpc import (
    Message,
    failure,
    id_of,
    is_notification,
    is_request,
    is_response,
    missing_scope,
    parsed,
    refused,
    too_large,
)
from handlers.requests import Requests, Visit
from shared.access.gate import Caller
from shared.access.sessions import Sessions
from shared.errors import NotFound, RateLimited
from shared.storage.contract import Record

DEFAULT_VERSION = "2025-03-26"
"""What a request without a version header speaks (2025-11-25, Transports, "Protocol Version Header")."""
BATCH_VERSION = "2025-03-26"
BATCH_MESSAGES_MAX = 50
RESPONSE_BYTES_MAX = 5_800_000
"""Lambda answers with at most 6 MB; what is too large there is refused everywhere."""
SESSION_HEADER, VERSION_HEADER = "mcp-session-id", "mcp-protocol-version"


class Exchange:
    """Answers requests to one MCP server.

    `hosts` are the values of Host, with port, under which it may be called; `origins` the pages that may call it.
    `challenge` gives the headers that name the scopes a token lacks.
    """

    def __init__(
        self,
        server: Server[Any],
        sessions: Sessions,
        *,
        hosts: frozenset[str],
        origins: frozenset[str],
        body_bytes_max: int,
        challenge: Callable[[str], Mapping[str, str]] = lambda scope: {},
    ) -> None:
        self._server = server
        self._requests = Requests(server)
        self._sessions = sessions
        self._hosts = hosts
        self._origins = origins
        self._body_bytes_max = body_bytes_max
        self._challenge = challenge

    def refusal(self, inbound: Inbound) -> Response | None:
        """Why a request may not even knock: a foreign Host or Origin (DNS rebinding), or a method we do not serve."""
        if inbound.headers.get("host", "").lower() not in self._hosts:
            return _error(None, INVALID_REQUEST, "This host is not served here.", 421)
        origin = inbound.headers.get("origin")
        if origin is not None and origin.lower() not in self._origins:
            return _error(None, INVALID_REQUEST, "Requests from this origin are not served.", 403)
        method = inbound.request.method
        if method not in ("POST", "DELETE") or (method == "DELETE" and not _is_legacy(inbound)):
            return Response(status_code=405, headers={"Allow": "POST, DELETE"})
        return None

    def session_id(self, inbound: Inbound) -> str:
        """The session a request names; "" where it names none, or speaks a version that has none."""
        return inbound.headers.get(SESSION_HEADER, "") if _is_legacy(inbound) else ""

    async def answer(self, inbound: Inbound, caller: Caller, session: Record | None) -> Response:
        """The response to an admitted caller's POST or DELETE; `session` is what is stored of the one it names."""
        if inbound.request.method == "DELETE":
            return self._end_session(inbound, caller)
        if inbound.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return _error(None, INVALID_REQUEST, "Content-Type must be application/json.", 415)
        if not inbound.accepts("application/json"):
            return _error(None, INVALID_REQUEST, "The answer is application/json; Accept must allow it.", 406)
        body = await body_of(inbound.request, inbound.headers, self._body_bytes_max)
        if body is None:
            return _error(None, INVALID_REQUEST, f"A request has at most {self._body_bytes_max} bytes.", 413)
        try:
            message = parsed(body)
        except ValueError:
            return _error(None, PARSE_ERROR, "The body is not valid JSON.", 400)
        if _is_legacy(inbound):
            return await self._legacy(inbound, caller, session, message)
        return await self._modern(inbound, caller, message)

    # 2026-07-28: every request stands alone

    async def _modern(self, inbound: Inbound, caller: Caller, message: Any) -> Response:
        if is_notification(message):
            unserved = unsupported_protocol_version_rejection(inbound.headers[VERSION_HEADER])
            return _rejection(None, unserved) if unserved else Response(status_code=202)
        if not is_request(message):
            text = "The body must be one JSON-RPC request or notification."
            return _error(id_of(message), INVALID_REQUEST, text, 400)
        if inbound.repeats_a_header and (repeated := find_duplicated_routing_header(inbound.request.headers.items())):
            return _rejection(message["id"], InboundLadderRejection(-32020, f"{repeated} stands here more than once"))
        route = classify_inbound_request(message, headers=inbound.headers)
        if isinstance(route, InboundLadderRejection):
            return _rejection(message["id"], route)
        if rejection := self._param_headers(inbound, message):
            return _rejection(message["id"], rejection)
        visit = Visit(caller, _name_of(route.client_info))
        reply, notifications = await self._requests.serve(
            message, route.protocol_version, visit, route.client_capabilities
        )
        status = ERROR_CODE_HTTP_STATUS.get(reply["error"]["code"], 200) if "error" in reply else 200
        return self._reply(inbound, reply, notifications, status)

    def _param_headers(self, inbound: Inbound, message: Message) -> InboundLadderRejection | None:
        lookup, params = self._server.get_tool_input_schema, message.get("params") or {}
        arguments = params.get("arguments") or {}
        if message["method"] != "tools/call" or not lookup or not isinstance(arguments, dict):
            return None
        schema = lookup(str(params.get("name")))
        return validate_mcp_param_headers(schema, arguments, inbound.headers) if schema else None

    # 2024-11-05 to 2025-11-25: a stored session, or the token alone

    async def _legacy(self, inbound: Inbound, caller: Caller, record: Record | None, message: Any) -> Response:
        session = None
        if session_id := self.session_id(inbound):
            try:
                session = self._sessions.resumed(caller.user_id, session_id, record)
            except NotFound as error:
                return _error(id_of(message), INVALID_REQUEST, error.message, 404)
        version = session.protocol_version if session else inbound.headers.get(VERSION_HEADER, DEFAULT_VERSION)
        visit = Visit(caller, session.client if session else "")
        if isinstance(message, list):
            return await self._batch(version, visit, message)
        if is_notification(message) or is_response(message):
            return Response(status_code=202)
        if not is_request(message):
            return _error(id_of(message), INVALID_REQUEST, "The body must be one JSON-RPC message.", 400)
        reply, notifications = await self._requests.serve(message, version, visit)
        headers = {}
        if message["method"] == "initialize" and "result" in reply:
            client = _name_of((message.get("params") or {}).get("clientInfo"))
            started = self._sessions.start(caller.user_id, reply["result"]["protocolVersion"], client, caller.grant)
            headers = {"Mcp-Session-Id": started}
        return self._reply(inbound, reply, notifications, 200, headers)

    async def _batch(self, version: str, visit: Visit, messages: list[Any]) -> Response:
        """A batch of messages, which only 2025-03-26 has (2025-03-26, Base Protocol, "Batching")."""
        if version != BATCH_VERSION or not 0 < len(messages) <= BATCH_MESSAGES_MAX:
            text = f"A batch needs protocol version {BATCH_VERSION} and 1 to {BATCH_MESSAGES_MAX} messages."
            return _error(None, INVALID_REQUEST, text, 400)
        replies: list[Message] = []
        for message in messages:
            if is_notification(message) or is_response(message):
                continue
            if not is_request(message) or message["method"] == "initialize":
                replies.append(failure(id_of(message), INVALID_REQUEST, "Not a message that a batch may hold."))
                continue
            reply, _ = await self._requests.serve(message, version, visit)
            replies.append(reply)
        return json_response(replies) if replies else Response(status_code=202)

    def _end_session(self, inbound: Inbound, caller: Caller) -> Response:
        if not (session_id := inbound.headers.get(SESSION_HEADER)):
            return _error(None, INVALID_REQUEST, "Mcp-Session-Id names the session to end.", 400)
        try:
            self._sessions.end(caller.user_id, session_id)
        except NotFound as error:
            return _error(None, INVALID_REQUEST, error.message, 404)
        return Response(status_code=204)

    async def limited(self, inbound: Inbound, error: RateLimited) -> Response:
        """What a caller hears who was too fast: 429, and to a tool's call the refusal that a model can read."""
        body = await body_of(inbound.request, inbound.headers, self._body_bytes_max)
        try:
            message = parsed(body or b"")
        except ValueError:
            message = None
        headers = limit_headers(error)
        if is_request(message) and message["method"] == "tools/call":
            result = {"resultType": "complete", **refused(error)}
            return json_response({"jsonrpc": "2.0", "id": message["id"], "result": result}, 429, headers)
        data = {"code": error.code, **error.details}
        return json_response(failure(id_of(message), INTERNAL_ERROR, error.message, data), 429, headers)

    def _reply(
        self,
        inbound: Inbound,
        reply: Message,
        notifications: list[Message],
        status: int,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """One JSON object; or, where the handler spoke on the way and the client listens, the whole stream at once."""
        if scope := missing_scope(reply):
            status, headers = 403, {**(headers or {}), **self._challenge(scope)}
        if not notifications or "text/event-stream" not in inbound.headers.get("accept", ""):
            response = json_response(reply, status, headers)
            return response if len(response.body) <= RESPONSE_BYTES_MAX else json_response(too_large(reply))
        events = "".join(f"event: message\ndata: {json.dumps(event)}\n\n" for event in [*notifications, reply])
        return Response(events, headers=headers, media_type="text/event-stream")


def _is_legacy(inbound: Inbound) -> bool:
    return inbound.headers.get(VERSION_HEADER, DEFAULT_VERSION) in HANDSHAKE_PROTOCOL_VERSIONS


def _name_of(client_info: Any) -> str:
    name = client_info.get("name") if isinstance(client_info, Mapping) else None
    return name[:100] if isinstance(name, str) else ""


def _error(request_id: Any, code: int, text: str, status: int) -> Response:
    return json_response(failure(request_id, code, text), status)


def _rejection(request_id: Any, rejection: InboundLadderRejection) -> Response:
    status = ERROR_CODE_HTTP_STATUS.get(rejection.code, 400)
    return json_response(failure(request_id, rejection.code, rejection.message, rejection.data), status)

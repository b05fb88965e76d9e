"""JSON-RPC 2.0 messages: what a body holds, and what an error looks like."""

from typing import Any

from pydantic_core import from_json

from shared.errors import TooLarge, VaultError

Message = dict[str, Any]
INTERNAL_ERROR = -32603


def parsed(body: bytes) -> Any:
    """The JSON of a body (RFC 8259). Half a surrogate pair is refused too: no text that is stored can hold it.

    Raises:
        ValueError: it is not JSON, or is nested too deep.
    """
    return from_json(body, allow_inf_nan=False)


def is_request(message: Any) -> bool:
    """Whether it asks for an answer: an id that is a string or a number, params and their _meta objects if there."""
    return (
        isinstance(message, dict)
        and message.get("jsonrpc") == "2.0"
        and isinstance(message.get("method"), str)
        and isinstance(message.get("id"), (str, int))
        and not isinstance(message.get("id"), bool)
        and isinstance(message.get("params", {}), dict)
        and isinstance((message.get("params") or {}).get("_meta", {}), dict)
    )


def is_notification(message: Any) -> bool:
    """Whether it is a request without an id, which nobody waits for."""
    return (
        isinstance(message, dict)
        and "id" not in message
        and message.get("jsonrpc") == "2.0"
        and isinstance(message.get("method"), str)
        and isinstance(message.get("params", {}), dict)
    )


def is_response(message: Any) -> bool:
    """Whether it answers a request of ours; we never make one."""
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0" or "method" in message:
        return False
    return "result" in message or "error" in message


def id_of(message: Any) -> str | int | None:
    """The id of what should have been a request, where one can be read."""
    found = message.get("id") if isinstance(message, dict) else None
    return found if isinstance(found, (str, int)) and not isinstance(found, bool) else None


def failure(request_id: Any, code: int, text: str, data: Any = None) -> Message:
    """An error response; `request_id` is None where none could be read."""
    error = {"code": code, "message": text, **({} if data is None else {"data": data})}
    return {"jsonrpc": "2.0", "id": request_id, "error": error}


def refused(error: VaultError) -> Message:
    """A tool's result that says no: a sentence for the model, a code and the facts for the client."""
    facts = {"code": error.code, "message": error.message, **error.details}
    return {
        "content": [{"type": "text", "text": error.message}],
        "structuredContent": {"error": facts},
        "isError": True,
    }


def missing_scope(reply: Message) -> str:
    """The scopes that a refused request lacked, a tool's call or another; "" where it was not refused for that."""
    result = reply.get("result")
    if isinstance(result, dict) and result.get("isError"):
        error = (result.get("structuredContent") or {}).get("error") or {}
    else:
        error = (reply.get("error") or {}).get("data") or {}
    if not isinstance(error, dict):
        return ""
    return str(error.get("scope", "")) if error.get("code") == "forbidden" else ""


def too_large(reply: Message) -> Message:
    """What is said instead of an answer that no Lambda could give: a tool's refusal where a tool was called."""
    error = TooLarge("The answer is too large; ask for a section, for lines, or for a smaller limit.")
    result = reply.get("result", {})
    if "structuredContent" not in result:
        return failure(reply["id"], INTERNAL_ERROR, error.message)
    return {**reply, "result": {**result, **refused(error)}}

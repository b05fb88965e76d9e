"""What passes between a fixture and its client: content, schemas and requests."""

import base64
from typing import Any

import mcp_types as types

Json = dict[str, Any]
PIXEL, SILENCE = (base64.b64encode(start).decode() for start in (b"\x89PNG\r\n\x1a\n", b"RIFF\x04\0\0\0WAVE"))


def text(words: str) -> Json:
    return {"type": "text", "text": words}


def embedded(uri: str, media_type: str = "text/plain") -> Json:
    return {"type": "resource", "resource": {"uri": uri, "mimeType": media_type, "text": '"embedded"'}}


def object_of(**properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


def elicit(message: str, **properties: Json) -> Json:
    return {"method": "elicitation/create", "params": {"message": message, "requestedSchema": object_of(**properties)}}


def sample(prompt: str) -> Json:
    params = {"messages": [{"role": "user", "content": text(prompt)}], "maxTokens": 100}
    return {"method": "sampling/createMessage", "params": params}


IMAGE = {"type": "image", "data": PIXEL, "mimeType": "image/png"}
AUDIO = {"type": "audio", "data": SILENCE, "mimeType": "audio/wav"}
STRING, BOOLEAN, NONE = {"type": "string"}, {"type": "boolean"}, object_of()
NAME, CONFIRM, ROOTS = (
    elicit("Your name?", name=STRING),
    elicit("Sure?", ok=BOOLEAN),
    {"method": "roots/list", "params": {}},
)
DIALECT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {"address": {"$anchor": "addressDef", "type": "object", "properties": {"city": STRING}}},
    "type": "object",
    "properties": {"phone": STRING, "email": STRING, "address": {"$ref": "#/$defs/address"}},
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"email": {"const": ""}}},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": False,
}
ELICITATION = types.ElicitRequest(
    params=types.ElicitRequestFormParams(message="Your name?", requested_schema=object_of(name=STRING))
)
SAMPLING = types.CreateMessageRequest(
    params=types.CreateMessageRequestParams(
        messages=[types.SamplingMessage(role="user", content=types.TextContent(text="Hello"))], max_tokens=100
    )
)

"""Resources and completions as a client asks for them."""

import re
from typing import Any
from urllib.parse import quote

from tests.conftest import Person


def expanded(template: str, path: str) -> str:
    """A URI from a template with one `{+path}` (RFC 6570 section 3.2.3): what is reserved stays, escapes too."""
    kept = ":/?#[]@!$&'()*+,;=-._~"
    parts = re.split(r"(%[0-9A-Fa-f]{2})", path)
    return template.replace(
        "{+path}", "".join(part if n % 2 else quote(part, safe=kept) for n, part in enumerate(parts))
    )


def listed(person: Person, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.ask("resources/list", params)["result"]["resources"]
    return [resource for resource in found if resource["uri"].startswith("note://")]


def read(person: Person, uri: str) -> str:
    [content] = person.ask("resources/read", {"uri": uri})["result"]["contents"]
    assert (content["uri"], content["mimeType"]) == (uri, "text/markdown")
    text: str = content["text"]
    return text


def unread(person: Person, uri: str) -> dict[str, Any]:
    """The error of a resource that must not be read."""
    error: dict[str, Any] = person.ask("resources/read", {"uri": uri})["error"]
    return error


def completed(person: Person, value: str, **ref: str) -> dict[str, Any]:
    ref = {"type": "ref/resource", "uri": "note://{+path}", **ref}
    params = {"ref": ref, "argument": {"name": "path", "value": value}}
    completion: dict[str, Any] = person.ask("completion/complete", params)["result"]["completion"]
    return completion

"""One HTTP request as it came in, its headers read once."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class Inbound:
    """A request, and its headers by lower-case name (`edge.headers_of`)."""

    request: Request
    headers: Mapping[str, str]

    @property
    def repeats_a_header(self) -> bool:
        """Whether a header stands in the request more than once."""
        return len(self.request.scope["headers"]) > len(self.headers)

    def accepts(self, media_type: str) -> bool:
        """Whether the caller takes an answer of this type (RFC 9110 section 12.5.1, without weights)."""
        accept = self.headers.get("accept")
        if not accept:
            return True
        offered = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
        return bool(offered & {media_type, "*/*", f"{media_type.partition('/')[0]}/*"})

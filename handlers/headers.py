"""What every response tells a browser, whoever made it."""

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.config import Config

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
"""Of every response that says nothing else itself: what is no page of ours loads nothing and stands in no frame."""

TLS_ALONE = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
"""Of every response of a server on https: for a year no browser asks it without TLS (RFC 6797)."""

Headers = list[tuple[bytes, bytes]]


def always(config: Config) -> Headers:
    """The headers of every response, as they go over the wire."""
    told = {**SECURITY_HEADERS, **(TLS_ALONE if config.base_url.startswith("https://") else {})}
    return [(name.lower().encode(), value.encode()) for name, value in told.items()]


class Headed(Starlette):
    """An application whose every response has the headers of `told`, also one that nobody foresaw."""

    def __init__(self, told: Callable[[], Headers], **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]
        self._told = told

    def build_middleware_stack(self) -> ASGIApp:
        app = super().build_middleware_stack()

        async def headed(scope: Scope, receive: Receive, send: Send) -> None:
            async def sent(message: Message) -> None:
                if message["type"] == "http.response.start":
                    said = {name for name, _ in message["headers"]}
                    missing = [header for header in self._told() if header[0] not in said]
                    message["headers"] = [*message["headers"], *missing]
                await send(message)

            await app(scope, receive, sent)

        return headed

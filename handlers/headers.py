"""What every response tells a browser, whoever made it, and what is answered where nobody else did."""

from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
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
    """An application whose every response has the headers of `told`, also one that nobody foresaw.

    One layer around the routes does what Starlette has three for; `exception_handlers` has two, of HTTPException and of
    Exception. What the latter answers is raised too, so that whoever runs the application logs it.
    """

    def __init__(self, told: Callable[[], Headers], **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]
        self._told = told

    def build_middleware_stack(self) -> ASGIApp:
        return self._headed

    async def _headed(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def sent(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                said = {name for name, _ in message["headers"]}
                missing = [header for header in self._told() if header[0] not in said]
                message["headers"] = [*message["headers"], *missing]
            await send(message)

        try:
            await self.router(scope, receive, sent)
        except Exception as error:
            is_answered = isinstance(error, HTTPException) and not has_begun
            if scope["type"] == "http" and not has_begun:
                answer: Any = self.exception_handlers[HTTPException if is_answered else Exception]
                response = await answer(Request(scope), error)
                await response(scope, receive, sent)
            if not is_answered:
                raise

"""A handler as Lambda calls it: its secrets, its log, whose lines are metrics too, its first run."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

from starlette.applications import Starlette

from handlers import edge
from handlers.secrets import SECONDS_MIN
from shared.config import is_before_snapshot
from shared.errors import VaultError

Event = dict[str, Any]
Handler = Callable[[Event, Any], Any]
LEFT_OUT = ["function_arn", "function_memory_size", "function_request_id", "cold_start", "timestamp"]
"""What Powertools would tell in every line and nobody looks for, or CloudWatch tells by itself."""


def invocation(app: Starlette) -> Handler:
    """An application as the handler of a Lambda behind an HTTP API, primed if a snapshot of it will be taken."""
    from mangum import Mangum

    adapter = Mangum(app, lifespan="off")
    if is_before_snapshot():
        from handlers.priming import prime

        prime(adapter, app)

    def answered(event: Event, context: Any) -> Event:
        """A token may be signed with a key that came after this function's last look; a 401 has done nothing yet."""
        if edge.secrets().have_changed(edge.service().config):
            edge.renew_service()
        answer: Event = adapter(event, context)
        if answer["statusCode"] == 401 and edge.secrets().have_changed(
            edge.service().config, after_seconds=SECONDS_MIN
        ):
            edge.renew_service()
            answer = adapter(event, context)
        return answer

    def handle(event: Event, context: Any) -> Event:
        try:
            return answered(event, context)
        except VaultError as error:
            response = edge.error_response(error)
            return {
                "statusCode": response.status_code,
                "headers": dict(response.headers),
                "body": bytes(response.body).decode(),
                "isBase64Encoded": False,
            }

    return logged(handle, correlated_by="requestContext.requestId")


def logged(handler: Handler, *, correlated_by: str | None = None) -> Handler:
    """A handler whose log lines are JSON and name the request; the lines of events are metrics too.

    The logger writes to standard output, so it is made at the first event: a local process never gets one.
    """

    @cache
    def inner() -> Handler:
        from aws_lambda_powertools import Logger

        from handlers.metrics import Measuring

        logger = Logger(service="notes_vault", level="INFO", location=None)
        logger.registered_handler.addFilter(Measuring())

        def named(event: Event, context: Any) -> Any:
            with suppress(KeyError, ValueError):
                logger.remove_keys(LEFT_OUT)
            return handler(event, context)

        return logger.inject_lambda_context(named, correlation_id_path=correlated_by)

    def handle(event: Event, context: Any) -> Any:
        return inner()(event, context)

    return handle

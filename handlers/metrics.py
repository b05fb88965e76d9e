"""What an operator watches, for Prometheus and CloudWatch: refused sign-ins, active users, calls, sizes of vaults."""

import logging
from collections.abc import Iterator
from hmac import compare_digest
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from handlers.edge import bearer, headers_of, service
from shared.access.audit import CROSS_USER, REQUEST
from shared.errors import NOT_A_PATH
from shared.service import Service

NAMESPACE = "NotesVault"
TEXT = "text/plain; version=0.0.4"
DAY_SECONDS = 86_400


def names_of(action: str, outcome: str, reason: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The counters that an event moves, with their labels."""
    if action == REQUEST:
        return
    yield "events_total", {"action": action, "outcome": outcome}
    if action == "authenticate":
        yield "authentication_failures_total", {"reason": reason}
    if action == "sign_in" and outcome != "ok":
        yield "sign_in_failures_total", {"reason": outcome}
    if reason == NOT_A_PATH:
        yield "refused_paths_total", {}
    if reason == CROSS_USER:
        yield "cross_user_attempts_total", {}


LABELS = {
    "events_total": ["action", "outcome"],
    "authentication_failures_total": ["reason"],
    "sign_in_failures_total": ["reason"],
    "refused_paths_total": [],
    "cross_user_attempts_total": [],
    "requests_total": ["user_id"],
}


def prometheus(vaults: Service) -> Any:
    """Counters of this process that follow the audit, and gauges that are read when they are asked for."""
    from prometheus_client import CollectorRegistry, Counter

    registry = CollectorRegistry()
    counters = {
        name: Counter(
            f"notes_vault_{name}", f"{name.removesuffix('_total')} of this process", labels, registry=registry
        )
        for name, labels in LABELS.items()
    }

    def count(user_id: str, action: str, outcome: str, reason: str) -> None:
        for name, values in names_of(action, outcome, reason):
            counter = counters[name]
            (counter.labels(**values) if values else counter).inc()
        if action == REQUEST:
            counters["requests_total"].labels(user_id=user_id).inc()

    registry.register(_Vaults(vaults))
    vaults.audit.watchers.append(count)
    return registry


class _Vaults:
    """What the vaults hold now, and who used theirs today (UTC)."""

    def __init__(self, vaults: Service) -> None:
        self._vaults = vaults

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily

        sizes = GaugeMetricFamily("notes_vault_vault_bytes", "Bytes in a vault", labels=["user_id"])
        notes = GaugeMetricFamily("notes_vault_vault_notes", "Notes in a vault", labels=["user_id"])
        today = self._vaults.now() - self._vaults.now() % DAY_SECONDS
        active = 0
        for user_id in self._vaults.accounts.users():
            count, size = self._vaults.usage(user_id)
            notes.add_metric([user_id], count)
            sizes.add_metric([user_id], size)
            active += self._vaults.audit.last_at(user_id) >= today
        yield from (sizes, notes)
        yield GaugeMetricFamily("notes_vault_active_users", "Users who did something today (UTC)", value=active)


async def metrics(request: Request) -> Response:
    """Prometheus text, for whoever holds `METRICS_TOKEN`; without the setting there is no such page."""
    from prometheus_client import generate_latest

    vaults = service()
    token = vaults.config.metrics_token
    registry = getattr(request.app.state, "registry", None)
    if not token or registry is None:
        return PlainTextResponse("not found\n", 404)
    if not compare_digest(bearer(headers_of(request)).encode(), token.encode()):
        return PlainTextResponse("unauthorized\n", 401, headers={"WWW-Authenticate": "Bearer"})
    return Response(generate_latest(registry), media_type=TEXT)


class Measuring(logging.Filter):
    """Makes a metric of each event's line in the log (CloudWatch's embedded metric format); no user is a dimension.

    So an event is one line: who did what for whoever searches, how many of them for CloudWatch.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        told = vars(record)
        if "action" in told and "_aws" not in told:
            for name, labels in names_of(told["action"], told["outcome"], told["error"]):
                _measure(record, name.removesuffix("_total"), labels)
        return True


def _measure(record: logging.LogRecord, counted: str, labels: dict[str, str]) -> None:
    """Put one count into a line. Several in one line share its dimensions' values, and differ in which they have."""
    from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

    metrics = EphemeralMetrics(namespace=NAMESPACE, service="notes_vault")
    metrics.add_metric(name=counted, unit=MetricUnit.Count, value=1)
    for label, value in labels.items():
        metrics.add_dimension(name=label, value=value or "none")
    told = metrics.serialize_metric_set()
    before = vars(record).get("_aws", {"CloudWatchMetrics": []})["CloudWatchMetrics"]
    told["_aws"]["CloudWatchMetrics"] = before + told["_aws"]["CloudWatchMetrics"]
    vars(record).update({name: value for name, value in told.items() if name != "service"})

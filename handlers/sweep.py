"""The Lambda on a schedule: it sweeps the vaults for as long as it has time, and the next run goes on from there."""

from typing import Any

from handlers.edge import service
from handlers.invocation import logged

SPARE_SECONDS = 60
"""What the last vault of a run may still take."""


def swept(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One run, bounded by the time this function has left; its answer is for whoever calls it by hand."""
    vaults, left_seconds = service(), context.get_remaining_time_in_millis() / 1000
    done = vaults.rounds.run(until=vaults.now() + left_seconds - SPARE_SECONDS)
    return {"swept": done.swept, "failed": done.failed, "is_whole": done.is_whole}


handler = logged(swept)

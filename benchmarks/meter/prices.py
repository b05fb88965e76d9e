"""What AWS asks for a unit, in dollars: list prices of us-east-1, arm64, on demand."""

from dataclasses import dataclass

PRICES_OF = "November 2026"
"""When the prices below were last compared with AWS's price lists (API Gateway, Lambda, DynamoDB, S3, CloudWatch)."""

MILLION = 1_000_000


@dataclass(frozen=True)
class Unit:
    """Something that is billed: on which line of the bill, and the dollars for one of it."""

    line: str
    dollars: float


UNITS = {
    "api request": Unit("HTTP API", 1.00 / MILLION),
    "invocation": Unit("Lambda", 0.20 / MILLION),
    "GB-second": Unit("Lambda", 0.000_013_333_4),
    "read unit": Unit("table, reads", 0.125 / MILLION),
    "write unit": Unit("table, writes", 0.625 / MILLION),
    "object read": Unit("bucket, reads", 0.40 / MILLION),
    "object written": Unit("bucket, writes", 5.00 / MILLION),
    "log byte": Unit("logs", 0.50 / 1_000_000_000),
}
LINES = tuple(dict.fromkeys(unit.line for unit in UNITS.values()))

MEMORY_MB = 512
MEMORY_GB, CPU_SHARE = MEMORY_MB / 1_024, MEMORY_MB / 1_769
"""What /mcp has (template.yaml): Lambda gives a whole core with 1,769 MB."""

WAIT_SECONDS = {"table": 0.005, "transaction": 0.012, "bucket read": 0.025, "bucket write": 0.040, "sts": 0.025}
"""How long a function waits for AWS's answer: assumed, since only an account of AWS can tell."""

LOG_EVENT_BYTES = 26
"""What CloudWatch Logs adds to each line that is taken in."""

"""What calls cost on AWS, as `make meter` counts it: few requests, and a bill that can be foretold."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from benchmarks.meter.billing import Billed, size_of
from benchmarks.meter.deployed import deployed
from benchmarks.meter.mix import filled, run
from benchmarks.meter.prices import LINES, MEMORY_GB, MEMORY_MB
from tests.aws.template import resources

CALLS = 60
DOLLARS_MAX = 5.00
LAMBDA_DOLLARS = 0.2 + 0.110 * MEMORY_GB * 13.3334
"""What the line of Lambda is taken for here: the request, and 110 ms. `make meter` measures them."""


def test_no_call_asks_more_of_aws_than_was_promised(tmp_path: Path):
    random = Random(3)
    with deployed(tmp_path) as client:
        filled(client, random, notes=30)
        measured = run(client, random, CALLS, notes=30)
    assert measured.most["read_note"] <= 5
    assert measured.most["search_notes"] <= 5
    assert measured.most["write_note"] <= 6
    dollars = measured.all.dollars()
    assert dollars.keys() == set(LINES)
    assert sum(dollars.values()) - dollars["Lambda"] + LAMBDA_DOLLARS <= DOLLARS_MAX, dollars


def test_the_memory_that_is_reckoned_with_is_what_the_function_has():
    assert resources("AWS::Serverless::Function")["McpFunction"]["MemorySize"] == MEMORY_MB


KEY = {"pk": {"S": "USER#a"}, "sk": {"S": "k"}}


@pytest.mark.parametrize(
    ("operation", "given", "answer", "units"),
    [
        ("GetItem", {"Key": KEY, "ConsistentRead": True}, {"Item": {"v": {"S": "x" * 4_095}}}, {"read unit": 1}),
        ("GetItem", {"Key": KEY, "ConsistentRead": True}, {"Item": {"v": {"S": "x" * 4_096}}}, {"read unit": 2}),
        ("GetItem", {"Key": KEY}, {}, {"read unit": 0.5}),
        ("Query", {"ConsistentRead": True}, {"Items": [{"v": {"S": "x" * 3_000}}] * 3}, {"read unit": 3}),
        ("GetObject", {}, {}, {"object read": 1}),
        ("PutObject", {}, {}, {"object written": 1}),
        ("DeleteObject", {}, {}, {}),
    ],
)
def test_what_is_billed_for_a_request_that_reads(operation, given, answer, units):
    assert Billed(operation, given, lambda table, key: None).units(answer) == Counter(units)


@pytest.mark.parametrize(("before", "after", "units"), [(0, 900, 1), (900, 0, 1), (1_500, 100, 2), (10, 2_100, 3)])
@pytest.mark.parametrize("operation", ["UpdateItem", "TransactWriteItems"])
def test_what_is_billed_for_a_write_goes_by_the_larger_of_before_and_after(operation, before, after, units):
    looks = iter([{"v": {"B": b"x" * before}} if before else None, {"v": {"B": b"x" * after}} if after else None])
    given = {"TableName": "t", "Key": KEY}
    if operation == "TransactWriteItems":
        given = {"TransactItems": [{"Update": given}]}
    billed = Billed(operation, given, lambda table, key: next(looks)).units({})
    assert billed == {"write unit": units * (2 if operation == "TransactWriteItems" else 1)}


def test_a_batch_is_billed_item_by_item_and_for_what_is_not_there():
    given = {"RequestItems": {"t": {"Keys": [KEY, KEY, KEY], "ConsistentRead": True}}}
    answer = {"Responses": {"t": [{"v": {"S": "x" * 5_000}}, {"v": {"S": "x"}}]}}
    assert Billed("BatchGetItem", given, lambda table, key: None).units(answer) == {"read unit": 4}


def test_the_size_of_an_item_counts_names_and_values():
    assert size_of({"pk": {"S": "é"}, "n": {"N": "1234"}, "b": {"B": b"123"}}) == 2 + 2 + 1 + 3 + 1 + 3

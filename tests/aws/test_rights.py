"""What each function may do on AWS is what it does: no call is refused, and nothing is allowed that no call needs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.service import Service
from tests.aws.enforcement import Enforcement, enforced
from tests.aws.rights import TENANT_ROLE_ARN, Statements, partitions_of, rights_of, role_of
from tests.aws.template import arn_of, resources
from tests.conftest import ADA, BOB, Clock, Person, config_in, send_lambda, serve
from tests.lambda_events import invoked
from tests.lambdas import TOUCHED, told
from tests.provider import Provider
from tests.shelves import BUCKET_NAME, TABLE_NAME, cloud_shelves, in_the_cloud, shelves_there
from tests.sign_in.house import ALL, House, house_of, tokens_of
from tests.sign_in.personal_tokens import RENEW, SIGN_OUT, exchanged, made

ONCE_A_DAY = {"SweepRole", "RotationRole"}
"""Roles of functions that no request reaches."""


def kinds_of(role: str) -> set[str]:
    """The kinds of partitions that a role may reach."""
    return {pattern.rstrip("*") for pattern in partitions_of(role)}


def lived(house: House) -> None:
    """Everything a person, their client and their page can do that has to do with what is nobody's."""
    app = house.register()
    tokens = app.sign_in(scope=ALL)
    tokens = tokens_of(app.renew(tokens.refresh))
    named = tokens_of(made(house, tokens.access))
    named = tokens_of(house.ask("POST", RENEW, named.access))
    house.ask("POST", SIGN_OUT, named.access)
    exchanged(house, "bob")  # who has never been here
    operators = house.forged(sub=house.provider.user_id("ada"))
    assert house.takes(tokens.access)
    for token in (tokens.access, operators):
        house.call(token, "write_note", path="Moss", body="moss", overwrite=True)
        link = house.call(token, "write_note", path="cat.png")["url"]
        assert house.http.put(link, content=b"moss").status_code == 201
        for path in ("/api/me", "/api/grants", "/api/sessions", "/api/activity", "/api/vault/export"):
            assert house.ask("GET", path, token).status_code == 200
        house.ask("POST", RENEW, token)
        house.call(token, "delete_note", path="cat.png")
    house.call(tokens.access, "write_note", path="dog.png")
    app.revoke(app.sign_in().refresh)
    me = house.provider.user_id("ada")
    assert house.ask("DELETE", f"/api/me?confirm={me}", tokens.access).json() == {"deleted": True}
    assert not house.takes(operators)


def test_a_function_that_is_asked_reaches_every_partition_it_may_reach_and_no_other(provider: Provider, tmp_path: Path):
    with house_of(provider, tmp_path, "lambdas") as house:
        lived(house)
    reached = {tuple(line.split()) for line in told(tmp_path / "server.log", TOUCHED)}
    roles = {role_of(function) for function in resources("AWS::Serverless::Function")} - ONCE_A_DAY
    assert reached == {(role, kind) for role in roles for kind in kinds_of(role)}


def test_the_sweep_reaches_every_partition_it_may_reach_and_no_other(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    with cloud_shelves(clock) as shelves, enforced() as strict:
        vaults = Service(config_in(tmp_path, mode="lambda"), shelves.records, shelves.files, clock=clock)
        serve(vaults, monkeypatch)
        swept = invoked("SweepFunction", {}, get_remaining_time_in_millis=lambda: 120_000)
        assert swept["is_whole"] is True
    assert strict.touched == {("SweepRole", kind) for kind in kinds_of("SweepRole")}


# That it does refuse


def without(role: str, sid: str) -> Callable[[str], Statements]:
    """The template's rights, of which one was forgotten."""
    return lambda asked: [right for right in rights_of(asked) if (asked, right["Sid"]) != (role, sid)]


@pytest.mark.parametrize(
    ("role", "sid"),
    [("McpRole", "AsOneUser"), ("McpRole", "WhatIsNobodys"), ("TenantRole", "Records"), ("TenantRole", "Files")],
)
def test_a_function_that_lacks_a_right_is_refused(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, role: str, sid: str
):
    with in_the_cloud(), enforced(rights=without(role, sid)) as strict:
        shelves = shelves_there(clock)
        vaults = Service(config_in(tmp_path, mode="lambda"), shelves.records, shelves.files, clock=clock)
        serve(vaults, monkeypatch)
        ada = Person(ADA, vaults.tokens.create_jwt(ADA), send_lambda)
        call = {"name": "write_note", "arguments": {"path": "Moss", "body": "moss" * 3_000}}
        answer = ada.post({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call})
    assert answer.status == 503 or answer.json()["result"]["structuredContent"]["error"]["code"] == "unavailable"
    assert strict.denied


def item_of(user_id: str) -> dict[str, Any]:
    return {"TableName": TABLE_NAME, "Key": {"pk": {"S": f"USER#{user_id}"}, "sk": {"S": "head"}}}


def batch_of(*user_ids: str) -> dict[str, Any]:
    return {"RequestItems": {TABLE_NAME: {"Keys": [item_of(user_id)["Key"] for user_id in user_ids]}}}


def object_of(user_id: str) -> dict[str, Any]:
    return {"Bucket": BUCKET_NAME, "Key": f"u/{user_id}/b/0f"}


def query_of(user_id: str) -> dict[str, Any]:
    values = {":pk": {"S": f"USER#{user_id}"}, ":prefix": {"S": "note#"}}
    condition = "pk = :pk AND begins_with(sk, :prefix)"
    return {"TableName": TABLE_NAME, "KeyConditionExpression": condition, "ExpressionAttributeValues": values}


CALLS: dict[str, tuple[str, str, Callable[[str], dict[str, Any]]]] = {
    "one item": ("dynamodb", "GetItem", item_of),
    "several items": ("dynamodb", "BatchGetItem", lambda user_id: batch_of(ADA, user_id)),
    "a list of items": ("dynamodb", "Query", query_of),
    "a change of several": (
        "dynamodb",
        "TransactWriteItems",
        lambda user_id: {"TransactItems": [{"Update": item_of(ADA)}, {"Delete": item_of(user_id)}]},
    ),
    "a file": ("s3", "GetObject", object_of),
    "a list of files": ("s3", "ListObjectsV2", lambda user_id: {"Bucket": BUCKET_NAME, "Prefix": f"u/{user_id}/b/"}),
}


@pytest.mark.parametrize("call", CALLS)
def test_with_the_rights_of_one_user_nothing_of_anothers_is_reached(call: str):
    service, operation, given = CALLS[call]
    strict = Enforcement(users={"hers": ADA})
    assert strict.judge("McpFunction", service, operation, "hers", given(ADA)) == ""
    assert strict.judge("McpFunction", service, operation, "hers", given(BOB)) != ""
    assert strict.judge("McpFunction", service, operation, "its own", given(ADA)) != ""
    assert strict.judge("PageFunction", service, operation, "hers", given(ADA)) == f"PageRole may not be {ADA}"


def test_a_function_reads_our_secrets_and_is_no_user_without_a_name():
    strict = Enforcement()
    secret = {"SecretId": "arn:aws:secretsmanager:us-east-1:123456789012:secret:SigningKey-AbCdEf"}
    assert strict.judge("PageFunction", "secretsmanager", "GetSecretValue", "", secret) == ""
    assert strict.judge("PageFunction", "secretsmanager", "GetSecretValue", "", {"SecretId": "another"}) != ""
    assert strict.judge("McpFunction", "secretsmanager", "PutSecretValue", "", secret) != ""
    role = {"RoleArn": TENANT_ROLE_ARN, "Tags": [{"Key": "UserId", "Value": ADA}]}
    assert strict.judge("McpFunction", "sts", "AssumeRole", "", role) == ""
    assert strict.judge("McpFunction", "sts", "AssumeRole", "", {"RoleArn": TENANT_ROLE_ARN}) != ""
    assert strict.judge("McpFunction", "sts", "AssumeRole", "", {**role, "RoleArn": arn_of("SweepRole")}) != ""
    assert strict.judge("RotationFunction", "sts", "AssumeRole", "", role) != ""

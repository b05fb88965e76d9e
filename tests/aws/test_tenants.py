"""Users are apart on AWS even where our code is wrong: what the policies allow, and with whose rights we ask."""

from collections.abc import Iterator
from typing import Any

import botocore.client
import pytest
from botocore.exceptions import ClientError

from shared.errors import Unavailable
from shared.storage.aws_clients import ROLE_SECONDS, Clients
from shared.storage.aws_files import AwsFiles
from shared.storage.aws_records import AwsRecords
from shared.storage.contract import Write
from tests.aws.policies import Request, is_allowed
from tests.aws.rights import TENANT_ROLE_ARN as ROLE_ARN
from tests.aws.rights import rights_of
from tests.aws.template import arn_of, resolved, resources
from tests.aws.traffic import Call, key_of, recorded
from tests.conftest import ADA, BOB, Clock
from tests.shelves import BUCKET_NAME, TABLE_NAME, moto

RECORD_ACTIONS = [
    f"dynamodb:{name}" for name in ("GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem")
]
FILE_ACTIONS = [f"s3:{name}" for name in ("GetObject", "PutObject", "DeleteObject")]
TABLE, BUCKET = arn_of("Table"), arn_of("Bucket")


def may(user_id: str, action: str, resource: str, **context: list[str]) -> bool:
    """Whether whoever holds the tenant role for a user may do something."""
    given = {name.replace("__", ":"): values for name, values in context.items()}
    return is_allowed(
        rights_of("TenantRole"), Request(action, resource, {"aws:PrincipalTag/UserId": [user_id], **given})
    )


@pytest.mark.parametrize("action", RECORD_ACTIONS)
def test_the_role_of_a_user_reaches_their_partition_and_no_other(action: str):
    assert may(ADA, action, TABLE, dynamodb__LeadingKeys=[f"USER#{ADA}"])
    assert may(ADA, action, TABLE, dynamodb__LeadingKeys=[f"FILE#{ADA}"])
    assert not may(ADA, action, TABLE, dynamodb__LeadingKeys=[f"FILE#{BOB}"])
    for other in (BOB, f"{ADA}x", f"{ADA}*", "", "*", "users#", f"client#{ADA}"):
        assert not may(ADA, action, TABLE, dynamodb__LeadingKeys=[f"USER#{other}"])
    assert not may(ADA, action, TABLE, dynamodb__LeadingKeys=[f"USER#{ADA}", f"USER#{BOB}"])
    assert not may(ADA, action, TABLE), "a request that names no key at all"
    assert not may(ADA, action, f"{TABLE}2", dynamodb__LeadingKeys=[f"USER#{ADA}"])


def test_nobody_scans_or_manages_the_table():
    for action in ("Scan", "BatchWriteItem", "DeleteTable", "UpdateTable", "ExportTableToPointInTime", "PartiQLSelect"):
        assert not may(ADA, f"dynamodb:{action}", TABLE, dynamodb__LeadingKeys=[f"USER#{ADA}"])
        for role in resources("AWS::IAM::Role"):
            asked = Request(f"dynamodb:{action}", TABLE, {"dynamodb:LeadingKeys": ["USER#users#"]})
            assert not is_allowed(rights_of(role), asked)


@pytest.mark.parametrize("action", FILE_ACTIONS)
def test_the_role_of_a_user_reaches_their_files_and_no_other(action: str):
    assert may(ADA, action, f"{BUCKET}/u/{ADA}/b/0f")
    for other in (f"u/{BOB}/b/0f", f"u/{ADA}x/b/0f", "u/*/b/0f", f"u/x/u/{ADA}/b/0f", "0f", f"u//{ADA}/b/0f"):
        assert not may(ADA, action, f"{BUCKET}/{other}")
    assert not may("*", action, f"{BUCKET}/u/{BOB}/b/0f"), "a star in a tag is a star"
    assert not is_allowed(rights_of("TenantRole"), Request(action, f"{BUCKET}/u//b/0f")), "a role without a tag"


def test_the_role_of_a_user_lists_their_files_and_no_other():
    assert may(ADA, "s3:ListBucket", BUCKET, s3__prefix=[f"u/{ADA}/b/"])
    for prefix in ("", "u/", f"u/{ADA}", f"u/{BOB}/b/"):
        assert not may(ADA, "s3:ListBucket", BUCKET, s3__prefix=[prefix])
    assert not may(ADA, "s3:ListBucket", BUCKET)


@pytest.mark.parametrize("role", sorted({*resources("AWS::IAM::Role")} - {"TenantRole"}))
def test_a_function_reaches_nothing_of_a_user_with_its_own_rights(role: str):
    for action in RECORD_ACTIONS:
        for keys in ([f"USER#{ADA}"], ["USER#users#", f"USER#{ADA}"], []):
            context = {"dynamodb:LeadingKeys": keys} if keys else {}
            assert not is_allowed(rights_of(role), Request(action, TABLE, context))
    for action in (*FILE_ACTIONS, "s3:ListBucket"):
        for resource in (BUCKET, f"{BUCKET}/u/{ADA}/b/0f"):
            assert not is_allowed(rights_of(role), Request(action, resource, {"s3:prefix": [f"u/{ADA}/b/"]}))


def test_the_role_of_a_user_is_given_to_our_functions_and_only_with_a_name():
    [trust] = resolved(resources("AWS::IAM::Role")["TenantRole"]["AssumeRolePolicyDocument"]["Statement"])
    trusted = {arn.rsplit("/", 1)[-1] for arn in trust["Principal"]["AWS"]}
    assert trusted == {f"{name}Role" for name in ("Oauth", "Token", "Mcp", "Account", "Files", "Sweep")}
    statement = {**trust, "Resource": ROLE_ARN}
    for action in ("sts:AssumeRole", "sts:TagSession"):
        tagged = {"aws:RequestTag/UserId": [ADA], "aws:TagKeys": ["UserId"]}
        assert is_allowed([statement], Request(action, ROLE_ARN, tagged))
        assert not is_allowed([statement], Request(action, ROLE_ARN, {}))
        assert not is_allowed([statement], Request(action, ROLE_ARN, {**tagged, "aws:TagKeys": ["UserId", "Admin"]}))


# With whose rights we ask


@pytest.fixture
def asked() -> Iterator[list[Call]]:
    """Every call to AWS."""
    with moto(), recorded() as calls:
        yield calls


def use(clients: Clients, clock: Clock, user_id: str) -> None:
    records, files = AwsRecords(TABLE_NAME, clients, clock=clock), AwsFiles(BUCKET_NAME, clients)
    records.commit(user_id, Write("head", {}))
    records.get(user_id, "head")
    if "#" not in user_id:
        files.under(user_id)
        files.get(user_id, files.put(user_id, b"x"))


def keys_of(asked: list[Call]) -> set[str]:
    return {call.access_key for call in asked if call.operation != "AssumeRole"}


def test_each_user_is_reached_with_rights_of_their_own_which_are_asked_for_once(asked: list[Call], clock: Clock):
    clients, signed = Clients(role_arn=ROLE_ARN, clock=clock), dict[str, str]()
    for owner in (ADA, BOB, ADA, "users#"):
        use(clients, clock, owner)
        [signed[owner]] = keys_of(asked) - set(signed.values()) or {signed[owner]}
    named = [call.given["Tags"] for call in asked if call.operation == "AssumeRole"]
    assert named == [[{"Key": "UserId", "Value": owner}] for owner in (ADA, BOB)]
    for call in asked:
        if call.operation == "GetItem":
            assert call.partition == next(f"USER#{owner}" for owner in signed if signed[owner] == call.access_key)
    assert len(set(signed.values())) == 3
    assert signed["users#"] == "testing"


def test_rights_are_renewed_before_they_end(asked: list[Call], clock: Clock):
    clients = Clients(role_arn=ROLE_ARN, clock=clock)
    use(clients, clock, ADA)
    clock.forward(ROLE_SECONDS - 60)
    asked.clear()
    use(clients, clock, ADA)
    assert [call.operation for call in asked].count("AssumeRole") == 1


@pytest.fixture
def refused_keys(asked: list[Call], monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The access keys that AWS takes no more."""
    keys: set[str] = set()
    call = botocore.client.BaseClient._make_api_call

    def refused(client: Any, operation: str, given: dict[str, Any]) -> Any:
        if operation != "AssumeRole" and key_of(client) in keys:
            asked.append(Call(operation, given, key_of(client)))
            raise ClientError({"Error": {"Code": "ExpiredTokenException"}}, operation)
        return call(client, operation, given)

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", refused)
    return keys


def test_rights_that_ended_early_are_asked_for_again_and_nobody_notices(
    asked: list[Call], refused_keys: set[str], clock: Clock
):
    clients = Clients(role_arn=ROLE_ARN, clock=clock)
    use(clients, clock, ADA)
    refused_keys |= keys_of(asked)
    use(clients, clock, ADA)
    assert [call.operation for call in asked].count("AssumeRole") == 2


def test_rights_that_are_never_good_are_told_as_trouble(asked: list[Call], refused_keys: set[str], clock: Clock):
    refused_keys.add("testing")
    clients = Clients(role_arn=ROLE_ARN, clock=clock)
    use(clients, clock, ADA)
    with pytest.raises(Unavailable):
        use(clients, clock, "users#")


def test_without_a_tenant_role_everything_is_reached_with_our_own_rights(asked: list[Call], clock: Clock):
    use(Clients(clock=clock), clock, ADA)
    assert keys_of(asked) == {"testing"}

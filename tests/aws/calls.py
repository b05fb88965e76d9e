"""What a call to AWS asks for: actions on resources, with the keys that policies look at.

Service Authorization Reference, "Actions, resources, and condition keys" of DynamoDB, S3, STS and Secrets Manager.
DynamoDB Developer Guide, "Managing transactions": TransactWriteItems is authorised by the actions it is made of.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.aws.policies import Request
from tests.aws.template import ACCOUNT, REGION, arn_of

IN_A_TRANSACTION = {name: f"{name}Item" for name in ("Put", "Update", "Delete", "ConditionCheck")}
Given = Mapping[str, Any]
S3_ACTIONS = {"ListObjectsV2": "ListBucket", "HeadObject": "GetObject"}
"""Where an action of S3 is called otherwise than the operation."""


def asked_by(service: str, operation: str, given: Given, stands_for: Mapping[str, str]) -> Iterator[Request]:
    """Each thing a call asks for. `stands_for`: what the template calls a table, a bucket or a secret of this name."""
    if service == "dynamodb":
        yield from _of_dynamodb(operation, given, stands_for)
    elif service == "s3":
        yield _of_s3(operation, given, stands_for)
    elif service == "sts":
        tags = {tag["Key"]: tag["Value"] for tag in given.get("Tags", ())}
        context = {**{f"aws:RequestTag/{key}": [value] for key, value in tags.items()}, "aws:TagKeys": list(tags)}
        for action in (operation, *(["TagSession"] if tags else [])):
            yield Request(f"sts:{action}", given["RoleArn"], context)
    else:
        name = re.sub(r"^arn:.*:secret:|-\w{6}$", "", given.get("SecretId", ""))
        yield Request(f"{service}:{operation}", _arn(name, stands_for) or f"no secret of ours: {name}")


def _of_dynamodb(operation: str, given: Given, stands_for: Mapping[str, str]) -> Iterator[Request]:
    if operation == "TransactWriteItems":
        for [(kind, item)] in (action.items() for action in given["TransactItems"]):
            yield _of_table(IN_A_TRANSACTION[kind], item["TableName"], _keys(item), stands_for)
    elif operation == "BatchGetItem":
        for table, of in given["RequestItems"].items():
            yield _of_table(operation, table, [key["pk"]["S"] for key in of["Keys"]], stands_for)
    else:
        yield _of_table(operation, given["TableName"], _keys(given), stands_for)


def _of_table(action: str, table: str, keys: list[str], stands_for: Mapping[str, str]) -> Request:
    arn = _arn(table, stands_for) or f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/no-table-of-ours/{table}"
    return Request(f"dynamodb:{action}", arn, {"dynamodb:LeadingKeys": keys} if keys else {})


def _keys(given: Given) -> list[str]:
    """The partitions that are asked for, each once."""
    if condition := given.get("KeyConditionExpression"):
        names = re.findall(r"\bpk = (:\w+)", condition)
        return [given["ExpressionAttributeValues"][name]["S"] for name in names]
    key = given.get("Key") or given.get("Item")
    return [key["pk"]["S"]] if key else []


def _of_s3(operation: str, given: Given, stands_for: Mapping[str, str]) -> Request:
    bucket = _arn(given["Bucket"], stands_for) or f"arn:aws:s3:::no-bucket-of-ours/{given['Bucket']}"
    resource = f"{bucket}/{given['Key']}" if "Key" in given else bucket
    context = {"s3:prefix": [given["Prefix"]]} if "Prefix" in given else {}
    return Request(f"s3:{S3_ACTIONS.get(operation, operation)}", resource, context)


def _arn(name: str, stands_for: Mapping[str, str]) -> str:
    return arn_of(stands_for[name]) if name in stands_for else ""

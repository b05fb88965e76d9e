"""The rights that template.yaml gives: of each role, and who may take on the role of one user."""

from functools import cache
from typing import Any

from tests.aws.template import ACCOUNT, STACK, arn_of, resolved, resources

TENANT_ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/{STACK}-tenant"
Statements = list[dict[str, Any]]


@cache
def rights_of(role: str) -> Statements:
    policies = resolved(resources("AWS::IAM::Role")[role]["Policies"])
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


@cache
def trust_in(role: str) -> Statements:
    """What lets a role be taken on as one user, where this role asks for it."""
    document = resolved(resources("AWS::IAM::Role")["TenantRole"]["AssumeRolePolicyDocument"])
    trusted = [statement for statement in document["Statement"] if arn_of(role) in statement["Principal"]["AWS"]]
    return [{**statement, "Resource": TENANT_ROLE_ARN} for statement in trusted]


@cache
def role_of(function: str) -> str:
    role: str = resources("AWS::Serverless::Function")[function]["Role"]["Fn::GetAtt"][0]
    return role


def partitions_of(role: str) -> list[str]:
    """The partitions that are nobody's which a role may reach, as patterns."""
    statements = (statement.get("Condition", {}) for statement in rights_of(role))
    keys = (of.get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys", []) for of in statements)
    return [pattern for patterns in keys for pattern in patterns]

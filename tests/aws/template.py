"""template.yaml as plain data, with what CloudFormation would put in for references."""

import re
from functools import cache
from typing import Any

import yaml

from tests.running import ROOT

ACCOUNT, STACK, REGION = "123456789012", "notes", "us-east-1"
"""The account is the one that moto has."""
PSEUDO = {
    "AWS::Partition": "aws",
    "AWS::AccountId": ACCOUNT,
    "AWS::StackName": STACK,
    "AWS::Region": REGION,
    "AWS::URLSuffix": "amazonaws.com",
}


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms."""


def _short_form(loader: Any, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _short_form)


@cache
def template() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((ROOT / "template.yaml").read_text(), _Loader)
    return loaded


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """The properties of all resources of a kind, by their names."""
    found = template()["Resources"].items()
    return {name: resource.get("Properties", {}) for name, resource in found if resource["Type"] == kind}


def arn_of(name: str) -> str:
    """What GetAtt Arn of a resource would be."""
    kind = template()["Resources"][name]["Type"]
    if kind == "AWS::DynamoDB::Table":
        return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"
    if kind == "AWS::S3::Bucket":
        return f"arn:aws:s3:::{name}"
    if kind == "AWS::IAM::Role":
        return f"arn:aws:iam::{ACCOUNT}:role/{name}"
    return f"arn:aws:other:{REGION}:{ACCOUNT}:{name}"


def resolved(value: Any) -> Any:
    """A value with its references put in; of a choice the case without a domain and without alarms."""
    if isinstance(value, list):
        return [resolved(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        [(name, given)] = value.items()
        if name == "Ref":
            return PSEUDO.get(given) or (arn_of(given) if given.endswith(("Key", "Secret")) else given)
        if name == "Fn::GetAtt":
            return arn_of(given[0])
        if name == "Fn::If":
            return resolved(given[2])
        if name == "Fn::Sub":
            return _substituted(given)
    return {name: resolved(item) for name, item in value.items()}


def _substituted(text: str) -> str:
    def put_in(found: re.Match[str]) -> str:
        name = found[1]
        if name.startswith("!"):
            return f"${{{name[1:]}}}"
        return PSEUDO.get(name) or (arn_of(name.removesuffix(".Arn")) if name.endswith(".Arn") else name)

    return re.sub(r"\$\{([^}]+)\}", put_in, text)

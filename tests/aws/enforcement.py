"""AWS as strict as template.yaml: what a function asks for is refused unless a policy allows it, which moto never does.

Every call goes through botocore's `_make_api_call`, and is judged by the credentials it is signed with: those of one
user, or the function's own. Calls outside of any function (a test's own) are nobody's to judge.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import botocore.client
import pytest
from botocore.exceptions import ClientError

from tests.aws.calls import asked_by
from tests.aws.policies import Request, is_allowed
from tests.aws.rights import TENANT_ROLE_ARN, Statements, rights_of, role_of, trust_in
from tests.lambda_events import current

STANDS_FOR = {"notes-vault": "Table", "SigningKey": "SigningKey", "ClientSecret": "ClientSecret"}
"""What the tests' table and secrets are in the template."""


@dataclass
class Enforcement:
    """What was asked with which rights. `rights` answers the statements of a role."""

    rights: Callable[[str], Statements] = rights_of
    users: dict[str, str] = field(default_factory=dict)
    """By access key, the user whose rights it gives."""
    denied: list[str] = field(default_factory=list)
    touched: set[tuple[str, str]] = field(default_factory=set)
    """Each role with each kind of partition that it has reached with its own rights: "USER#client#"."""
    _may_be: set[tuple[str, str]] = field(default_factory=set)

    def judge(self, function: str, service: str, operation: str, key: str, given: Mapping[str, Any]) -> str:
        """Why a function may not make this call, or ""."""
        role, user = role_of(function), self.users.get(key)
        if user and not self._is_assumed(role, user):
            return f"{role} may not be {user}"
        names = {**STANDS_FOR, "notes-vault": "Bucket"} if service == "s3" else STANDS_FOR
        for request in asked_by(service, operation, given, names):
            if not self._allows(role, user, request):
                return f"{role} as {user or 'itself'} may not {request.action} on {request.resource} {request.context}"
            if not user:
                keys = request.context.get("dynamodb:LeadingKeys", ())
                self.touched |= {(role, "#".join(key.split("#")[:2]) + "#") for key in keys}
        return ""

    def _allows(self, role: str, user: str | None, request: Request) -> bool:
        if user:
            context = {**request.context, "aws:PrincipalTag/UserId": [user]}
            return is_allowed(self.rights("TenantRole"), Request(request.action, request.resource, context))
        is_trusted = not request.action.startswith("sts:") or is_allowed(trust_in(role), request)
        return is_trusted and is_allowed(self.rights(role), request)

    def _is_assumed(self, role: str, user: str) -> bool:
        """Whether a role could have got these rights itself, whoever it was that asked for them."""
        if (role, user) not in self._may_be:
            given = {"RoleArn": TENANT_ROLE_ARN, "Tags": [{"Key": "UserId", "Value": user}]}
            if not all(self._allows(role, None, request) for request in asked_by("sts", "AssumeRole", given, {})):
                return False
            self._may_be.add((role, user))
        return True


@contextmanager
def enforced(**facts: Any) -> Iterator[Enforcement]:
    """Until the block ends, AWS answers a call of a function that no policy allows as IAM does."""
    strict, call = Enforcement(**facts), botocore.client.BaseClient._make_api_call

    def judged(client: Any, operation: str, given: dict[str, Any]) -> Any:
        service = client.meta.service_model.service_name
        if function := current.get():
            key = client._request_signer._credentials.access_key
            if refusal := strict.judge(function, service, operation, key, given):
                strict.denied.append(refusal)
                code = "AccessDeniedException" if service in ("dynamodb", "secretsmanager") else "AccessDenied"
                raise ClientError({"Error": {"Code": code, "Message": refusal}}, operation)
        answer = call(client, operation, given)
        if (service, operation) == ("sts", "AssumeRole"):
            [user] = [tag["Value"] for tag in given["Tags"] if tag["Key"] == "UserId"]
            strict.users[answer["Credentials"]["AccessKeyId"]] = user
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.client.BaseClient, "_make_api_call", judged)
        yield strict

"""The Lambdas' secrets: read when they are needed, replaced without signing anybody out."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest

from handlers import edge
from handlers.secrets import Secrets
from shared.config import Config
from shared.service import Service
from tests.aws.enforcement import enforced
from tests.aws.rights import TENANT_ROLE_ARN
from tests.conftest import ADA, ORIGIN, Clock, Person, send_lambda
from tests.lambda_events import invoked
from tests.shelves import BUCKET_NAME, TABLE_NAME, in_the_cloud

FIRST, CLIENT_SECRET = "the first key, of thirty-two bytes or more", "what the provider gave"


@pytest.fixture
def arn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clock: Clock) -> Iterator[str]:
    """The signing key's secret, and a Lambda that is told of it in its environment."""
    with in_the_cloud(), enforced() as strict:
        manager = boto3.client("secretsmanager")
        arn: str = manager.create_secret(Name="SigningKey", SecretString=FIRST)["ARN"]
        client = manager.create_secret(Name="ClientSecret", SecretString=CLIENT_SECRET)["ARN"]
        given = {"MODE": "lambda", "PUBLIC_BASE_URL": ORIGIN, "TABLE_NAME": TABLE_NAME, "BUCKET_NAME": BUCKET_NAME}
        given |= {"JWT_SECRET_ARN": arn, "OAUTH_SECRET_ARN": client, "SEARCH_CACHE_PATH": str(tmp_path / "search")}
        given["TENANT_ROLE_ARN"] = TENANT_ROLE_ARN
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(edge, "secrets", cache(lambda: Secrets(clock=clock)))
        edge.renew_service()
        yield arn
    assert strict.denied == []


def rotate(arn: str) -> None:
    """The steps in which Secrets Manager rotates a secret, each of them twice."""
    token = str(uuid4())
    for step in ("createSecret", "setSecret", "testSecret", "finishSecret"):
        for _ in range(2):
            event = {"SecretId": arn, "ClientRequestToken": token, "Step": step}
            invoked("RotationFunction", event)


def someone(vaults: Service) -> Person:
    return Person(ADA, vaults.tokens.create_jwt(ADA), send_lambda)


def test_a_function_signs_with_what_the_secret_holds_and_nothing_is_read_before_it_is_asked_for(arn: str):
    config = Config.from_environ()
    assert (config.jwt_secret_key, config.oauth_client_secret) == ("", "")
    read = edge.service().config
    assert (read.jwt_secret_key, read.jwt_secret_key_previous) == (FIRST, "")
    assert read.oauth_client_secret == CLIENT_SECRET


def test_a_token_of_before_a_rotation_is_still_good(arn: str, clock: Clock):
    ada = someone(edge.service())
    assert ada.call("list_notes")["total"] == 0
    rotate(arn)
    clock.forward(300)
    assert ada.call("list_notes")["total"] == 0
    keys = edge.service().config
    assert keys.jwt_secret_key_previous == FIRST
    assert len(keys.jwt_secret_key) == 64
    rotate(arn)
    clock.forward(300)
    assert ada.post({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).status == 401, "two rotations ago"


def test_a_token_that_another_function_signed_with_the_new_key_is_good_at_once(arn: str, clock: Clock):
    edge.service()
    rotate(arn)
    clock.forward(30)
    elsewhere = Service(Secrets(clock=clock).completed(Config.from_environ()), *shelves_of(edge.service()))
    assert someone(elsewhere).call("list_notes")["total"] == 0


def test_a_token_that_nobody_signed_costs_a_look_now_and_then_alone(arn: str, monkeypatch: pytest.MonkeyPatch):
    edge.service()
    rotate(arn)
    looks: list[Any] = []
    monkeypatch.setattr(Secrets, "_read", lambda self, config: looks.append(config))
    forged = Person(ADA, "a.b.c", send_lambda)
    for _ in range(3):
        assert forged.post({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).status == 401
    assert looks == []


def test_a_rotation_that_is_told_twice_makes_one_key(arn: str):
    rotate(arn)
    versions = boto3.client("secretsmanager").list_secret_version_ids(SecretId=arn)["Versions"]
    stages = sorted(stage for version in versions for stage in version["VersionStages"])
    assert [stage for stage in stages if stage != "AWSPENDING"] == ["AWSCURRENT", "AWSPREVIOUS"]


def shelves_of(vaults: Service) -> tuple[Any, Any]:
    return vaults._records, vaults._files

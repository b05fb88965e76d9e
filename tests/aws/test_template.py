"""template.yaml: valid, exactly what the code has, and no right that does not say on what."""

import os
import subprocess
from dataclasses import fields
from importlib import import_module
from typing import Any

import pytest
from starlette.routing import Mount, Route

import local_server
from shared.config import Config
from tests.aws.template import resolved, resources, template
from tests.running import ROOT

SAM = ROOT / ".venv/sam/bin"
NOT_ON_LAMBDA = {
    "host", "mcp_port", "mcp_transport", "vault_base_path", "database_path", "metrics_token", "records", "files",
    "jwt_secret_key", "jwt_secret_key_previous", "oauth_client_secret",
}  # fmt: skip
"""Settings that a Lambda has no use for, or has as a secret."""


CHECKS = [
    ["sam", "validate", "--lint"],
    pytest.param(["cfn-lint", "template.yaml"], marks=pytest.mark.slow),  # the same rules, without SAM before them
]


@pytest.mark.parametrize("command", CHECKS, ids=" ".join)
def test_the_template_is_valid(command: list[str]):
    environ = {**os.environ, "AWS_DEFAULT_REGION": "us-east-1", "SAM_CLI_TELEMETRY": "0"}
    environ |= {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
    ran = subprocess.run([SAM / command[0], *command[1:]], cwd=ROOT, env=environ, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def routes_of(handler: str) -> set[str]:
    """The routes of a handler, as API Gateway writes them."""
    found = set()
    for route in getattr(import_module(f"handlers.{handler}"), "routes", []):
        assert isinstance(route, (Route, Mount))
        found.add(f"ANY {route.path}/{{proxy+}}" if isinstance(route, Mount) else f"ANY {route.path}")
    return found


def test_every_route_of_the_code_leads_to_its_function_and_there_is_no_other():
    integrations = {
        name: of["IntegrationUri"]["Ref"] for name, of in resources("AWS::ApiGatewayV2::Integration").items()
    }
    led: dict[str, set[str]] = {}
    for route in resources("AWS::ApiGatewayV2::Route").values():
        integration = route["Target"]["Fn::Sub"].removeprefix("integrations/${").removesuffix("}")
        led.setdefault(integrations[integration], set()).add(route["RouteKey"])
    handlers = {name: of["Handler"].split(".")[1] for name, of in resources("AWS::Serverless::Function").items()}
    expected = {f"{name}.Alias": routes_of(handler) for name, handler in handlers.items() if routes_of(handler)}
    assert led == expected


def test_every_handler_file_with_a_handler_has_a_function():
    files = [
        file
        for file in ROOT.glob("handlers/*.py")
        if "\nhandler = " in file.read_text() or "\ndef handler(" in file.read_text()
    ]
    assert {of["Handler"] for of in resources("AWS::Serverless::Function").values()} == {
        f"handlers.{file.stem}.handler" for file in files
    }


def test_the_one_process_serves_what_the_functions_serve():
    served = {"mcp", "oauth", "token", "account", "files", "page"}
    assert all(hasattr(local_server, name) for name in served)
    with_routes = {of["Handler"].split(".")[1] for of in resources("AWS::Serverless::Function").values()}
    assert {name for name in with_routes if routes_of(name)} == served


def test_every_variable_is_a_setting_and_what_is_left_out_has_a_good_default():
    given = set(template()["Globals"]["Function"]["Environment"]["Variables"])
    settings = {field.name.upper() for field in fields(Config)}
    assert given <= settings
    needed = {"MODE", "PUBLIC_BASE_URL", "TABLE_NAME", "BUCKET_NAME", "OAUTH_CLIENT_ID", "JWT_SECRET_ARN"}
    assert needed | {"OAUTH_SECRET_ARN", "TENANT_ROLE_ARN"} <= given
    assert not {name.upper() for name in NOT_ON_LAMBDA} & given


def test_the_variables_make_settings_a_lambda_starts_with():
    variables: dict[str, Any] = resolved(template()["Globals"]["Function"]["Environment"]["Variables"])
    defaults = {name: str(of.get("Default", "")) for name, of in template()["Parameters"].items()}
    config = Config.from_environ({name: defaults.get(value, value) for name, value in variables.items()})
    assert (config.mode, config.table_name, config.bucket_name) == ("lambda", "Table", "Bucket")
    assert config.mcp_url.startswith("https://Api.execute-api.")


def statements() -> list[tuple[str, dict[str, Any]]]:
    """Every statement of rights in the template, with where it stands."""
    roles = resources("AWS::IAM::Role").items()
    found = [(name, s) for name, of in roles for p in of["Policies"] for s in p["PolicyDocument"]["Statement"]]
    buckets = resources("AWS::S3::BucketPolicy").items()
    return found + [(name, s) for name, of in buckets for s in of["PolicyDocument"]["Statement"]]


def test_every_right_names_what_it_is_on_and_none_is_all_of_a_service():
    for name, statement in statements():
        listed = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        assert listed and "*" not in listed, name
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        if statement["Effect"] == "Allow":
            assert not [action for action in actions if "*" in action], name


def test_every_function_has_a_role_of_its_own():
    roles = [of["Role"]["Fn::GetAtt"][0] for of in resources("AWS::Serverless::Function").values()]
    assert sorted([*roles, "TenantRole"]) == sorted(resources("AWS::IAM::Role"))
    assert all("ManagedPolicyArns" not in of for of in resources("AWS::IAM::Role").values())


def test_what_is_kept_survives_the_stack_and_can_be_had_back():
    kept = {name: template()["Resources"][name] for name in ("Table", "Bucket")}
    assert {of["DeletionPolicy"] for of in kept.values()} == {"Retain"}
    table, bucket = (of["Properties"] for of in kept.values())
    assert table["DeletionProtectionEnabled"] is True
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}

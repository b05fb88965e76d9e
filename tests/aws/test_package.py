"""What is deployed: one package for all functions, small, for the processor they run on."""

import subprocess
from pathlib import Path

import pytest

from tests.aws.template import resources, template
from tests.running import ROOT

PACKAGE_BYTES_MAX = 60_000_000
PACKAGE = ROOT / ".aws-sam/package"
ARM64 = b"\xb7\x00"
"""What the header of a program says of its processor (ELF, e_machine: EM_AARCH64)."""


@pytest.fixture(scope="session")
def package() -> Path:
    subprocess.run(["make", "-s", "package"], cwd=ROOT, check=True)
    return PACKAGE


def test_a_package_is_at_most_sixty_megabytes(package: Path):
    assert sum(file.stat().st_size for file in package.rglob("*") if file.is_file()) <= PACKAGE_BYTES_MAX


def test_a_package_has_our_code_and_its_libraries_and_nothing_of_the_runtimes(package: Path):
    names = {path.name for path in package.iterdir()}
    assert names >= {"handlers", "shared", "mcp", "fastapi", "mangum", "jwt", "aws_lambda_powertools", "starlette"}
    assert not names & {"boto3", "botocore", "uvicorn", "uvloop", "watchfiles", "moto", "pytest", "tests"}


def test_what_is_compiled_is_for_the_functions_processor(package: Path):
    assert template()["Globals"]["Function"]["Architectures"] == ["arm64"]
    compiled = list(package.rglob("*.so"))
    assert len(compiled) > 5
    assert {file.read_bytes()[18:20] for file in compiled} == {ARM64}


def test_make_builds_every_function_of_the_package(package: Path):
    for name, function in resources("AWS::Serverless::Function").items():
        assert template()["Resources"][name]["Metadata"] == {"BuildMethod": "makefile"}
        assert (package / function["Handler"].removesuffix(".handler").replace(".", "/")).with_suffix(".py").exists()

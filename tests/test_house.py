"""The shape of the house: who may import whom, what a cold start loads, how long a file may be, what the docs say."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from shared.config import Config

ROOT = Path(__file__).parent.parent
OURS = [*ROOT.glob("shared/**/*.py"), *ROOT.glob("handlers/*.py"), ROOT / "local_server.py"]
EVERYTHING = [*OURS, *ROOT.glob("tests/**/*.py"), *ROOT.glob("benchmarks/**/*.py")]
LINES_MAX, FUNCTION_LINES_MAX = 300, 40

MAY_IMPORT = {
    "shared.errors": [],
    "shared.config": ["shared.errors"],
    "shared.sqlite": [],
    "shared.disk": [],
    "shared.storage": [
        "shared.errors",
        "shared.sqlite",
        "shared.disk",
        "shared.storage.contract",
        "shared.storage.aws_clients",
    ],
    "shared.access": ["shared.errors", "shared.config", "shared.storage.contract", "shared.access"],
    "shared.notes": ["shared.errors", "shared.sqlite", "shared.disk", "shared.storage.contract", "shared.notes"],
    "shared.shelves": ["shared.config", "shared.storage"],
    "shared.accounts": ["shared.errors", "shared.access", "shared.notes", "shared.storage.contract"],
    "shared.call": ["shared"],
    "shared.transfers": ["shared"],
    "shared.folders": ["shared.config", "shared.notes"],
    "shared.indexes": ["shared.notes", "shared.storage.contract"],
    "shared.jobs": ["shared"],
    "shared.rounds": ["shared"],
    "shared.service": ["shared"],
    "shared.doctor": ["shared"],
    "shared.__main__": ["shared"],
    "handlers": ["shared", "handlers"],
    "local_server": ["shared", "handlers"],
}
"""Imports fall the way calls fall. The longest matching room counts."""


def module_of(file: Path) -> str:
    return file.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")


def imports_of(file: Path, *, top_level_only: bool = False) -> set[str]:
    tree = ast.parse(file.read_text())
    nodes = tree.body if top_level_only else ast.walk(tree)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def is_under(name: str, rooms: list[str]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


@pytest.mark.parametrize("file", OURS, ids=module_of)
def test_imports_fall_the_way_calls_fall(file: Path):
    module = module_of(file)
    if module in ("shared", "handlers", "shared.storage", "shared.access", "shared.notes"):
        assert imports_of(file) == set()
        return
    room = max((room for room in MAY_IMPORT if is_under(module, [room])), key=len)
    ours = {name for name in imports_of(file) if is_under(name, ["shared", "handlers", "local_server", "tests"])}
    strangers = {name for name in ours - {"shared"} if not is_under(name, MAY_IMPORT[room])}
    assert strangers == set() or strangers <= {"shared.__version__"}


def test_shared_never_imports_the_web_or_the_cloud():
    web = ["starlette", "fastapi", "mcp", "mcp_types", "mangum", "uvicorn", "httpx"]
    for file in ROOT.glob("shared/**/*.py"):
        cloud = [] if module_of(file).startswith("shared.storage.aws_") else ["boto3", "botocore"]
        assert not [name for name in imports_of(file) if is_under(name, web + cloud)], file.name


def test_only_the_mcp_handler_its_exchange_and_its_requests_import_mcp():
    users = {module_of(file) for file in OURS if any(is_under(n, ["mcp", "mcp_types"]) for n in imports_of(file))}
    assert users == {"handlers.mcp", "handlers.exchange", "handlers.requests", "local_server"}
    assert not any(is_under(n, ["mcp"]) for n in imports_of(ROOT / "local_server.py", top_level_only=True))


def test_the_vault_knows_neither_search_nor_folder():
    names = imports_of(ROOT / "shared/notes/vault.py")
    assert not [
        name for name in names if is_under(name, ["shared.notes.search", "shared.notes.index", "shared.notes.folder"])
    ]


def test_only_the_shelves_name_a_backend_and_only_when_they_are_made():
    backends = [
        f"shared.storage.{name}" for name in ("local", "local_files", "aws_clients", "aws_files", "aws_records")
    ]
    users = {module_of(file) for file in OURS if any(is_under(name, backends) for name in imports_of(file))}
    assert {module for module in users if not module.startswith("shared.storage.")} == {"shared.shelves"}
    assert not any(is_under(name, backends) for name in imports_of(ROOT / "shared/shelves.py", top_level_only=True))


@pytest.mark.parametrize(
    ("handler", "never"),
    [
        ("handlers.page", "mcp mcp_types fastapi pydantic boto3 watchfiles uvicorn"),
        ("handlers.mcp", "fastapi boto3"),
        ("shared.service", "starlette mcp pydantic boto3 mangum"),
    ],
)
def test_a_cold_start_loads_only_what_it_serves(handler: str, never: str):
    code = f"import sys, {handler}; print(*(set(sys.modules) & set('{never}'.split())))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


@pytest.mark.parametrize("file", EVERYTHING, ids=module_of)
def test_a_file_opens_with_one_sentence_and_stays_short(file: Path):
    text = file.read_text()
    if not text and file.name == "__init__.py":
        return
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring and docstring.split("\n\n")[0].rstrip().endswith((".", ":")), "no sentence says what it is for"
    assert text.count("\n") <= LINES_MAX


def test_a_file_of_the_page_opens_with_one_sentence_and_stays_short():
    for file in [*ROOT.glob("web/src/**/*.ts*"), *ROOT.glob("web/src/**/*.css")]:
        text = file.read_text()
        assert text.startswith("/*"), f"{file.name}: no sentence says what it is for"
        assert text.count("\n") <= LINES_MAX, file.name


@pytest.mark.parametrize("file", OURS, ids=module_of)
def test_no_function_is_long(file: Path):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno - node.lineno < FUNCTION_LINES_MAX, node.name


def test_the_environment_is_read_in_one_place():
    users = {module_of(file) for file in OURS if re.search(r"\bos\.(environ|getenv)\b", file.read_text())}
    assert users == {"shared.config"}


def test_nothing_in_shared_catches_everything():
    for file in ROOT.glob("shared/**/*.py"):
        assert not re.search(r"except\s*(Exception|:)", file.read_text()), file.name


def test_the_clock_is_read_only_where_it_is_bound():
    users = {
        module_of(f) for f in ROOT.glob("shared/**/*.py") if re.search(r"\b(time\.time|datetime\.now)\(", f.read_text())
    }
    assert users <= {"shared.__main__", "shared.doctor"}


@pytest.mark.parametrize("setting", [field.name.upper() for field in fields(Config)])
def test_every_setting_is_in_the_readme(setting: str):
    assert f"`{setting}`" in (ROOT / "README.md").read_text()


def key_prefixes() -> set[str]:
    """What the code calls its records: every constant that ends in # or names the head."""
    found: set[str] = set()
    for file in ROOT.glob("shared/**/*.py"):
        for node in ast.parse(file.read_text()).body:
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            ):
                value = node.value.value
                found |= {value} if value in ("head", "fold", "account") or re.fullmatch(r"[a-z]+#", value) else set()
    return found


def test_every_key_is_in_the_storage_document():
    rows = re.findall(r"^\| `([a-z]+#?)", (ROOT / "docs/storage.md").read_text(), re.M)
    assert set(rows) == key_prefixes()


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    listed = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = [re.match(r"[A-Za-z0-9_-]+", line)[0] for line in listed]
    page = json.loads((ROOT / "web/package.json").read_text())
    names += [*page["dependencies"], *page["devDependencies"]]
    decisions = (ROOT / "docs/decisions.md").read_text()
    assert [name for name in names if f"`{name}`" not in decisions] == []


def tracked() -> list[Path]:
    """Every file of the repository that is there."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def test_no_file_names_a_place_of_the_machine_it_was_written_on():
    places = re.compile(r"/(?:work|root|home/\w+|Users/\w+)/")
    for file in tracked():
        if file.suffix != ".lock":
            assert not places.search(file.read_text(errors="ignore")), file


SECRETS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a key of AWS": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of Hugging Face": r"\bhf_[A-Za-z0-9]{30,}\b",
    "a token of GitHub": r"\bgh[pousr]_[A-Za-z0-9]{36,}\b",
    "a signed token": r"\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}",
}


@pytest.mark.parametrize("kind", SECRETS)
def test_no_file_holds_a_secret(kind: str):
    holding = [str(file) for file in tracked() if re.search(SECRETS[kind], file.read_text(errors="ignore"))]
    assert holding == [], f"{kind} stands in the repository"

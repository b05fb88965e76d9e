"""Whoever follows the documents gets there: every command in them is in this table, and is tried in a fresh folder."""

import json
from collections.abc import Callable, Iterator

import pytest

from tests.readme import ways
from tests.readme.commands import commands_of, configurations_of
from tests.readme.stranger import Stranger, stranger_in
from tests.running import ROOT

SHARED = ".venv/bin/python -m shared"


def says(text: str) -> Callable[[str], bool]:
    return lambda printed: text in printed


HOW: dict[str, ways.Way] = {
    # The server, and the clients that go to it.
    "make run": ways.it_serves,
    "MCP_PORT=8000 make run": ways.it_serves,
    "make run PYTHON=python3.13": ways.it_is_planned,
    'claude mcp add --transport http notes-vault http://127.0.0.1:7860/mcp --header "Authorization: Bearer TOKEN"': (
        ways.it_configures
    ),
    'curl -X POST http://127.0.0.1:7860/mcp -H "Authorization: Bearer TOKEN" -H "Content-Type: application/json"'
    ' -d \'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_notes", "arguments": {}}}\'': (
        ways.it_answers
    ),
    'curl -X POST https://<host>/api/auth/create-token -H "Authorization: Bearer HUGGING_FACE_OAUTH_TOKEN"': (
        ways.it_signs_in
    ),
    # The command line.
    f"{SHARED} import ~/Obsidian": ways.prints(says("Notes: 2 created")),
    f"{SHARED} export notes.zip": ways.prints(says("3 files in notes.zip")),
    f"{SHARED} export notes.zip --history": ways.prints(says("3 files and their history in notes.zip")),
    f"{SHARED} import notes.zip --history": ways.instead(
        f"{SHARED} export notes.zip --history && VAULT_BASE_PATH=new/vaults DATABASE_PATH=new/vault.db"
        f" SEARCH_CACHE_PATH=new/search {SHARED} import notes.zip --history && ls new/vaults/local",
        says("Pond.md"),
    ),
    f"{SHARED} token local": ways.it_lets_in,
    f"MCP_PORT=8000 {SHARED} token local": ways.it_lets_in,
    f"{SHARED} doctor": ways.prints(says("Nothing is wrong.")),
    f"{SHARED} export vault.zip --history": ways.it_runs,
    "python -m shared token": ways.instead(f"{SHARED} token local", bool),
    "python -m shared export notes.zip --history --user <user id>": ways.instead(
        f"{SHARED} export notes.zip --history --user local", says("and their history")
    ),
    # What a change must pass: CI runs it in earnest. And what measures: `make proof` runs most of it in earnest (LONG).
    "make test": ways.it_is_what_ci_runs,
    "make sbom": ways.it_is_what_ci_runs,
    "make audit": ways.it_is_what_ci_runs,
    "make proof": ways.it_is_planned,
    "make bench": ways.it_is_planned,
    "make tasks": ways.it_is_planned,
    "make meter": ways.it_is_planned,
    "make fuzz": ways.it_is_planned,
    "make screenshots": ways.it_is_planned,
    "make load": ways.it_is_planned,
    ".venv/bin/python -m tests.load --help": ways.prints(says("FAULT")),
    "make mutants MUTATE=shared/access/grants.py": ways.it_is_planned,
    ".venv/bin/pytest tests/notes": ways.instead(
        ".venv/bin/pytest --collect-only tests/notes", says("tests collected")
    ),
    # AWS, and a Space: there is no account here.
    "make dry-run": ways.it_is_planned,
    "sam build && sam deploy --guided": ways.it_is_built,
    "aws secretsmanager put-secret-value --secret-id <ClientSecret of the stack> --secret-string <secret>": (
        ways.aws_knows_it
    ),
    "aws lambda invoke": ways.aws_knows_it,
    "aws dynamodb restore-table-to-point-in-time": ways.aws_knows_it,
    'curl -L -H "Authorization: Bearer TOKEN" -o vault.zip "https://<old address>/api/vault/export?history=true"': (
        ways.it_moves
    ),
    'curl -H "Authorization: Bearer TOKEN" -H "Content-Type: application/zip" --data-binary @vault.zip'
    ' "https://<new address>/api/vault/import?history=true"': ways.it_moves,
    "openssl rand -base64 48": ways.prints(lambda printed: len(printed.strip()) == 64),
    # Words that only look like a command.
    "curl -L": ways.it_is_no_command,
    "openid profile": ways.it_is_no_command,
    "default-src 'none'": ways.it_is_no_command,
    "pk = USER#<user id>": ways.it_is_no_command,
    "sk = <key>": ways.it_is_no_command,
    "pk = FILE#<user id>": ways.it_is_no_command,
    "sk = <digest>": ways.it_is_no_command,
}
"""Every command of every document, and how it is tried."""

LONG = {
    "make tasks": ".venv/bin/python -m benchmarks.tasks --ours",
    "make meter": "make meter",
    "make fuzz": "make fuzz FUZZ_SECONDS=1",
    "make screenshots": "make screenshots",
    "make dry-run": "make dry-run",
}
"""What takes longer, in its smallest scale."""

DOCUMENTS = {str(file.relative_to(ROOT)): file.read_text() for file in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))}


def unknown(text: str) -> list[str]:
    return [command for command in commands_of(text) if command not in HOW]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_has_no_command_that_is_not_tried(name: str):
    assert unknown(DOCUMENTS[name]) == []


def test_a_command_that_somebody_adds_is_found_wherever_it_stands():
    added = "Type `make tea`, then `COLOUR=red python -m\nshared brew`, not `tea`.\n\n```\npour \\\n  tea  # hot\n```\n"
    assert unknown(DOCUMENTS["README.md"] + added) == ["make tea", "COLOUR=red python -m shared brew", "pour tea"]
    assert unknown("1. Pour:\n\n   ```sh\n   pour tea\n   ```\n") == ["pour tea"]


def test_no_command_is_tried_that_no_document_has():
    standing = {command for text in DOCUMENTS.values() for command in commands_of(text)}
    assert HOW.keys() - standing == set()
    assert LONG.keys() - standing == set()


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stranger]:
    with stranger_in(tmp_path_factory.mktemp("stranger")) as stranger:
        yield stranger


def follow(stranger: Stranger, name: str, done: set[str]) -> None:
    """Everything that a document says, in its order; what another document said before is done already."""
    for command in commands_of(DOCUMENTS[name]):
        if command not in done:
            HOW[command](stranger, command)
            done.add(command)
    for configuration in configurations_of(DOCUMENTS[name]):
        told = json.loads(stranger.placed(configuration))
        [server] = (told.get("mcpServers") or told["servers"]).values()
        ways.connect(server, stranger)


def test_the_documents_can_be_followed_from_top_to_bottom(stranger: Stranger):
    done: set[str] = set()
    for name in sorted(DOCUMENTS, key="README.md".__ne__):
        follow(stranger, name, done)
    assert done == HOW.keys()


def test_a_command_that_fails_is_not_passed_over(stranger: Stranger):
    for wrong in (f"{SHARED} import ~/Nowhere", "make tea", "sam deploy --tea"):
        with pytest.raises(AssertionError):
            ways.it_runs(stranger, wrong)
    with pytest.raises(AssertionError):
        ways.it_is_planned(stranger, "make tea")


@pytest.mark.slow
@pytest.mark.parametrize("command", LONG)
def test_what_takes_longer_runs_in_earnest(stranger: Stranger, command: str):
    assert stranger.types(LONG[command])

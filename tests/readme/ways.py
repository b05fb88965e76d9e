"""The ways in which a command of a document is tried: itself wherever it can run, else what comes closest."""

import json
import re
import shlex
import subprocess
from collections.abc import Callable

import boto3
import httpx

from tests.provider import openid_provider, signing_in_at
from tests.readme.stranger import Stranger
from tests.running import ROOT, running
from tests.test_clients import CLIENT_SECONDS_MAX, CLIENTS, OVER_HTTP

Way = Callable[[Stranger, str], None]
MODULE = re.compile(r"python -m ([\w.]+)")


def it_runs(stranger: Stranger, command: str) -> None:
    stranger.types(stranger.placed(command))


def it_serves(stranger: Stranger, command: str) -> None:
    """`make run` is what the stranger began with: it says where the page is, and it is there."""
    assert f"  Page     {stranger.origin}\n" in stranger.greeting
    assert f"  Notes    {stranger.folder}/data/vaults/local\n" in stranger.greeting
    page = httpx.get(stranger.origin)
    assert (page.status_code, "<!doctype html>" in page.text.lower()) == (200, True)
    for port in re.findall(r"MCP_PORT=(\d+)", command):
        assert int(port) != stranger.port, "the stranger chose another port the same way"


def it_is_planned(stranger: Stranger, command: str) -> None:
    """`make` knows the way to it, and every program of ours on the way is there."""
    plan = stranger.types(command.replace("make ", "make -n ", 1))
    assert plan.strip()
    for module in MODULE.findall(plan):
        place = stranger.folder / module.replace(".", "/")
        assert place.with_suffix(".py").is_file() or (place / "__main__.py").is_file(), f"{command} needs {module}"


def it_is_built(stranger: Stranger, command: str) -> None:
    """One function of eight, for all are built of the same package; `sam validate --lint` runs in tests/aws."""
    it_is_planned(stranger, "make dry-run")
    assert "Build Succeeded" in stranger.types("SAM_CLI_TELEMETRY=0 .venv/sam/bin/sam build McpFunction")
    assert (stranger.folder / ".aws-sam/build/McpFunction/handlers/mcp.py").is_file()


def it_is_what_ci_runs(stranger: Stranger, command: str) -> None:
    assert re.search(rf"^{re.escape(command)}\b", (ROOT / ".ci/run").read_text(), re.M)
    it_is_planned(stranger, command)


def instead(shorter: str, check: Callable[[str], bool] = bool) -> Way:
    """Another command is run for it; the table says which, and what must be in its answer."""

    def run(stranger: Stranger, command: str) -> None:
        answer = stranger.types(stranger.placed(shorter))
        assert check(answer), f"{shorter} answered {answer}"

    return run


def prints(check: Callable[[str], bool]) -> Way:
    """The command itself is run, and what it prints is looked at."""
    return lambda stranger, command: instead(command, check)(stranger, command)


def it_lets_in(stranger: Stranger, command: str) -> None:
    """The token that is printed is one that the stranger's server takes."""
    token = stranger.types(command.replace("MCP_PORT=8000", f"MCP_PORT={stranger.port}")).strip()
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    answer = httpx.post(f"{stranger.origin}/mcp", json=request, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text


def it_answers(stranger: Stranger, command: str) -> None:
    """curl, sent to the stranger's server, brings the result of a tool."""
    answer = json.loads(stranger.types(stranger.placed(command)))
    assert answer["result"]["isError"] is False
    assert "notes" in answer["result"]["structuredContent"]


def it_configures(stranger: Stranger, command: str) -> None:
    """The client is not ours to install: another one goes to the address, with the header, that it is given."""
    words = shlex.split(stranger.placed(command))
    [url] = [word for word in words if word.startswith("http://")]
    connect({"url": url, "headers": dict([words[words.index("--header") + 1].split(": ", 1)])}, stranger)


def connect(server: dict[str, object], stranger: Stranger) -> None:
    """A client, configured so, writes into the stranger's own folder and sees all that lies there."""
    if "url" in server:
        token = server["headers"]["Authorization"].removeprefix("Bearer ")
        where: dict[str, object] = {"url": server["url"], "token": token}
    else:
        command = [server["command"], *server["args"]]
        where = {"command": command, "environ": server["env"], "folder": str(stranger.home)}
    client = OVER_HTTP["python-2-auto"]
    note = {"path": "From a client", "body": f"By {sorted(server)}.", "overwrite": True}
    steps = [{"tool": "write_note", "arguments": note}, {"tool": "list_notes", "arguments": {}}]
    task = json.dumps({**where, "mode": client.mode, "steps": steps})
    ran = subprocess.run(
        client.command, cwd=CLIENTS, input=task, capture_output=True, text=True, timeout=CLIENT_SECONDS_MAX
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["server"], len(told["tools"])) == ("notes-vault", 12)
    listed = {note["path"] for note in told["results"][1]["structuredContent"]["notes"]}
    shown = stranger.folder / "data/vaults/local"
    assert listed == {str(file.relative_to(shown)) for file in shown.rglob("*.md")}
    assert (shown / "From a client.md").read_text() == note["body"]


def it_signs_in(stranger: Stranger, command: str) -> None:
    """On a server whose people sign in at a provider that stands in Hugging Face's place."""
    place = stranger.home / "space"
    place.mkdir()
    with openid_provider() as provider, signing_in_at(provider, place) as space:
        theirs = provider.token_for("ada")
        told = stranger.types(
            command.replace("https://<host>", space.config.base_url).replace("HUGGING_FACE_OAUTH_TOKEN", theirs)
        )
        assert json.loads(told)["user_id"] == provider.user_id("ada")


def it_moves(stranger: Stranger, command: str) -> None:
    """A vault goes from the stranger's server to another: the old address is the one, the new address the other."""
    place = stranger.home / "new"
    place.mkdir(exist_ok=True)
    if "<old address>" in command:
        stranger.types(stranger.placed(command.replace("https://<old address>", stranger.origin)))
        return
    with running(place) as new:
        token = new.token("local")
        command = command.replace("https://<new address>", new.config.base_url).replace("TOKEN", token)
        job = json.loads(stranger.types(command))["id"]
        address, bearer = f"{new.config.base_url}/api/vault/import/{job}", {"Authorization": f"Bearer {token}"}
        while (told := httpx.post(address, headers=bearer, timeout=60).json())["state"] == "running":
            pass
        assert told["state"] == "done", told
        assert (place / "vaults/local/Pond.md").is_file()


def aws_knows_it(stranger: Stranger, command: str) -> None:
    """There is no account: the service has the operation, and the operation the arguments."""
    _, service, operation, *words = shlex.split(re.sub(r"<[^>]+>", "x", command))
    client = boto3.client(service, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    name = client.meta.method_to_api_mapping[operation.replace("-", "_")]
    members = {member.lower() for member in client.meta.service_model.operation_model(name).input_shape.members}
    assert {word[2:].replace("-", "") for word in words if word.startswith("--")} <= members


def it_is_no_command(stranger: Stranger, command: str) -> None:
    """It looks like one, and is words of a setting, a route or an option."""
    assert shlex.split(command)[0] not in {"make", "python", "pytest", "sam", "docker", "npm", "uv", "pip"}

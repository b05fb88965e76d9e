"""The container as its Dockerfile sets it up, run without a container engine: same settings, other folders."""

import json
import re
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

from shared.config import Config
from tests.running import KEY, ROOT, environ_of, running

DOCKERFILE = (ROOT / "Dockerfile").read_text()


def image_settings(data: Path) -> dict[str, str]:
    """The ENV of the image, with /app/data and /tmp in a folder of this test."""
    [block] = re.findall(r"^ENV ((?:.+\\\n)*.+)$", DOCKERFILE, re.M)
    pairs = dict(pair.split("=", 1) for pair in block.replace("\\\n", " ").split())
    return {
        name: value.replace("/app/data", str(data)).replace("/tmp", str(data / "tmp")) for name, value in pairs.items()
    }


def start(settings: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the server until it gives up."""
    environ = {**environ_of(folder), **settings}
    command = [sys.executable, "local_server.py"]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)


def test_the_image_serves_on_its_port_as_user_1000_from_app_data():
    assert "USER user" in DOCKERFILE and "--uid 1000" in DOCKERFILE
    settings = image_settings(Path("/app/data"))
    config = Config.from_environ({**settings, "SPACE_HOST": "ada-notes.hf.space,notes.example", "JWT_SECRET_KEY": KEY})
    assert (config.mode, config.host, config.mcp_port) == ("space", "0.0.0.0", 7860)
    assert config.mcp_url == "https://ada-notes.hf.space/mcp"
    assert config.vault_base_path.is_relative_to("/app/data") and config.database_path.is_relative_to("/app/data")
    assert "EXPOSE 7860" in DOCKERFILE


def test_a_space_serves_its_users_and_warns_that_nothing_is_mounted(tmp_path: Path):
    settings = {**image_settings(tmp_path), "HOST": "127.0.0.1", "PUBLIC_BASE_URL": "https://ada-notes.hf.space"}
    settings.pop("MCP_PORT")
    with running(tmp_path, **settings) as server:
        connection = HTTPConnection("127.0.0.1", server.config.mcp_port)
        headers = {"Host": "ada-notes.hf.space", "Authorization": f"Bearer {server.token('hf-ada')}"}
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_notes", "arguments": {}}}
        connection.request("POST", "/mcp", json.dumps(body), {**headers, "Content-Type": "application/json"})
        assert json.loads(connection.getresponse().read())["result"]["structuredContent"]["total"] == 0
        said = server.log.read_text()
    assert "is on no mounted volume: everything is lost at the next restart" in said
    assert "Token" not in said


def test_a_space_without_a_key_says_so_and_does_not_start(tmp_path: Path):
    settings = {**image_settings(tmp_path), "JWT_SECRET_KEY": "", "SPACE_HOST": "ada-notes.hf.space"}
    ended = start(settings, tmp_path)
    assert ended.returncode == 1
    assert "JWT_SECRET_KEY is missing" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_space_without_its_address_says_so_and_does_not_start(tmp_path: Path):
    ended = start(image_settings(tmp_path), tmp_path)
    assert (ended.returncode, "PUBLIC_BASE_URL is missing" in ended.stderr) == (1, True)


def test_data_that_cannot_be_written_is_one_sentence_and_no_start(tmp_path: Path):
    (tmp_path / "file").write_text("not a folder")
    settings = {**image_settings(tmp_path / "file"), "SPACE_HOST": "ada-notes.hf.space"}
    ended = start(settings, tmp_path)
    assert ended.returncode == 1
    assert "VAULT_BASE_PATH needs a folder this program may write to" in ended.stderr
    assert "Notes Vault cannot start." in ended.stderr
    assert "Traceback" not in ended.stderr

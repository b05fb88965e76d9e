"""`token`, as ada uses it."""

from pathlib import Path

from shared.access.tokens import AuthService
from tests.command_line.settings import Run, config_of


def test_a_token_is_all_there_is_on_the_output(run: Run, tmp_path: Path):
    code, out, err = run("token", "ada", "--days", "3")
    assert (code, err, out.count("\n")) == (0, "", 1)
    claims = AuthService(config_of(tmp_path)).validate_jwt(out.strip())
    assert (claims["sub"], claims["exp"] - claims["iat"]) == ("ada", 3 * 86_400)
    week = AuthService(config_of(tmp_path)).validate_jwt(run("token", "ada")[1].strip())
    assert week["exp"] - week["iat"] == 7 * 86_400

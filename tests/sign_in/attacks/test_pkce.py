"""PKCE: it cannot be left out or weakened."""

import pytest

from shared.access.identity import challenge_of
from tests.sign_in.house import CALLBACK, VERIFIER, App, facts_of


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge_method": "plain"},
        {"code_challenge_method": "plain", "code_challenge": VERIFIER},
        {"code_challenge_method": None},
        {"code_challenge_method": "s256"},
        {"code_challenge_method": "none"},
        {"code_challenge": None},
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge": ""},
        {"code_challenge": challenge_of(VERIFIER)[:-1]},
        {"code_challenge": challenge_of(VERIFIER) + "="},
        {"code_challenge": "+" * 43},
        {"code_challenge": "é" * 43},
        {"code_challenge": challenge_of(VERIFIER) + "\n"},
    ],
)
def test_pkce_cannot_be_left_out_or_weakened(app: App, changes: dict[str, str | None]):
    refused = app.asks(**changes)
    told = facts_of(refused)
    assert (refused.status_code, told["error"], told["state"]) == (303, "invalid_request", "kept")
    assert refused.headers["location"].startswith(f"{CALLBACK}?")

"""A person's own tokens: one of Hugging Face exchanged for one of ours, and named ones made with that."""

from typing import Any

import httpx

from tests.sign_in.house import House, Tokens, tokens_of

CREATE, RENEW, SIGN_OUT = (f"/api/auth/{step}" for step in ("create-token", "refresh-token", "sign-out"))


def exchanged(house: House, account: str = "ada") -> Tokens:
    """The deployment guide's own flow: a token of Hugging Face for one of ours."""
    return tokens_of(house.ask("POST", CREATE, house.provider.token_for(account)))


def made(house: House, token: str, **facts: Any) -> httpx.Response:
    """A named token made with a token of ours."""
    return house.ask("POST", CREATE, token, json={"name": "A script", **facts})

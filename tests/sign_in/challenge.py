"""The challenge that an answer carries."""

import httpx


def challenge_in(answer: httpx.Response) -> str:
    return answer.headers.get("www-authenticate", "")

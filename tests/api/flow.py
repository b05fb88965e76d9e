"""A sign-in by OAuth where there is no provider: on a laptop."""

import base64
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.api.site import Site
from tests.browser import Page, shown

CALLBACK = "http://127.0.0.1:5000/callback"
VERIFIER = "v" * 43


@dataclass
class Flow:
    """A client that signs somebody in where there is no provider: on a laptop."""

    site: Site

    def __post_init__(self) -> None:
        facts = {"redirect_uris": [CALLBACK], "client_name": "editor"}
        self.client: str = self.site.web.post("/register", json=facts).json()["client_id"]

    def page(self) -> Page:
        digest = base64.urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
        asked = {"response_type": "code", "client_id": self.client, "redirect_uri": CALLBACK, "state": "s"}
        asked |= {"code_challenge": digest, "code_challenge_method": "S256"}
        return shown(self.site.web.get("/authorize", params=asked), CALLBACK)

    def decide(self, decision: str = "allow") -> dict[str, list[str]]:
        page = self.page()
        answer = self.site.web.post(page.action, data=page.filled(decision, None, None))
        return parse_qs(urlsplit(answer.headers["Location"]).query)

    def code(self) -> str:
        return self.decide()["code"][0]

    def token(self, **form: str) -> Any:
        return self.site.web.post("/token", data={"client_id": self.client, **form})

    def redeem(self, code: str) -> Any:
        form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
        return self.token(code=code, **form)

    def refresh(self, token: str) -> Any:
        return self.token(grant_type="refresh_token", refresh_token=token)

"""HTTP methods and URLs that there are not."""

from tests.conftest import ADA
from tests.hostile.request import MODERN, post, with_headers
from tests.hostile.row import Row

METHODS = [
    *(
        Row(f"verb-{verb}", post(b"", method=verb), 405, None)
        for verb in ("GET", "HEAD", "PUT", "PATCH", "OPTIONS", "TRACE")
    ),
    Row("verb-invented", post(b"", method="STEAL"), 405, None),
    Row("verb-get-stream", with_headers(b"", ("accept", "text/event-stream"), method="GET"), 405, None),
    Row("verb-get-without-token", with_headers(b"", "authorization", method="GET"), 405, None),
    Row("verb-get-evil-host", with_headers(b"", ("host", "evil.example"), method="GET"), 421, -32600),
    Row(
        "verb-options-evil-origin", with_headers(b"", ("origin", "https://evil.example"), method="OPTIONS"), 403, -32600
    ),
    Row("verb-delete-without-session", post(b"", method="DELETE"), 400, -32600),
    Row("verb-delete-unknown", with_headers(b"", ("mcp-session-id", "unknown"), method="DELETE"), 404, -32600),
    Row(
        "verb-delete-ada's", lambda h: with_headers(b"", ("mcp-session-id", h.session), method="DELETE")(h), 404, -32600
    ),
    Row("verb-delete-modern", with_headers(b"", ("mcp-protocol-version", MODERN), method="DELETE"), 405, None),
    Row("verb-delete-without-token", with_headers(b"", "authorization", method="DELETE"), 401, "unauthorized"),
    *(
        Row(f"url-{number}", post(b"", method="GET", target=target), 404, "not_found")
        for number, target in enumerate(
            (
                "//etc/hostname",
                "/../../../etc/passwd",
                "/..%2f..%2fetc%2fhostname",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/.env",
                "/.git/config",
                "/vault.db",
                "/search/hf-ada.db",
                f"/vaults/{ADA}/Secret.md",
                "/mcp/../vault.db",
                "/mcp%00",
                "/mcp/Secret.md",
                "/files/x/cat.png",
                "/files/../vault.db",
                "/files/%2e%2e/%2e%2e/etc/passwd",
                "/files/%00/x",
                "/files//x",
                "/files/ticket%23/head",
                "/files/" + "a" * 50_000 + "/x",
                "/files/x/y/z",
                "/static/..\\..\\x",
                "/" + "a" * 60_000,
            )
        )
    ),
]

"""Hostile headers: hosts, origins, media types, versions, sessions and lengths."""

from tests.conftest import ADA, ORIGIN
from tests.hostile.request import LIST, MODERN, Make, with_headers
from tests.hostile.row import Row


def said(name: str, value: str) -> Make:
    """An honest question with one header that is not."""
    return with_headers(LIST, (name, value))


HEADERS = [
    *(
        Row(f"host-{number}", said("host", host), 421, -32600)
        for number, host in enumerate(
            (
                "",
                "evil.example",
                "notes.example.evil.example",
                "evil.notes.example",
                "notes.example:444",
                "notes.example@evil.example",
                "notes.example, evil.example",
                "127.0.0.1",
                "localhost",
                "169.254.169.254",
                "[::1]",
                "n\u00f6tes.example",
                "x" * 60_000,
            )
        )
    ),
    Row("host-upper-case", said("host", "NOTES.EXAMPLE"), 200, "ok"),
    Row("host-forwarded", said("x-forwarded-host", "evil.example"), 200, "ok"),
    Row("host-forwarded-proto", said("x-forwarded-proto", "http"), 200, "ok"),
    *(
        Row(f"origin-{number}", said("origin", origin), 403, -32600)  # T2
        for number, origin in enumerate(
            (
                "",
                "null",
                "https://evil.example",
                "http://notes.example",  # RFC 6454 section 5: another scheme is another origin
                "https://notes.example:444",
                "https://notes.example.evil.example",
                "https://notes.example@evil.example",
                "https://evil.example#https://notes.example",
                "https://evil.example\\@notes.example",
                "notes.example",
                "file://",
                "chrome-extension://abcdef",
                "http://[",
                "https://[notes.example]",
                "http://[::1",
                "https://notes.example https://evil.example",
                "\u00bd",
                "x" * 60_000,
            )
        )
    ),
    Row("origin-ours", said("origin", ORIGIN), 200, "ok"),
    Row("origin-before-token", with_headers(LIST, "authorization", ("origin", "null")), 403, -32600),
    *(
        Row(f"content-type-{number}", said("content-type", kind), 415, -32600)
        for number, kind in enumerate(
            (
                "",
                "text/plain",
                "application/jsonx",
                "application/json-rpc",
                "text/json",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json, text/plain",
                "application/xml;application/json",
            )
        )
    ),
    Row("content-type-missing", with_headers(LIST, "content-type"), 415, -32600),
    Row("content-type-charset", said("content-type", "Application/JSON ; charset=utf-8"), 200, "ok"),
    *(
        Row(f"accept-{number}", said("accept", accept), 406, -32600)
        for number, accept in enumerate(
            ("image/png", "text/html", "text/event-stream", "json", ";,;,", "*", "a/b" * 9_000)
        )
    ),
    *(
        Row(f"accept-fine-{number}", said("accept", accept), 200, "ok")
        for number, accept in enumerate(("", "*/*", "application/*;q=0.1", "image/png, application/json"))
    ),
    *(
        Row(f"version-header-{number}", said("mcp-protocol-version", version), 400, -32602)
        for number, version in enumerate(
            ("", "1999-01-01", "2099-12-31", "latest", "2025-06-18, 2025-03-26", "\u00e9", "x" * 60_000, MODERN)
        )
    ),
    *(
        Row(f"session-{number}", said("mcp-session-id", session), 404, -32600)
        for number, session in enumerate(
            (
                "unknown",
                "0",
                "../../head",
                "session#",
                "' OR 1=1 --",
                "s\u00e9ance",
                "\x7f",
                "x" * 60_000,
                "A" * 32,
                "null",
            )
        )
    ),
    Row("session-ada's", lambda house: said("mcp-session-id", house.session)(house), 404, -32600),
    Row("session-empty", said("mcp-session-id", ""), 200, "ok"),
    Row("length-too-large", said("content-length", "99999999"), 413, -32600),
    Row("length-5000-digits", said("content-length", "9" * 5_000), 413, -32600),
    Row("length-zero-of-10-mb", with_headers(b" " * 10_000_000, ("content-length", "0")), 413, -32600),
    Row("length-too-small", said("content-length", "1"), 200, "ok"),
    Row("override-method", said("x-http-method-override", "DELETE"), 200, "ok"),
    Row("override-user", said("x-user-id", ADA), 200, "ok"),
    Row("override-amazon", said("x-amzn-oidc-identity", ADA), 200, "ok"),
    Row("header-of-60-kb", said("x-padding", "x" * 60_000), 200, "ok"),
    Row("header-not-ascii", said("x-name", "\u00ff\u00fe"), 200, "ok"),
    Row("last-event-id", said("last-event-id", "1"), 200, "ok"),
]

"""What the page's address answers: the page under its policy, its files for ever, and reports of what was refused."""

import json
import logging
import re

import pytest

from handlers.page import BUILT, policy
from shared.config import Config
from tests.conftest import Response, Send

ASSET = re.compile(r'(?:src|href)="(/assets/[^"]+)"')


def get(send: Send, path: str, **headers: str) -> Response:
    return send("GET", path, {name.replace("_", "-"): value for name, value in headers.items()}, b"")


def rules_of(answer: Response) -> dict[str, str]:
    header = {name.lower(): value for name, value in answer.headers.items()}["content-security-policy"]
    return dict(rule.split(" ", 1) for rule in header.split("; "))


def test_the_page_comes_under_a_policy_that_lets_nothing_foreign_run(send: Send):
    answer = get(send, "/")
    rules = rules_of(answer)
    assert (answer.status, rules["default-src"], rules["script-src"]) == (200, "'none'", "'self'")
    assert "unsafe" not in str(rules) and "*" not in str(rules)
    assert rules["require-trusted-types-for"] == "'script'"
    text = answer.body.decode()
    assert "<script>" not in text and not re.search(r"<[^>]+ on\w+=", text)
    [nonce] = re.findall(r'nonce="([^"]+)"', text)
    assert f"'nonce-{nonce}'" in rules["style-src"]
    assert nonce not in get(send, "/").body.decode(), "a nonce is good for one answer"


def test_the_files_of_the_page_may_be_kept_for_ever_and_come_compressed(send: Send):
    names = ASSET.findall(get(send, "/").body.decode())
    assert any(name.endswith(".js") for name in names) and any(name.endswith(".css") for name in names)
    for name in names:
        answer = get(send, name, accept_encoding="gzip, br;q=0.9")
        headers = {key.lower(): value for key, value in answer.headers.items()}
        assert answer.status == 200
        assert headers["x-content-type-options"] == "nosniff"
        if "-" in name:
            assert "immutable" in headers["cache-control"] and headers["vary"] == "Accept-Encoding"
            assert headers["content-encoding"] == "br"
        assert get(send, name).status == 200


@pytest.mark.parametrize("name", ["index.html", "..%2findex.html", "%2e%2e%2f%2e%2e%2fpackage.json", "x.js", ".br"])
def test_nothing_but_what_was_built_is_served(send: Send, name: str):
    assert get(send, f"/assets/{name}").status == 404


def test_only_huggingface_may_frame_the_page_and_only_where_it_is_a_space():
    space = Config(mode="space", public_base_url="https://ada-notes.hf.space")
    assert "frame-ancestors https://huggingface.co;" in policy(space, "n")
    assert "frame-ancestors 'none';" in policy(Config(), "n")


def test_on_a_lambda_the_page_may_follow_links_to_the_bucket_and_to_no_other():
    on_aws = Config(mode="lambda", bucket_name="notes", aws_region="eu-west-1")
    [sources] = re.findall(r"connect-src ([^;]+)", policy(on_aws, "n"))
    assert sources.split() == [
        "'self'",
        "https://notes.s3.amazonaws.com",
        "https://notes.s3.eu-west-1.amazonaws.com",
    ]


def test_what_the_policy_refused_is_logged_by_its_rule_alone(send: Send, caplog: pytest.LogCaptureFixture):
    report = {"csp-report": {"effective-directive": "script-src-elem", "script-sample": "a secret text"}}
    with caplog.at_level(logging.INFO):
        answer = send("POST", "/csp-reports", {"Content-Type": "application/csp-report"}, json.dumps(report).encode())
    assert answer.status == 202
    [line] = [record for record in caplog.records if record.name == "notes_vault.audit"]
    assert (line.__dict__["action"], line.__dict__["error"]) == ("csp.report", "script-src-elem")
    assert "secret" not in str(line.__dict__)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"csp-report": 1}', b'{"csp-report": {"violated-directive": 7}}']
)
def test_a_report_that_is_none_is_taken_and_says_nothing(send: Send, body: bytes):
    assert send("POST", "/csp-reports", {}, body).status == 202


def test_a_report_is_short(send: Send):
    assert send("POST", "/csp-reports", {}, b"x" * 20_000).status == 413


def test_the_page_is_itself_a_small_download():
    """The first view: what its HTML names, as it goes over the wire."""
    html = (BUILT / "index.html").read_text()
    scripts = [BUILT / name.lstrip("/") for name in ASSET.findall(html) if name.endswith(".js")]
    size = sum(script.with_name(f"{script.name}.gz").stat().st_size for script in scripts)
    assert 0 < size <= 150_000

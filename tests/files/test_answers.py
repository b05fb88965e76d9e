"""How a file is answered: never as a page, and never to a model."""

import json
import re
from urllib.parse import unquote

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, Person
from tests.connected import texts_of
from tests.files.links import PNG, kept, link_to_fetch, link_to_send, use

KINDS = [
    ("cat.png", "image/png"),
    ("doc.pdf", "application/pdf"),
    ("page.html", "application/octet-stream"),
    ("drawing.svg", "application/octet-stream"),
    ("script.js", "application/octet-stream"),
    ("feed.xml", "application/octet-stream"),
    ("table.csv", "application/octet-stream"),
    ("what.is-this", "application/octet-stream"),
    ('a "quoted" ; name=é 🌿.png', "image/png"),
    ("per%cent #hash ?query&.png", "image/png"),
]


def test_a_file_is_never_a_page(ada: Person, vaults: Service):
    for name, kind in KINDS:
        vaults.vault(Caller(ADA)).attach(f"odd folder/{name}", b"<script>alert(1)</script>")
        answer = use(ada, link_to_fetch(ada, f"odd folder/{name}"))
        assert answer.status == 200
        assert answer.headers["content-type"] == kind
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        disposition, _, stated = answer.headers["content-disposition"].partition("; filename*=UTF-8''")
        assert disposition == "attachment"
        assert unquote(stated) == name
        assert re.fullmatch(r"[A-Za-z0-9_.~%-]+", stated)  # RFC 8187 section 3.2.1


def test_a_file_with_an_odd_name_is_sent_where_it_was_meant(ada: Person, vaults: Service):
    for name in ("a b.png", "é 🌿.png", "per%cent #hash ?query&.png", "it's;rm -rf $HOME.png"):
        assert use(ada, link_to_send(ada, f"odd/{name}"), PNG).status == 201
        assert kept(vaults, f"odd/{name}") == PNG


def test_no_bytes_of_a_file_stand_in_what_a_model_reads(ada: Person, vaults: Service):
    body = b"moss " * 400
    vaults.vault(Caller(ADA)).attach("plants.bin", body)
    result = ada.ask("tools/call", {"name": "read_note", "arguments": {"path": "plants.bin"}})["result"]
    assert {block["type"] for block in result["content"]} == {"text"}
    assert len(json.dumps(result)) < 1_500
    text = "\n".join(texts_of(ada, "write_note", path="cat.png"))
    assert re.search(r'curl -T \S+ "https://notes.example/files/[\w-]{43}/cat.png"', text)

"""The limits of files: their size, the vault's, and how often links are used."""

from typing import Any

import pytest

from shared.service import Service
from tests.conftest import ADA, Clock, Person, Send, config_in, serve
from tests.files.links import PNG, error_of, kept, link_to_send, use
from tests.shelves import Shelves


@pytest.fixture
def small(shelves: Shelves, tmp_path: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch, send: Send) -> Any:
    """Opens a service with settings of its own, and answers it with ada in it."""

    def opened(**settings: Any) -> tuple[Service, Person]:
        config = config_in(tmp_path, mode="lambda", **settings)
        vaults = Service(config, shelves.records, shelves.files, clock=clock)
        serve(vaults, monkeypatch)
        return vaults, Person(ADA, vaults.tokens.create_jwt(ADA), send)

    return opened


def test_a_file_that_is_too_large_is_refused_and_the_link_is_still_good(small: Any):
    vaults, ada = small(attachment_bytes_max=100, note_bytes_max=50)
    url = link_to_send(ada, "cat.png")
    assert error_of(use(ada, url, b"x" * 101)) == (413, "too_large")
    assert error_of(use(ada, url, b"x", Content_Length="999999")) == (413, "too_large")
    assert use(ada, url, b"x" * 100).status == 201
    assert kept(vaults, "cat.png") == b"x" * 100


def test_a_vault_that_is_full_takes_no_more_files(small: Any):
    _, ada = small(vault_bytes_max=100)
    assert use(ada, link_to_send(ada, "cat.png"), b"x" * 100).status == 201
    assert error_of(use(ada, link_to_send(ada, "dog.png"), b"x")) == (507, "quota_exceeded")


def test_using_a_link_is_a_call_and_who_is_too_fast_keeps_the_link(small: Any, clock: Clock):
    _, ada = small(rate_limit_per_minute=12)
    url = link_to_send(ada, "cat.png")
    for _ in range(3):
        ada.call("list_notes")
    answer = use(ada, url, PNG)
    assert (error_of(answer), answer.headers["retry-after"]) == ((429, "rate_limited"), "10")
    clock.forward(10)
    assert use(ada, url, PNG).status == 201


def test_nobody_reads_what_is_sent_to_a_link_that_is_no_good(small: Any):
    _, ada = small(attachment_bytes_max=100)
    answer = ada.send("PUT", "/files/unknown/cat.png", {}, b"x" * 10_000)
    assert error_of(answer) == (404, "not_found")

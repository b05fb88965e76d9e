"""What is written down of a file that is sent or fetched."""

import logging

import pytest

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, Person
from tests.connected import connected
from tests.files.links import PNG, link_to_fetch, link_to_send, use


def test_each_use_of_a_link_is_one_record_and_no_log_line_holds_it(
    ada: Person, vaults: Service, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    editor = connected(vaults, ada, client="Claude")
    to_send = link_to_send(editor, "cat.png")
    second = link_to_send(editor, "cat.png")
    use(ada, to_send, PNG)
    use(ada, second, PNG + b"2")
    to_fetch = link_to_fetch(editor, "cat.png")
    use(ada, to_fetch)
    use(ada, to_fetch)
    lines = [line for line in vaults.audit.lines(ADA, lambda line: True) if line.action.startswith("attachment")]
    assert sorted((line.action, line.outcome, line.client, line.target) for line in lines) == [
        ("attachment.fetch", "ok", "Claude", "cat.png"),
        ("attachment.send", "conflict", "Claude", "cat.png"),
        ("attachment.send", "ok", "Claude", "cat.png"),
    ]
    logged = "\n".join(str(vars(record)) for record in caplog.records if record.name.startswith("notes_vault"))
    recorded = str(vaults.audit.lines(ADA, lambda line: True))
    for url in (to_send, second, to_fetch):
        assert url.split("/")[-2] not in logged + recorded


def test_what_was_sent_is_signed_by_the_client_that_asked_for_the_link(ada: Person, vaults: Service):
    use(ada, link_to_send(connected(vaults, ada, client="Claude"), "cat.png"), PNG)
    [change] = vaults.vault(Caller(ADA)).changes(0)
    assert (change.client, change.what) == ("Claude", "attach")

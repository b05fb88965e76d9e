"""The page where the server is Lambdas: the same for who looks at it, though large files go past the functions."""

import io
import random
from collections.abc import Iterator
from zipfile import ZIP_STORED, ZipFile

import pytest
from playwright.sync_api import Browser, expect

from tests.lambdas import Deployed, lambdas_at
from tests.page.editor import edit, save
from tests.page.person import Person, opened
from tests.provider import Provider

LARGE_BYTES = 5_000_000


@pytest.fixture(scope="module")
def deployed(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    with lambdas_at(provider, tmp_path_factory.mktemp("aws")) as server:
        yield server


@pytest.fixture
def ada(browser: Browser, deployed: Deployed, provider: Provider) -> Iterator[Person]:
    """Her browser lets the page ask a bucket that is no bucket of Amazon's."""
    context = opened(browser, bypass_csp=True)
    person = Person(context, deployed, provider)
    person.sign_in()
    yield person
    assert person.errors == []
    context.close()


@pytest.mark.slow
def test_a_note_is_written_found_and_taken_back(ada: Person):
    text = edit(ada, "Plan.md", "one\n")
    text.press("Control+End")
    text.press_sequentially("two")
    save(ada)
    assert ada.text("Plan.md") == "one\ntwo"
    ada.go("#/search?q=two")
    expect(ada.page.locator("main mark").first).to_be_visible()
    ada.go("#/history")
    ada.button("What changed: Notes Vault page wrote 1 note").first.click()
    ada.button("Undo this change").click()
    ada.button("Undo 1 change").click()
    expect(ada.page.get_by_text("1 change undone.")).to_be_visible()
    assert ada.text("Plan.md") == "one\n"


@pytest.mark.slow
def test_a_large_file_goes_into_the_bucket_and_comes_from_there(ada: Person):
    edit(ada, "Plan.md", "")
    body = random.Random(1).randbytes(LARGE_BYTES)
    with ada.page.expect_file_chooser() as chooser:
        ada.button("Attach files").click()
    chooser.value.set_files({"name": "Large.bin", "mimeType": "application/octet-stream", "buffer": body})
    expect(ada.page.get_by_role("textbox", name="Note text")).to_contain_text("[[Large.bin]]")
    ada.go("#/file/attachments/Large.bin")
    with ada.page.expect_download() as download:
        ada.button("Download").click()
    assert download.value.path().read_bytes() == body


@pytest.mark.slow
def test_a_large_zip_comes_in_and_the_vault_goes_out(ada: Person):
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as packed:
        packed.writestr("Moss.md", "moss")
        packed.writestr("Large.bin", random.Random(2).randbytes(LARGE_BYTES))
    ada.go("#/account")
    with ada.page.expect_file_chooser() as chooser:
        ada.button("Choose a zip…").click()
    chooser.value.set_files({"name": "vault.zip", "mimeType": "application/zip", "buffer": file.getvalue()})
    expect(ada.page.get_by_text("1 note and 1 file came in.")).to_be_visible(timeout=60_000)
    with ada.page.expect_download(timeout=60_000) as download:
        ada.button("Export").click()
    with ZipFile(download.value.path()) as packed:
        assert {"Moss.md", "Large.bin"} <= set(packed.namelist())

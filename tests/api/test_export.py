"""/api/vault/export: the notes as they are, in a zip."""

import io
from zipfile import ZipFile

from tests.api.site import SECRET, Site
from tests.conftest import BOB


def test_an_export_is_a_zip_of_the_notes_as_they_are(site: Site):
    ada = site.user()
    notes = {"Moss.md": "# Moss\r\n", "a/é ☀.md": "---\nx: 1\n---\nSonne\n", "a/deep/Empty.md": ""}
    for path, text in notes.items():
        ada.call("write_note", path=path, body=text)
    site.user(BOB).call("write_note", path="Bobs", body=SECRET)
    answer = ada.ask("GET", "/api/vault/export")
    assert answer.headers["Content-Type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.content)) as packed:
        assert {name: packed.read(name).decode() for name in packed.namelist()} == notes
    assert ada.did(action="vault.export") == [("vault.export", "ok")]

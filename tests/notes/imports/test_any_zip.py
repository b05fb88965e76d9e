"""Any zip: all of it is in the vault or in the report."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.notes.imports import import_notes
from shared.notes.names import path_for
from shared.notes.path import key_of
from tests.conftest import Clock
from tests.notes.imports.sample import counts, held, vault_of, zip_of
from tests.shelves import local_shelves

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\\"), min_size=1, max_size=20).filter(".".__ne__)
ZIPS = st.dictionaries(
    st.tuples(st.lists(NAMES, min_size=1, max_size=3).map("/".join), st.sampled_from(("", ".md", ".png"))).map("".join),
    st.binary(max_size=50),
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(untrusted=ZIPS)
def test_whatever_is_packed_is_in_the_vault_or_in_the_report(tmp_path_factory: pytest.TempPathFactory, untrusted):
    vault = vault_of(local_shelves(tmp_path_factory.mktemp("vault"), Clock()), Clock())
    report = import_notes(vault, zip_of(*untrusted.items()))
    refused, renamed = {name for name, _ in report.refused}, {name: path for name, path, _ in report.renamed}
    shown = {
        name: body
        for name, body in untrusted.items()
        if name not in refused and not any(part.startswith(".") and part != ".." for part in name.split("/"))
    }
    assert held(vault) == {renamed.get(name, name): body for name, body in shown.items()}
    assert all(unicodedata.is_normalized("NFC", path) for path in held(vault))
    for name in shown:
        assert (path_for(name)[1] == "") == (name not in renamed)
    assert len({key_of(path) for path in held(vault)}) == sum(counts(report))
    seq = vault.seq()
    again = import_notes(vault, zip_of(*untrusted.items()))
    assert (vault.seq(), counts(again)[:2], again.renamed) == (seq, (0, 0), report.renamed)

"""The documents are true: what they name is there, and their example works."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from shared.notes.answers import Answer
from shared.notes.change import Author
from shared.notes.search import Search
from shared.notes.tool import Given
from shared.notes.vault import Limits, Vault
from tests.conftest import ADA, Clock
from tests.running import ROOT
from tests.shelves import local_shelves

DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
NAMED = re.compile(r"`((?:shared|handlers|tests|web|docs|benchmarks)/[\w./-]+|[\w-]+\.(?:py|yaml|toml))`")
LINKED = re.compile(r"\]\((?!https?://|#)([^)#]+)")
HELD_BY = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
CODE = re.compile(r"```python\n(.*?) *```", re.S)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_file_that_a_document_names_is_there(document: Path):
    text = document.read_text()
    known = {
        file.name for folder in ("shared", "handlers", "tests", "web/src") for file in (ROOT / folder).rglob("*.py")
    }
    known |= {file.name for file in ROOT.iterdir()}
    for name in NAMED.findall(text):
        assert name in known or (ROOT / name).exists(), f"{document.name} names {name}"
    for target in LINKED.findall(text):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_every_threat_names_a_test_that_is_there():
    rows = [line for line in (ROOT / "docs/security.md").read_text().splitlines() if line.startswith("| ")]
    threats = [row for row in rows if not row.startswith("| |")]
    for row in threats:
        named = HELD_BY.findall(row)
        assert named, f"no test holds this: {row}"
        for file, test in named:
            assert f"def {test}(" in (ROOT / file).read_text(), f"{file} has no {test}"


def test_the_tool_of_the_example_counts_words(tmp_path: Path, clock: Clock):
    (code,) = CODE.findall((ROOT / "docs/adding-a-tool.md").read_text())
    names = {"Vault": Vault, "Search": Search, "Given": Given, "Answer": Answer}
    exec(dedent(code), names)
    shelves = local_shelves(tmp_path, clock)
    vault = Vault(shelves.records, shelves.files, ADA, author=Author("docs"), limits=Limits(), clock=clock)
    vault.write("Moss", "green and soft")
    answer = names["_count_words"](vault, None, {"path": "Moss"})
    assert (answer.texts, answer.structured) == (["Moss.md has 3 words."], {"path": "Moss.md", "words": 3})

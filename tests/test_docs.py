"""The documents are true: what they name is there, and their example works."""

import re
from collections import Counter
from importlib import import_module
from pathlib import Path
from textwrap import dedent

import pytest

from shared.config import Config
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
ANSWERS = ("yes", "partly", "no", "operator", "not applicable")
REQUIREMENT = re.compile(r"\| (\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|")
NUMBER = re.compile(r"\| [^|]+ \| ([\d,]+)(?: (?:s|days|bytes|characters))? \| `([\w.]+)` \|")
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


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_test_that_a_document_names_is_there(document: Path):
    for file, test in HELD_BY.findall(document.read_text()):
        assert f"def {test}(" in (ROOT / file).read_text(), f"{document.name}: {file} has no {test}"


def requirements() -> list[tuple[str, str, str, str, str]]:
    """The lines of docs/asvs.md: number, level, what is asked, the answer, what shows it."""
    lines = [line for line in (ROOT / "docs/asvs.md").read_text().splitlines() if re.match(r"\| \d", line)]
    matches = [REQUIREMENT.fullmatch(line) for line in lines]
    assert all(matches), lines[matches.index(None)]
    return [match.groups() for match in matches]


def test_every_requirement_of_asvs_is_answered_once():
    listed = [tuple(line.split()) for line in (ROOT / "tests/asvs-5.0.0.txt").read_text().splitlines()]
    assert Counter(level for _, level in listed) == {"1": 70, "2": 183}
    assert [(number, level) for number, level, *_ in requirements()] == listed


def test_every_answer_to_asvs_is_one_of_five_and_they_are_counted():
    text, counts = (ROOT / "docs/asvs.md").read_text(), Counter(answer for _, _, _, answer, _ in requirements())
    assert set(counts) <= set(ANSWERS)
    stated = re.findall(r"^\| ([a-z ]+) \| (\d+) \|", text, re.M)
    assert stated == [(answer, str(counts[answer])) for answer in ANSWERS]


def test_every_yes_to_asvs_names_a_test_or_a_file_that_is_there():
    for number, _, _, answer, shown in requirements():
        named = re.findall(r"`([\w./-]+)(?:::\w+)?`", shown)
        assert answer != "yes" or any((ROOT / name).is_file() for name in named), number
        assert "::" not in re.sub(HELD_BY, "", shown), f"{number} names a test in another way"


def test_every_number_of_the_inventory_is_the_one_in_the_code():
    text = (ROOT / "docs/inventory.md").read_text()
    [section] = re.findall(r"^## Lifetimes and limits\n(.*?)^## ", text, re.M | re.S)
    rows = [line for line in section.splitlines() if line.startswith("| ") and not line.startswith("| what |")]
    assert len(rows) > 30
    for row in rows:
        stated = NUMBER.fullmatch(row)
        assert stated, f"no number, or nothing that holds it: {row}"
        number, name = stated.groups()
        place, _, constant = name.rpartition(".")
        where = Config() if place == "Config" else import_module(place)
        assert getattr(where, constant) == int(number.replace(",", "")), row


def test_the_tool_of_the_example_counts_words(tmp_path: Path, clock: Clock):
    (code,) = CODE.findall((ROOT / "docs/adding-a-tool.md").read_text())
    names = {"Vault": Vault, "Search": Search, "Given": Given, "Answer": Answer}
    exec(dedent(code), names)
    shelves = local_shelves(tmp_path, clock)
    vault = Vault(shelves.records, shelves.files, ADA, author=Author("docs"), limits=Limits(), clock=clock)
    vault.write("Moss", "green and soft")
    answer = names["_count_words"](vault, None, {"path": "Moss"})
    assert (answer.texts, answer.structured) == (["Moss.md has 3 words."], {"path": "Moss.md", "words": 3})

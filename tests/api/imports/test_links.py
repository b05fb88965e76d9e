"""The links of what was imported, counted as they were written."""

import random
import re
from collections import Counter

import pytest

from shared.access.gate import Caller
from shared.jobs import links_report
from shared.notes.graph import Graph
from shared.service import Service
from tests.conftest import ADA


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("shelves", ["local"], indirect=True)
def test_the_links_that_lead_somewhere_and_nowhere_are_counted_as_they_were_written(vaults: Service, seed: int):
    chance, expected = random.Random(seed), Counter[str]()
    notes = [f"{chance.choice(('', 'a/', 'a/b/'))}note {number}" for number in range(20)]
    pictures = [f"{chance.choice(('', 'img/'))}picture {number}.png" for number in range(5)]
    vault = vaults.vault(Caller(ADA))
    for note in notes:
        lines = []
        for _ in range(chance.randrange(8)):
            there, gone = chance.choice(notes + pictures), f"gone {chance.randrange(9)}"
            target, outcome = chance.choice(((there, "resolved"), (gone, "unresolved")))
            spaced = target.replace(" ", "%20") + ("" if target.endswith(".png") else ".md")
            name = target.rsplit("/", 1)[-1]
            forms = (
                f"[[{target}]]",
                f"![[{name}|100]]",
                f"see [[{name}#Head|that]]",
                f"[x]({spaced})",
                f"![]({spaced})",
            )
            lines.append(chance.choice(forms))
            expected[outcome] += 1
        lines += ["`[[note 1]]`", "[[#Head]]", "[web](https://example.com/note)", "<!-- -->", "```\n[[gone 1]]\n```"]
        vault.write(note, "\n\n".join(lines))
    for picture in pictures:
        vault.attach(picture, picture.encode())
    links = links_report(Graph(vaults.search(vault)))
    assert {name: links[name] for name in ("resolved", "unresolved")} == dict(expected)
    assert len(links["to_nothing"]) == expected["unresolved"]
    assert all(re.fullmatch(r"gone \d(\.md)?", link["link"].replace("%20", " ")) for link in links["to_nothing"])

"""Each parser keeps its promise for the seeds, and for whatever a search has ever found to break it."""

import pytest

from tests.fuzz.seeds import SEEDS
from tests.fuzz.targets import TARGETS
from tests.running import ROOT


@pytest.mark.parametrize("name", TARGETS)
def test_a_parser_keeps_its_promise_for_what_it_begins_with(name: str):
    for seed in SEEDS[name]:
        TARGETS[name](seed)
        for end in range(0, len(seed), 7):
            TARGETS[name](seed[:end])


@pytest.mark.parametrize("name", TARGETS)
def test_a_parser_keeps_its_promise_for_what_was_found(name: str):
    for file in sorted((ROOT / "tests/fuzz/found" / name).glob("*")):
        TARGETS[name](file.read_bytes())

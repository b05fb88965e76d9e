"""A wire between boto3 and moto, on which requests can meet faults."""

from collections.abc import Iterator

import pytest

from tests.aws.faults import Wire, wired


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wired() as made:
        yield made

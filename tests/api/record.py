"""The one record of the activity that whatever happens leaves behind."""

from collections.abc import Callable
from typing import Any

from tests.api.site import Site


def one_more(site: Site, user_id: str, act: Callable[[], Any]) -> tuple[str, str]:
    """The one record that something leaves behind."""
    before = {line.id for line in site.vaults.audit.lines(user_id, lambda line: True)}
    act()
    new = [line for line in site.vaults.audit.lines(user_id, lambda line: True) if line.id not in before]
    assert len(new) == 1, new
    return new[0].action, new[0].outcome

"""A vault as a whole, for whoever draws it: how its notes hang together, and what lies in its trash."""

from itertools import islice
from typing import Any

from shared.notes.answers import moment
from shared.notes.graph import Graph
from shared.notes.search import Search
from shared.notes.vault import Vault

LINKS_MAX = 60_000
TRASH_MAX = 5_000
"""Nobody looks at more, and no answer may be larger than a Lambda can give."""


def graph_of(search: Search) -> dict[str, Any]:
    """Which note links to which: `paths`, and pairs of places in it."""
    places: dict[str, int] = {}
    found = islice(Graph(search).edges(), LINKS_MAX)
    links = [[places.setdefault(path, len(places)) for path in pair] for pair in found]
    return {"paths": list(places), "links": links}


def trash_of(vault: Vault) -> dict[str, Any]:
    """What was deleted and can be restored, the last first; `client` is who deleted it."""
    return {
        "notes": [
            {
                "path": record.value["path"],
                "version": record.value["version"],
                "bytes": record.value["bytes"],
                "deleted": moment(record.value["deleted_at"]),
                "client": record.value["by"],
            }
            for record in islice(vault.deleted(), TRASH_MAX)
        ]
    }

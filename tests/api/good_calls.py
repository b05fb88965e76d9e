"""A call of each tool that succeeds."""

from typing import Any

GOOD: dict[str, dict[str, Any]] = {
    "list_notes": {},
    "read_note": {"path": "Moss"},
    "write_note": {"path": "Moss", "body": "sun", "if_version": 2},
    "edit_note": {"path": "Moss", "do": "append", "text": "sun"},
    "move_note": {"path": "Moss", "to": "Bryum"},
    "delete_note": {"path": "Moss"},
    "restore_note": {"path": "Moss", "version": 1},
    "undo_changes": {"changes": [2]},
    "search_notes": {"query": "moss"},
    "get_backlinks": {"path": "Moss"},
    "get_tags": {},
    "get_history": {"path": "Moss"},
}
"""A call of each tool that succeeds once, where Moss is at version 2."""

"""What an assistant can ask of a vault: twelve tools, each with what it takes, what it answers and what it may do."""

from shared.notes.tool import READ, WRITE, Tool
from shared.notes.tools_change import CHANGING
from shared.notes.tools_read import FINDING, READING

__all__ = ["READ", "TOOLS", "WRITE", "Tool"]

TOOLS: dict[str, Tool] = {tool.name: tool for tool in (*READING, *CHANGING, *FINDING)}

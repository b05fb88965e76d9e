"""What a document tells its reader to type: the commands of its code blocks and of its sentences, in their order."""

import re
from collections.abc import Iterator

PIECE = re.compile(r"^ *```(?P<language>\w*)\n(?P<block>.*?)^ *```$|`(?P<inline>[^`]+)`", re.M | re.S)
COMMENT = re.compile(r"\s+# .*")
NOT_TYPED = {"http", "json", "mermaid", "python", "text"}
TYPED = re.compile(r"(?:[A-Z_]+=\S+ )*[.a-z][\w./-]* \S")
"""Settings, then a program, then what it is given. A single word is a name."""


def commands_of(text: str) -> list[str]:
    """Every command, each once, without its comment; one that goes on after a backslash is one."""
    return list(dict.fromkeys(_commands(text)))


def _commands(text: str) -> Iterator[str]:
    for piece in PIECE.finditer(text):
        if piece["inline"]:
            inline = " ".join(piece["inline"].split())
            if TYPED.match(inline):
                yield inline
        elif piece["language"] not in NOT_TYPED:
            for line in piece["block"].replace("\\\n", " ").splitlines():
                if command := " ".join(COMMENT.sub("", line).split()):
                    yield command


def configurations_of(text: str) -> list[str]:
    """Every block of JSON, which is what a client is configured with."""
    return [piece["block"] for piece in PIECE.finditer(text) if piece["language"] == "json"]

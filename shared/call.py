"""One tool call that may be made: a tool, a caller's vault, arguments that keep the tool's schema."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from shared.access.gate import Caller
from shared.access.tickets import FETCH, SEND
from shared.errors import Invalid
from shared.notes.answers import Answer
from shared.notes.search import Search
from shared.notes.tools import TOOLS, WRITE, Tool
from shared.notes.vault import Vault

if TYPE_CHECKING:
    from fastjsonschema import JsonSchemaValueException

    from shared.service import Service

TEXTS = ("body", "text", "old_text", "value", "query")
NAME_CHARACTERS_MAX = 512
"""Of every argument that is no text, but names something."""


@cache
def _check(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What holds arguments against a tool's schema; made when the tool is first called."""
    from fastjsonschema import compile as compiled

    check: Callable[[dict[str, Any]], dict[str, Any]] = compiled(TOOLS[name].takes)
    return check


@dataclass(frozen=True, slots=True)
class Call:
    """One tool, one caller's vault, arguments that keep the schema."""

    service: "Service"
    caller: Caller
    tool: Tool
    target: str
    vault: Vault
    search: Search
    arguments: dict[str, Any]

    def is_quick(self) -> bool:
        """Whether it only reads what is at hand, in less time than a thread takes to start on it."""
        if self.tool.scope == WRITE or not self.service.has_looked_at(self.vault.user_id):
            return False
        if _looks_far(self.tool.name, self.arguments):
            return False
        return not self.tool.needs_index or self.search.lag() == 0

    def run(self) -> Answer:
        """All of it. Raises: any VaultError, as the tool says."""
        answer = self.answer()
        if not self.is_followed():
            self.follow_up()
        return answer

    def answer(self) -> Answer:
        """What the tool answers; what it changes is in the log then, and on the disk.

        Raises:
            VaultError: as the tool says.
        """
        with self.service.audit.recorded(self.caller, self.tool.name, self.target):
            self.service.look(self.vault.user_id)
            return self._linked(self.tool.run(self.vault, self.search, self.arguments))

    def is_followed(self) -> bool:
        """Whether the visible folder shows what was changed, if anything was: it shows every change before its last."""
        last, folders = self.vault.log.appended.until_seq, self.service.folders
        return not last or (folders is not None and folders.of(self.vault.user_id).shown_seq >= last)

    def follow_up(self) -> None:
        """Let index and visible folder follow what was changed."""
        self.service.follow_up(self.vault)

    def _linked(self, answer: Answer) -> Answer:
        """The answer with the single-use link it asks for."""
        if not (wanted := answer.link):
            return answer
        is_sent = self.tool.scope == WRITE
        url = self.service.transfers.link(self.caller, wanted, action=SEND if is_sent else FETCH)
        text = f'curl -T FILE "{url}"' if is_sent else f"Fetch it from {url} (good once)."
        if is_sent and self.service.config.mode == "lambda":
            text += f'; over 4 MB: curl -T FILE "$(curl -sX POST "{url}")" && curl -X PUT "{url}?sent"'
        return replace(answer, texts=[*answer.texts, text], structured={**answer.structured, "url": url})


def _looks_far(name: str, arguments: dict[str, Any]) -> bool:
    """Whether a question goes through more of the log or of the links than one note's."""
    if name == "get_backlinks":
        return "path" not in arguments or "depth" in arguments
    return name == "get_history" or (name == "read_note" and not {"paths", "version"}.isdisjoint(arguments))


def checked(name: str, untrusted_arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a tool, once they keep its schema.

    Raises:
        Invalid: they do not.
    """
    from fastjsonschema import JsonSchemaValueException

    try:
        str(untrusted_arguments.values()).encode()
        arguments = _check(name)(untrusted_arguments)
    except JsonSchemaValueException as error:
        raise Invalid(_sentence(error)) from error
    except UnicodeEncodeError as error:
        raise Invalid("The arguments must be valid Unicode.") from error
    for argument, value in arguments.items():
        if argument not in TEXTS and isinstance(value, str) and len(value) > NAME_CHARACTERS_MAX:
            raise Invalid(f"{argument} has at most {NAME_CHARACTERS_MAX} characters.")
    return arguments


def _sentence(error: "JsonSchemaValueException") -> str:
    given: dict[str, Any] = error.value
    if error.rule == "required":
        missing = [name for name in error.rule_definition if name not in given]
        return f"{' and '.join(missing)} must be given."
    if error.rule == "additionalProperties":
        unknown = sorted(set(given) - set(error.definition["properties"]))
        return (
            f"There is no argument {', '.join(unknown)[:200]}. There are: {', '.join(error.definition['properties'])}."
        )
    return f"{error.message.removeprefix('data.')}."

"""Changes taken back, chosen ones or all of one client."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from shared.errors import NotFound
from tests.model import state as model
from tests.model.given import CLIENTS, OUTSIDE, clients, picks
from tests.model.state import key_of
from tests.model.writers import Writers


class Undoing(Writers):
    """What is undone is what the model says, and what is left alone is named."""

    def kept(self) -> list[int]:
        return [number for number, step in enumerate(self.model.steps) if step.at >= self.kept_since]

    @precondition(lambda self: self.kept())
    @rule(client=clients, picked=st.lists(picks, min_size=1, max_size=3), again=st.booleans())
    def undo(self, client: str, picked: list[int], again: bool) -> None:
        """The last changes are undone most often, alone or several; and now and then that is undone as well."""
        chosen = {self.kept()[-1 - pick % len(self.kept())] for pick in picked}
        asked = {
            "changes": [
                self.model.steps[number].seqs[pick % len(self.model.steps[number].seqs)]
                for pick, number in zip(picked * 3, sorted(chosen), strict=False)
            ]
        }
        self.undo_as_asked(client, asked, chosen)
        if again and self.model.steps[-1].what == "undo" and len(chosen) == 1:
            undone = self.model.steps[-1]
            self.undo_as_asked(client, {"changes": [undone.seqs[0]]}, {len(self.model.steps) - 1})
            assert model.faces(self.model.state) == model.faces(undone.before)

    @precondition(lambda self: self.kept())
    @rule(client=clients, of=st.sampled_from([*CLIENTS, OUTSIDE]), pick=picks)
    def undo_since(self, client: str, of: str, pick: int) -> None:
        since = self.model.steps[self.kept()[-1 - pick % len(self.kept())]].at
        chosen = {n for n in self.kept() if self.model.steps[n].at >= since and self.model.steps[n].client == of}
        asked = {"client": of, "since": f"@{since}"}

        asked["since"] = datetime.fromtimestamp(since, UTC).isoformat()
        if not chosen:
            self.expect(lambda: self.call(client, "undo_changes", **asked), NotFound, client, "undo")
        else:
            self.undo_as_asked(client, asked, chosen)

    def undo_as_asked(self, client: str, asked: dict[str, Any], chosen: set[int]) -> None:
        expected, left = self.model.undone(chosen)
        planned = self.call(client, "undo_changes", dry_run=True, **asked)
        told: dict[str, Any] = {}
        self.expect(lambda: told.update(self.call(client, "undo_changes", **asked)), expected, client, "undo")
        assert (told["notes"], told["left"]) == (planned["notes"], planned["left"])
        assert {(key_of(one["path"]), self.model.step_of(one["change"])) for one in told["left"]} == left
        for one in told["left"]:
            assert self.model.step_of(one["because_of"]) not in chosen
        assert {self.model.step_of(seq) for seq in told["changes"]} == chosen

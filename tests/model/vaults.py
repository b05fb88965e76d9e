"""A vault that anything may happen to, and what holds after each step."""

from collections import Counter
from hashlib import sha256

from hypothesis.stateful import invariant

from shared.notes.graph import Graph
from shared.notes.history import Filter, History
from shared.notes.path import is_note
from tests.model import state as model
from tests.model.state import Entry, key_of
from tests.model.troubles import Troubles


class Vaults(Troubles):
    """One vault, whoever writes in it, and the model of it."""

    told_up_to = (0, 0)

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        vault = self.vault()
        held = [Entry(note.path, vault.body(note.digest), note.created_at) for note in self.everything()]
        assert model.faces(model.of(held)) == model.faces(self.model.state)
        head = vault.log.head()
        count = Counter(is_note(entry.path) for entry in held)
        assert (head.notes, head.attachments) == (count[True], count[False])
        assert head.bytes == sum(len(entry.body) for entry in held)
        assert (head.seq, head.plan, head.doomed) == (self.model.seq, "", ())

    @invariant()
    def links_mean_what_they_should(self) -> None:
        graph = Graph(self.service.search(self.vault()))
        for entry in self.model.state.values():
            found = [(p.target, p.subpath, p.is_embed, p.line, p.path) for p in graph.outgoing(entry.path)]
            assert found == [
                (link.target, link.subpath, link.is_embed, link.line, meant)
                for link, meant in model.links(self.model.state, entry)
            ]
            back = sorted((p.source, p.line, p.target) for p in graph.backlinks(entry.path))
            assert back == model.backlinks(self.model.state, entry.path)

    @invariant()
    def history_tells_what_happened(self) -> None:
        if self.told_up_to == (self.model.seq, self.kept_since):
            return
        self.told_up_to = self.model.seq, self.kept_since
        history = History(self.vault())
        steps = [(n, step) for n, step in enumerate(self.model.steps) if step.at >= self.kept_since]
        told = list(history.of_vault(Filter()))
        assert [(c.seq, c.at, c.what, c.client) for c in told] == [
            (s.seqs[0], s.at, s.what, s.client) for _, s in reversed(steps)
        ]
        for entry in self.model.state.values():
            lived = []
            for change in history.of_note(entry.path):
                after = change.notes[0].after
                lived.append((self.model.step_of(change.seq), after and after.digest))
            past = [(n, digest_of(body)) for n, body in self.model.past(entry.id, self.kept_since)]
            assert lived[: len(past)] == past, f"the history of {entry.path}"

    @invariant()
    def the_trash_holds_what_was_deleted(self) -> None:
        there = [(key, note.path, note.digest) for key, note in self.vault().trash()]
        kept = {spot: e for spot, e in self.model.trash.items() if self.model.deleted_at[spot] >= self.kept_since}
        assert there == [
            (f"trash#{seq:020d}#{number:03d}", entry.path, sha256(entry.body).hexdigest())
            for (seq, number), entry in sorted(kept.items(), reverse=True)
        ]

    @invariant()
    def lists_name_every_note(self) -> None:
        for attachments in (False, True):
            listed = self.call("reader", "list_notes", attachments=attachments, limit=1000)["notes"]
            expected = sorted(key_of(e.path) for e in self.model.state.values() if is_note(e.path) != attachments)
            assert sorted(key_of(one["path"]) for one in listed) == expected

    @invariant()
    def the_folder_shows_every_note(self) -> None:
        if self.backend == "local":
            shown = {path: file.read_bytes() for path, file in self.disk().items()}
            assert shown == {entry.path: entry.body for entry in self.model.state.values()}


def digest_of(body: bytes | None) -> str | None:
    return None if body is None else sha256(body).hexdigest()


def machine(backend: str) -> type[Vaults]:
    """Such a vault on one of the backends."""
    return type("Vaults", (Vaults,), {"backend": backend})

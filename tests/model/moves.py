"""What a move may do to a vault, and nothing else."""

import json
from dataclasses import replace

from shared.notes.links import Link, links_of
from shared.notes.note import Markdown
from shared.notes.path import is_note, name_of
from tests.model.state import Entry, State, key_of, links, meaning, moved, text_of


def check_moved(before: State, pairs: dict[str, str], after: State) -> None:
    """A move took every file to its new path and changed no text but links, each of which means what it meant."""
    bare = moved(before, pairs)
    assert {key: (e.path, e.created_at, e.id) for key, e in after.items()} == {
        key: (e.path, e.created_at, e.id) for key, e in bare.items()
    }
    for old in before.values():
        new = after[key_of(pairs.get(old.path, old.path))]
        if old.path.endswith(".canvas") and old.body.startswith(b"{"):
            _check_canvas(before, pairs, after, old, new)
        elif is_note(old.path):
            _check_text(before, pairs, after, old, new)
        else:
            assert old.body == new.body


def _check_text(before: State, pairs: dict[str, str], after: State, old: Entry, new: Entry) -> None:
    then, now = links(before, old), links(after, new)
    assert _without_links(text_of(old), then) == _without_links(text_of(new), now)
    for (was, meant), (link, means) in zip(then, now, strict=True):
        assert (link.subpath, link.is_embed) == (was.subpath, was.is_embed)
        if meant is None:
            assert link.target == was.target, "a link that meant nothing was changed"
            continue
        to = pairs.get(meant, meant)
        assert means == to, f"{was} in {old.path} meant {meant} and now, as {link} in {new.path}, means {means}"
        if link.target != was.target and not _has_namesake(was.target, pairs):
            assert to != meant or meaning(after, new.path, was.target) != to, f"{was} was changed without need"


def _has_namesake(target: str, pairs: dict[str, str]) -> bool:
    """Whether a file has come by the name in a link, which then shows the path of its own."""
    return name_of(target).casefold() in {name_of(new).casefold() for new in pairs.values()}


def _without_links(text: str, found: list[tuple[Link, str | None]]) -> str:
    note = Markdown("", text)
    for link, _ in reversed([pair for pair in found if pair[0].start >= 0]):
        text = text[: link.start] + "LINK" + text[link.end :]
    return text if len(found) == text.count("LINK") else text[note.body_start :]


def _check_canvas(before: State, pairs: dict[str, str], after: State, old: Entry, new: Entry) -> None:
    cards = zip(json.loads(old.body)["nodes"], json.loads(new.body)["nodes"], strict=True)
    for was, card in cards:
        assert {**was, "file": 0, "text": 0} == {**card, "file": 0, "text": 0}
        if "file" in was:
            there = before.get(key_of(was["file"]))
            assert card["file"] == (pairs.get(there.path, was["file"]) if there else was["file"])
        else:
            texts = [replace(e, path=f"{e.path}.md", body=c["text"].encode()) for e, c in ((old, was), (new, card))]
            then, now = (
                [(link, meaning(state, entry.path, link.target)) for link in links_of(Markdown("", text_of(entry)))]
                for state, entry in zip((before, after), texts, strict=True)
            )
            assert all(
                now_means == pairs.get(meant, meant)
                for (_, meant), (_, now_means) in zip(then, now, strict=False)
                if meant
            )

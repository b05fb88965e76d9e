"""What each parser promises for any bytes: it answers, or refuses in its own way, and what it answers is true."""

import io
from collections.abc import Callable
from contextlib import suppress
from itertools import islice

from handlers import jsonrpc
from shared.errors import Invalid, TooLarge
from shared.notes import frontmatter
from shared.notes.links import links_of, parts_of
from shared.notes.note import Markdown
from shared.notes.properties import with_property, without_property
from shared.notes.query import parse
from shared.notes.snippet import snippet_of
from shared.notes.zips import Zip

PIECES_MAX = 64


def text_of(data: bytes) -> str:
    return data.decode(errors="ignore")


def front_matter(data: bytes) -> None:
    """A property that is set is the one that is read, and the body stays as it was."""
    text = text_of(data)
    block, start = frontmatter.split(text)
    value = block[:40] or "new"
    try:
        changed = with_property(text, "status", value)
    except Invalid:
        return
    found = frontmatter.read(frontmatter.split(changed)[0])
    assert [known for name, known in found.items() if name.casefold() == "status"] == [value]
    assert changed.endswith(text[start:].removeprefix("\ufeff"))
    with suppress(Invalid):  # of YAML that one of two readers refuses nothing is taken away
        assert "status" not in frontmatter.read(frontmatter.split(without_property(changed, "status"))[0])


def links(data: bytes) -> None:
    """A link stands where it says, and what stands there is that link."""
    text = text_of(data)
    note = Markdown("Note.md", text)
    assert all(heading.line <= len(note.lines) for heading in note.headings)
    assert all(tag.strip() for tag in note.tags) and "\n" not in note.title
    for link in links_of(note):
        if link.start >= 0:
            written = note.prose[link.start : link.end]  # what a rewriter reads: no code stands in it
            assert text.count("\n", 0, link.start) + 1 == link.line
            assert len(written[parts_of(written).target]) <= len(written)


def query(data: bytes) -> None:
    """A query is understood or refused, and what it looks for can be looked for in any text."""
    text = text_of(data)
    try:
        understood = parse(text)
    except Invalid:
        return
    assert all(term.expression() for term in (*understood.wanted, *understood.unwanted))
    assert len(snippet_of(text, understood.wanted).text) <= len(text) + 20


def zip_file(data: bytes) -> None:
    """A zip is read or refused; no entry gives more than it says."""
    try:
        archive = Zip(io.BytesIO(data))
        for entry in islice(archive.entries, PIECES_MAX):
            size = sum(len(piece) for piece in islice(archive.pieces(entry), PIECES_MAX))
            assert size <= entry.size
    except (Invalid, TooLarge):
        return


def json_rpc(data: bytes) -> None:
    """A body is a message of one kind at most, or none."""
    try:
        message = jsonrpc.parsed(data)
    except ValueError:
        return
    kinds = [jsonrpc.is_request(message), jsonrpc.is_notification(message), jsonrpc.is_response(message)]
    assert sum(kinds) <= 1
    assert jsonrpc.id_of(message) is None or isinstance(jsonrpc.id_of(message), (str, int))


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (front_matter, links, query, zip_file, json_rpc)
}

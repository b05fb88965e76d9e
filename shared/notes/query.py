"""What a person or a model typed into the search, taken apart: words, phrases, and filters."""

import re
from dataclasses import dataclass, field

from shared.errors import Invalid
from shared.notes.path import fold, safe_folder
from shared.notes.words import composed, is_word, tokens

QUERY_CHARACTERS_MAX = 1_000
TERMS_MAX = 32
PHRASE_WORDS_MAX = 64
"""A longer phrase is known by its first words; all of them would cost seconds in one long note."""
_TERM = re.compile(
    r"(?P<minus>-(?!-))?(?:(?P<field>folder|path|tag|title|content):)?"
    r"(?:\"(?P<phrase>(?:[^\"\\]|\\.)*)\"?|\[(?P<property>[^\]]*)\](?=\s|$)|(?P<word>\S+))",
    re.I,
)
_COMPARISONS = ("<=", ">=", "<", ">")


@dataclass(frozen=True, slots=True)
class Term:
    """A word, a phrase or the start of a word, as the index compares it, and in which column ("" for all)."""

    words: tuple[str, ...]
    shown: str
    is_prefix: bool = False
    column: str = ""

    def expression(self) -> str:
        """The term in FTS5's query syntax; its words hold no quotation mark (`words.joined`)."""
        phrase = f'"{" ".join(self.words)}"{" *" if self.is_prefix else ""}'
        return f"{{{self.column}}} : {phrase}" if self.column else phrase


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on where a note lies, its tags or its properties. `values` are alternatives, None is empty."""

    kind: str
    name: str = ""
    values: tuple[str | None, ...] = ()
    comparison: str = ""
    is_wanted: bool = True


@dataclass(slots=True)
class Query:
    """A query's wanted and unwanted terms, and its filters."""

    wanted: list[Term] = field(default_factory=list)
    unwanted: list[Term] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)


def parse(untrusted_query: str) -> Query:
    """Read a query: words, "phrases", prefix*, -not, folder:, tag:, title:, content:, [property] and [property:value].

    Raises:
        Invalid: too long, too many terms, or nothing to search for.
    """
    if len(untrusted_query) > QUERY_CHARACTERS_MAX:
        raise Invalid(f"A query has at most {QUERY_CHARACTERS_MAX} characters.")
    query = Query()
    for found in _TERM.finditer(untrusted_query):
        _add(query, found)
    if len(query.wanted) + len(query.unwanted) + len(query.filters) > TERMS_MAX:
        raise Invalid(f"A query has at most {TERMS_MAX} terms.")
    if not (query.wanted or query.unwanted or query.filters):
        raise Invalid("The query holds no word to search for.")
    return query


def _add(query: Query, found: re.Match[str]) -> None:
    is_wanted = not found["minus"]
    kind = (found["field"] or "").lower()
    phrase = found["phrase"]
    text = found["word"] or "" if phrase is None else re.sub(r"\\(.)", r"\1", phrase)
    if found["property"] is not None:
        query.filters.append(property_filter(found["property"], is_wanted))
    elif kind in ("folder", "path"):
        query.filters.append(Filter("folder", fold(safe_folder(text)), is_wanted=is_wanted))
    elif kind == "tag":
        query.filters.append(Filter("tag", fold(text.strip("#/")), is_wanted=is_wanted))
    elif term := _term(text, phrase is not None, {"title": "title", "content": "body"}.get(kind, "")):
        (query.wanted if is_wanted else query.unwanted).append(term)


def _term(text: str, is_phrase: bool, column: str) -> Term | None:
    is_prefix = not is_phrase and text.endswith("*")
    words = [token for token, _, _ in tokens(composed(text))]
    if not any(map(is_word, words)):
        return None
    is_cut = len(words) > PHRASE_WORDS_MAX
    shown = text.rstrip("*") if is_prefix else text
    return Term(tuple(words[:PHRASE_WORDS_MAX]), shown, is_prefix and not is_cut, column)


def property_filter(text: str, is_wanted: bool = True) -> Filter:
    """A condition on a property, written as between the brackets of a query: `status`, `status:done`, `year:>2020`.

    Raises:
        Invalid: it names no property.
    """
    name, colon, value = text.partition(":")
    name, value = fold(name.strip()), value.strip()
    if not name:
        raise Invalid("A property filter names its property: [status] or [status:done].")
    if not colon:
        return Filter("property", name, is_wanted=is_wanted)
    for comparison in _COMPARISONS:
        if value.startswith(comparison):
            return Filter("property", name, (fold(value[len(comparison) :].strip()),), comparison, is_wanted)
    values = [part.strip().strip('"') for part in re.split(r"\s+OR\s+", value)]
    return Filter("property", name, tuple(None if part == "null" else fold(part) for part in values), "=", is_wanted)

"""One edit of a note: where its text goes, what stays as it was, and what is refused."""

from typing import Any

import pytest

from shared.errors import Conflict, Invalid, NotFound, TooLarge
from shared.notes.editing import edited

NOTE = "# Garden\n\nIntro.\n\n## Tasks\n\n- water\n- weed\n\n## Notes\n\nMoss likes shade.\n"
COMPACT = "# Garden\nIntro.\n## Tasks\n- water\n## Notes\nMoss."
PROPERTIES = "---\nstatus: open\n---\n\n# Garden\nIntro.\n"
EMPTY_SECTIONS = "## Log\n\n## Tasks\n\n\n## End\n"
UNDERLINED = "Garden\n======\n\nIntro.\n\nTasks\n-----\n\n- water\n"
BLOCKS = (
    "First line\nand second ^one\n\n- item ^two\n- other\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n^three\n\n"
    "> quoted\n> twice\n\n^four\n\n```\n\ncode\n```\n^five\n"
)


def after(note: str, do: str, /, **given: Any) -> str:
    return edited("Note.md", note, {"do": do, **given}, characters_max=10_000)


def changed(text: str, old: str, new: str) -> str:
    """The text with its one place of `old` as `new`."""
    assert text.count(old) == 1
    return text.replace(old, new)


# At the end and at the start


@pytest.mark.parametrize(
    ("text", "put", "end"),
    [
        ("", "moss", "moss\n"),
        ("fern\n", "moss", "fern\nmoss\n"),
        ("fern", "moss", "fern\nmoss\n"),
        ("fern\n", "moss\n", "fern\nmoss\n"),
        ("fern\n\n\n", "moss", "fern\n\n\nmoss\n"),
        ("fern\n", "\nmoss\n\n", "fern\n\nmoss\n\n"),
        ("- fern\n", "- moss", "- fern\n- moss\n"),
        ("- fern\n", "  under it", "- fern\n  under it\n"),
        ("- fern\n", "Afterwards.", "- fern\n\nAfterwards.\n"),
        ("Things:\n", "- moss", "Things:\n- moss\n"),
        ("| a |\n", "| b |", "| a |\n| b |\n"),
        ("| a |\n", "moss", "| a |\n\nmoss\n"),
        ("moss\n", "| a |\n|---|", "moss\n\n| a |\n|---|\n"),
        ("> said\n", "moss", "> said\n\nmoss\n"),
        ("> said\n", "> more", "> said\n> more\n"),
        ("> said\n", "> [!note] moss", "> said\n\n> [!note] moss\n"),
        ("moss\n", "---", "moss\n\n---\n"),
        ("moss\n", "Title\n=====", "moss\n\nTitle\n=====\n"),
        ("moss ^id\n", "fern", "moss ^id\n\nfern\n"),
        ("```\ncode\n```\n", "moss", "```\ncode\n```\n\nmoss\n"),
        ("fern\r\n", "moss\nreed", "fern\r\nmoss\r\nreed\r\n"),
        ("fern\r\nivy", "moss", "fern\r\nivy\r\nmoss\r\n"),
        ("fern\n", "moss\r\nreed\r\n", "fern\nmoss\nreed\n"),
        ("\ufefffern\n", "moss", "\ufefffern\nmoss\n"),
        ("---\na: 1\n---", "moss", "---\na: 1\n---\nmoss\n"),
        (NOTE, "## More", NOTE + "\n## More\n"),
        (COMPACT, "## More", COMPACT + "\n## More\n"),
        ("fern\n", "", "fern\n"),
    ],
)
def test_what_is_appended_is_the_end_and_becomes_no_part_of_another_block(text: str, put: str, end: str):
    assert after(text, "append", text=put) == end


@pytest.mark.parametrize(
    ("text", "put", "end"),
    [
        ("", "moss", "moss\n"),
        ("fern\n", "moss", "moss\nfern\n"),
        (NOTE, "moss", "moss\n\n" + NOTE),
        (PROPERTIES, "moss", changed(PROPERTIES, "\n# Garden", "\nmoss\n\n# Garden")),
        ("---\na: 1\n---\nfern\n", "moss", "---\na: 1\n---\nmoss\nfern\n"),
        ("---\na: 1\n---", "moss", "---\na: 1\n---\nmoss\n"),
        ("---\r\na: 1\r\n---\r\nfern", "moss", "---\r\na: 1\r\n---\r\nmoss\r\nfern"),
        ("\ufeff# Fern\r\n", "moss", "\ufeffmoss\r\n\r\n# Fern\r\n"),
        ("---\nno front matter\n", "moss", "moss\n\n---\nno front matter\n"),
    ],
)
def test_what_is_prepended_stands_below_the_front_matter(text: str, put: str, end: str):
    assert after(text, "prepend", text=put) == end


# Under a heading


@pytest.mark.parametrize(
    ("text", "heading", "put", "old", "new"),
    [
        (NOTE, "Tasks", "- prune", "- weed\n", "- weed\n- prune\n"),
        (NOTE, "Tasks", "That is all.", "- weed\n", "- weed\n\nThat is all.\n"),
        (NOTE, "notes", "Ferns too.", "shade.\n", "shade.\nFerns too.\n"),
        (NOTE, "## Tasks", "### Later\n\n- prune", "- weed\n", "- weed\n\n### Later\n\n- prune\n"),
        (COMPACT, "Tasks", "- prune", "- water\n", "- water\n- prune\n"),
        (COMPACT, "Notes", "Ferns.", "Moss.", "Moss.\nFerns.\n"),
        (EMPTY_SECTIONS, "Log", "- moss", "## Log\n", "## Log\n- moss\n"),
        (EMPTY_SECTIONS, "Tasks", "- moss", "## Tasks\n\n\n", "## Tasks\n\n- moss\n\n"),
        (EMPTY_SECTIONS, "End", "- moss", "## End\n", "## End\n- moss\n"),
        (UNDERLINED, "Tasks", "- weed", "- water\n", "- water\n- weed\n"),
        ("Log\n---\nNext\n----\n", "Log", "moss", "---\nNext", "---\nmoss\n\nNext"),
        (NOTE.replace("\n", "\r\n"), "Tasks", "- prune", "- weed\r\n", "- weed\r\n- prune\r\n"),
        ("\ufeff# Moss\nshade\n# Fern\n", "Moss", "- rain", "shade\n", "shade\n- rain\n"),
    ],
)
def test_text_is_appended_under_a_heading_before_the_space_to_the_next(
    text: str, heading: str, put: str, old: str, new: str
):
    assert after(text, "append", heading=heading, text=put) == changed(text, old, new)


@pytest.mark.parametrize(
    ("text", "heading", "put", "old", "new"),
    [
        (NOTE, "Tasks", "- first", "\n- water", "\n- first\n- water"),
        (NOTE, "Tasks", "In this order:", "\n- water", "\nIn this order:\n- water"),
        (COMPACT, "Notes", "Ferns.", "\nMoss.", "\nFerns.\nMoss."),
        (EMPTY_SECTIONS, "Log", "- moss", "## Log\n", "## Log\n- moss\n"),
        (UNDERLINED, "Garden", "Welcome.\n", "======\n\n", "======\n\nWelcome.\n"),
        (UNDERLINED, "Tasks", "- first", "\n- water", "\n- first\n- water"),
    ],
)
def test_text_is_prepended_right_under_a_heading(text: str, heading: str, put: str, old: str, new: str):
    assert after(text, "prepend", heading=heading, text=put) == changed(text, old, new)


@pytest.mark.parametrize(
    ("do", "text", "heading", "put", "old", "new"),
    [
        ("insert_before", NOTE, "Tasks", "Aside.", "\n## Tasks", "\nAside.\n\n## Tasks"),
        ("insert_before", NOTE, "Tasks", "## Plan\n\nfirst", "\n## Tasks", "\n## Plan\n\nfirst\n\n## Tasks"),
        ("insert_before", NOTE, "Garden", "Aside.", "# Garden\n", "Aside.\n\n# Garden\n"),
        ("insert_before", COMPACT, "Tasks", "## Plan\nfirst", "## Tasks", "## Plan\nfirst\n## Tasks"),
        ("insert_before", PROPERTIES, "Garden", "Aside.", "# Garden", "Aside.\n\n# Garden"),
        ("insert_before", UNDERLINED, "Tasks", "Aside.", "Tasks\n", "Aside.\n\nTasks\n"),
        ("insert_after", NOTE, "Tasks", "## Done\n\n- seed", "\n## Notes", "\n## Done\n\n- seed\n\n## Notes"),
        ("insert_after", NOTE, "Notes", "## Done", "shade.\n", "shade.\n\n## Done\n"),
        ("insert_after", NOTE, "Notes", "Ferns.", "shade.\n", "shade.\n\nFerns.\n"),
        ("insert_after", COMPACT, "Tasks", "## Done\n- seed", "## Notes", "## Done\n- seed\n## Notes"),
    ],
)
def test_text_is_inserted_beside_a_section(do: str, text: str, heading: str, put: str, old: str, new: str):
    assert after(text, do, heading=heading, text=put) == changed(text, old, new)


@pytest.mark.parametrize(
    ("text", "heading", "put", "old", "new"),
    [
        (NOTE, "Tasks", "Nothing to do.", "- water\n- weed\n", "Nothing to do.\n"),
        (NOTE, "Tasks", "## Tasks\n\nNothing to do.\n", "- water\n- weed\n", "Nothing to do.\n"),
        (NOTE, "Tasks", "", "- water\n- weed\n\n", ""),
        (NOTE, "Notes", "Ferns.", "Moss likes shade.", "Ferns."),
        (NOTE, "Garden", "All new.", NOTE.partition("\n\n")[2], "All new.\n"),
        (COMPACT, "Tasks", "None.", "- water", "None."),
        (COMPACT, "Notes", "Ferns.", "Moss.", "Ferns.\n"),
        (EMPTY_SECTIONS, "Log", "- moss", "## Log\n", "## Log\n- moss\n"),
        (UNDERLINED, "Tasks", "None.", "- water", "None."),
        (UNDERLINED, "Tasks", "Tasks\n-----\nNone.", "- water", "None."),
        (NOTE, "Tasks", "# Tasks\n", "- water\n- weed\n", "# Tasks\n"),
        (NOTE, "Tasks", "x\n## Tasks\ny\n", "- water\n- weed\n", "x\n## Tasks\ny\n"),
        ("## \nx\n## B\ny\n", "B", "## B ##\nz", "y", "z"),
    ],
)
def test_what_is_under_a_heading_is_replaced_and_the_heading_stays(
    text: str, heading: str, put: str, old: str, new: str
):
    assert after(text, "replace_section", heading=heading, text=put) == changed(text, old, new)


WEEK = "# Monday\n## Tasks\n- a\n# Tuesday\n## Tasks\n- b\n# Off\n## C# course\n- c\n"


@pytest.mark.parametrize(
    ("heading", "item"),
    [("Tuesday#Tasks", "- b\n"), ("# Tuesday ## Tasks", "- b\n"), ("monday#tasks", "- a\n"), ("C# course", "- c\n")],
)
def test_a_chain_of_headings_names_one_of_several(heading: str, item: str):
    assert after(WEEK, "append", heading=heading, text="- new") == changed(WEEK, item, f"{item}- new\n")


def test_a_heading_that_several_bear_is_asked_after():
    with pytest.raises(Invalid, match="Monday#Tasks, Tuesday#Tasks"):
        after(WEEK, "append", heading="Tasks", text="- new")


def test_a_heading_at_the_top_is_meant_by_its_name_alone():
    assert after("# A\n## Log\nx\n# Log\ny\n", "append", heading="Log", text="z") == "# A\n## Log\nx\n# Log\ny\nz\n"


def test_of_headings_that_nothing_tells_apart_the_first_is_meant():
    assert after("# Log\n- a\n# Log\n- b\n", "append", heading="Log", text="- c") == "# Log\n- a\n- c\n# Log\n- b\n"


def test_a_heading_or_block_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(NotFound, match=r"Its headings: Garden, Tasks, Notes\."):
        after(NOTE, "append", heading="Ebb", text="x")
    with pytest.raises(
        NotFound, match=r"no block \^six in this note. Its blocks: \^one, \^two, \^three, \^four, \^five\."
    ):
        after(BLOCKS, "append", block="^six", text="x")
    with pytest.raises(NotFound, match="Its blocks: none"):
        after(NOTE, "append", block="six", text="x")
    with pytest.raises(NotFound, match="Its headings: none"):
        after("```\n# Code\n```\n", "append", heading="Code", text="x")


# Beside and in a block


@pytest.mark.parametrize(
    ("do", "block", "put", "old", "new"),
    [
        ("append", "one", "and third", "second ^one", "second\nand third ^one"),
        ("append", "^two", "- new", "- item ^two", "- item\n- new ^two"),
        ("append", "three", "| 3 | 4 |", "| 1 | 2 |\n", "| 1 | 2 |\n| 3 | 4 |\n"),
        ("append", "FOUR", "> thrice", "> twice\n", "> twice\n> thrice\n"),
        ("prepend", "one", "Zeroth", "First line", "Zeroth\nFirst line"),
        ("prepend", "four", "> never", "> quoted", "> never\n> quoted"),
        ("replace_section", "one", "All new", "First line\nand second ^one", "All new ^one"),
        ("replace_section", "one", "All new ^one", "First line\nand second ^one", "All new ^one"),
        ("replace_section", "one", "", "First line\nand second ^one\n", ""),
        ("replace_section", "two", "- [x] item", "- item ^two", "- [x] item ^two"),
        ("replace_section", "two", "| a |\n|---|", "- item ^two", "| a |\n|---|\n\n^two"),
        ("replace_section", "three", "| c |\n|---|", "| a | b |\n|---|---|\n| 1 | 2 |", "| c |\n|---|"),
        ("replace_section", "five", "moss", "```\n\ncode\n```", "moss"),
        ("insert_before", "one", "Before.", "First line", "Before.\n\nFirst line"),
        ("insert_before", "two", "- zeroth", "- item", "- zeroth\n- item"),
        ("insert_after", "one", "After.", "^one\n", "^one\n\nAfter.\n"),
        ("insert_after", "two", "- next", "^two\n", "^two\n- next\n"),
        ("insert_after", "three", "After.", "^three\n", "^three\n\nAfter.\n"),
    ],
)
def test_a_block_keeps_its_id_whatever_is_done_to_it(do: str, block: str, put: str, old: str, new: str):
    assert after(BLOCKS, do, block=block, text=put) == changed(BLOCKS, old, new)


# Exact text


def test_an_exact_text_is_replaced_as_often_as_is_said():
    assert after("moss, fern", "replace_text", old_text="moss", text="ivy") == "ivy, fern"
    assert after("moss, moss", "replace_text", old_text="moss", text="", expected_count=2) == ", "
    with pytest.raises(
        Conflict, match=r"stands 2 times in Note.md, not 1. Nothing was changed. It stands in lines 1, 3."
    ):
        after("moss\nfern\nmoss", "replace_text", old_text="moss", text="ivy")
    with pytest.raises(Conflict, match=r"stands 0 times in Note\.md, not 1") as refusal:
        after("fern", "replace_text", old_text="moss", text="ivy")
    assert refusal.value.details == {"found": 0}


def test_an_exact_text_is_found_whatever_its_lines_end_with():
    assert after("a\r\nb\r\n", "replace_text", old_text="a\nb", text="c\nd\ne") == "c\r\nd\r\ne\r\n"
    assert after("a\r\nb\r\n", "replace_text", old_text="a\r\nb", text="c") == "c\r\n"


def test_an_exact_text_is_replaced_in_one_section_or_block_alone():
    assert after(WEEK, "replace_text", old_text="-", text="*", heading="Off") == changed(WEEK, "- c", "* c")
    assert after(BLOCKS, "replace_text", old_text="item", text="thing", block="two") == changed(BLOCKS, "item", "thing")
    with pytest.raises(Conflict, match="stands 2 times"):
        after(BLOCKS, "replace_text", old_text="|---", text="", block="three")
    with pytest.raises(Conflict, match="stands 0 times"):
        after(WEEK, "replace_text", old_text="- c", text="", heading="Monday")


def test_a_note_does_not_grow_beyond_its_limit_by_replacing():
    with pytest.raises(TooLarge):
        after("a" * 5_000, "replace_text", old_text="a", text="b" * 10**6, expected_count=5_000)


# What must be given


@pytest.mark.parametrize(
    ("do", "given", "said"),
    [
        ("append", {}, "text must be given"),
        ("insert_before", {"text": "x"}, "heading or block must be given"),
        ("insert_after", {"text": "x", "heading": ""}, "heading or block must be given"),
        ("replace_section", {"text": "x"}, "heading or block must be given"),
        ("append", {"text": "x", "heading": "a", "block": "b"}, "not both"),
        ("append", {"text": "x", "heading": "##"}, "Name the heading"),
        ("replace_text", {"text": "x"}, "old_text and text must be given"),
        ("replace_text", {"old_text": "x"}, "old_text and text must be given"),
        ("replace_text", {"old_text": "", "text": "x"}, "old_text and text must be given"),
        ("set_property", {"property": "x"}, "value must be given"),
        ("set_property", {"value": 1}, "property must be given"),
        ("remove_property", {}, "property must be given"),
    ],
)
def test_an_edit_says_what_it_lacks(do: str, given: dict[str, str], said: str):
    with pytest.raises(Invalid, match=said):
        after(NOTE, do, **given)

"""Links that are left as they are, and told where they no longer mean their file."""

from shared.notes.rewriting import rewritten
from tests.notes.rewriting.after import after
from tests.notes.small_vault import meaning


def test_a_link_whose_going_would_make_math_of_others_stays_and_is_told():
    text = "$x [[Fern]] [a](A$1.md) y$"
    found = after(text, "A$1.md→B.md", "Fern.md")
    assert (found.text, [link.target for link in found.left]) == (text, ["A$1.md"])


def test_an_attachment_that_a_note_comes_to_hide_is_told():
    found = after("![[plan.canvas]] [[x]]", "x.md→plan.canvas.md", "plan.canvas")
    assert found.text == "![[plan.canvas]] [[plan.canvas]]"
    assert [(link.target, link.line, link.is_embed) for link in found.left] == [("plan.canvas", 1, True)]


def test_links_that_share_text_are_not_both_changed():
    found = after("[x]([[Moss]])", "Moss.md→Fern.md;[[Moss]].md→Ivy.md")
    assert (found.text, [link.target for link in found.left]) == ("[x](Ivy.md)", ["Moss"])


def test_what_meant_nothing_stays_even_if_it_means_something_now():
    found = after("[[Ivy]] [[IQ]] [x](Ivy.md)", "Moss.md→Ivy.md")
    assert (found.text, found.changed, found.left) == ("[[Ivy]] [[IQ]] [x](Ivy.md)", 0, [])


def test_a_link_that_a_deletion_breaks_is_told_and_stays():
    found = rewritten("a.md", "[[Moss]]", {}, meaning(["a.md", "Moss.md"]), meaning(["a.md"]))
    assert (found.text, [link.target for link in found.left]) == ("[[Moss]]", ["Moss"])

"""What became of a text, line by line, and how much of it is shown."""

import pytest

from shared.notes.diff import diff_of, in_short

FOX = "The quick brown fox jumps over the lazy dog and then runs away from the big bad wolf of the woods"


@pytest.mark.parametrize(
    ("before", "after", "diff"),
    [
        ("", "", ""),
        ("a\n", "a\n", ""),
        ("", "a\n", "@@ -0,0 +1 @@\n+a"),
        ("a\n", "", "@@ -1 +0,0 @@\n-a"),
        ("a\nb\nc\n", "a\nB\nc\n", "@@ -2 +2 @@\n-b\n+B"),
        ("a\nb\n", "b\n", "@@ -1 +0,0 @@\n-a"),
        ("a\nc\n", "a\nb\nc\n", "@@ -1,0 +2 @@\n+b"),
        ("x\na\nx\n", "x\nx\n", "@@ -2 +1,0 @@\n-a"),
        ("a\nb\n", "c\nd\n", "@@ -1,2 +1,2 @@\n-a\n-b\n+c\n+d"),
        ("a\nb\nc\nd\n", "x\nb\nc\ny\n", "@@ -1 +1 @@\n-a\n+x\n@@ -4 +4 @@\n-d\n+y"),
        ("0\na\nb\nc\nd\n9\n", "0\nx\nb\nc\ny\nz\n9\n", "@@ -2 +2 @@\n-a\n+x\n@@ -5 +5,2 @@\n-d\n+y\n+z"),
        ("a\n", "a", "@@ -2 +1,0 @@\n-"),
        ("a", "a\n", "@@ -1,0 +2 @@\n+"),
        ("a\r\nb\r\n", "a\nb\n", "@@ -1,2 +1,2 @@\n-a\r\n-b\r\n+a\n+b"),
        ("a\r\nb\r\n", "a\nc\n", "@@ -2 +2 @@\n-b\n+c"),
    ],
)
def test_a_diff_names_the_lines_that_changed_and_no_others(before: str, after: str, diff: str):
    assert diff_of(before, after) == diff


def numbered(count: int, mark: str = "") -> str:
    return "".join(f"{number}{mark}\n" for number in range(count))


@pytest.mark.parametrize(("count", "left"), [(199, 0), (200, 1), (500, 601)])
def test_of_a_long_diff_four_hundred_lines_are_shown_and_the_rest_is_counted(count: int, left: int):
    lines = diff_of(numbered(count), numbered(count, "x")).split("\n")
    assert lines[:2] == [f"@@ -1,{count} +1,{count} @@", "-0"]
    assert len(lines) == min(2 * count + 1, 400 + 1)
    assert lines[-1] == (f"... and {left} more lines" if left else f"{count - 1}x".join(["+", ""]))


def test_of_a_wide_diff_forty_thousand_characters_are_shown():
    lines = diff_of("".join(f"{number:03} {'x' * 995}\n" for number in range(100)), "").split("\n")
    assert (len(lines), lines[-1]) == (1 + 39 + 1, "... and 61 more lines")


def test_texts_of_more_than_a_thousand_lines_are_compared_line_for_line_or_not_at_all():
    old = numbered(1_201)
    lines = diff_of(old, old.replace("00\n", "x\n")).split("\n")
    assert lines[:3] == ["@@ -101 +101 @@", "-100", "+1x"] and len(lines) == 3 * 12
    shifted = diff_of(old, "a\n" + "".join(f"{number}\n" for number in range(1_200, -1, -1))).split("\n")
    assert shifted[0] == "@@ -1,1201 +1,1202 @@"
    thousand = diff_of(numbered(999), "a\nb\n" + numbered(998).partition("\n")[2] + "c\n")
    assert thousand == "@@ -1 +1,2 @@\n-0\n+a\n+b\n@@ -999 +1000 @@\n-998\n+c"


def test_of_a_line_without_end_two_thousand_characters_around_the_change_are_shown():
    line = "w" * 900 + " old " + "v" * 2_000 + "\n"
    header, old, new = diff_of(line, line.replace("old", "new")).split("\n")
    shown = "w" * 499 + " {} " + "v" * (2_000 - 1 - 499 - 5)
    assert header == "@@ -1 +1 @@"
    assert (old, new) == ("-…" + shown.format("old") + "…", "+…" + shown.format("new") + "…")
    assert diff_of("x" * 3_000 + "\n", "y\nz\n") == f"@@ -1 +1,2 @@\n-{'x' * 2_000}…\n+y\n+z"
    assert diff_of("x" * 2_000 + "\n", "y\n") == f"@@ -1 +1 @@\n-{'x' * 2_000}\n+y"
    assert diff_of("a" + "x" * 2_000 + "\n", "b\n") == f"@@ -1 +1 @@\n-a{'x' * 1_999}…\n+b"


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        (
            FOX,
            FOX.replace("lazy", "busy"),
            "…rown fox jumps over the lazy dog and then runs away…",
            "…rown fox jumps over the busy dog and then runs away…",
        ),
        (FOX, f"{FOX} again", "…ig bad wolf of the woods", "…ig bad wolf of the woods again"),
        (f"a{FOX}", f"b{FOX}", "aThe quick brown fox jump…", "bThe quick brown fox jump…"),
        ("aa", "aaa", "aa", "aaa"),
        ("x" * 24 + "a", "x" * 24 + "b", "x" * 24 + "a", "x" * 24 + "b"),
        ("x" * 25 + "a", "x" * 25 + "b", "…" + "x" * 24 + "a", "…" + "x" * 24 + "b"),
        ("a" + "x" * 24, "b" + "x" * 24, "a" + "x" * 24, "b" + "x" * 24),
        ("a" + "x" * 25, "b" + "x" * 25, "a" + "x" * 24 + "…", "b" + "x" * 24 + "…"),
    ],
)
def test_in_short_a_line_is_cut_to_what_changed_in_it(before: str, after: str, old: str, new: str):
    diff = diff_of(before, after)
    assert diff == f"@@ -1 +1 @@\n-{before}\n+{after}"
    assert in_short(diff) == f"@@ -1 +1 @@\n-{old}\n+{new}"


@pytest.mark.parametrize(
    "diff", ["", "@@ -1,0 +2 @@\n+c", f"@@ -1,2 +1 @@\n-{FOX}\n-{FOX}\n+{FOX}x", f"@@ -1 +1 @@\n {FOX}\n {FOX}"]
)
def test_in_short_what_is_no_line_for_a_line_stays(diff: str):
    assert in_short(diff) == diff


def test_in_short_each_hunk_is_cut_for_itself():
    hunk = f"@@ -3 +3 @@\n-{FOX}\n+{FOX} again"
    short = "@@ -3 +3 @@\n-…ig bad wolf of the woods\n+…ig bad wolf of the woods again"
    assert in_short(f"{hunk}\n@@ -9 +9,0 @@\n-x\n{hunk}") == f"{short}\n@@ -9 +9,0 @@\n-x\n{short}"

"""What a path may be, and when two paths are the same note."""

import pytest

from shared.errors import Invalid
from shared.notes.path import key_of, safe_folder, safe_path


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("Moss", "Moss.md"),
        ("garden/Moss.md", "garden/Moss.md"),
        ("garden/Moss.MD", "garden/Moss.MD"),
        ("Release 2.1", "Release 2.1.md"),
        ("Cafe\u0301", "Café.md"),
        ("海図/🌿 herbs", "海図/🌿 herbs.md"),
        ("a/b/c/d/e", "a/b/c/d/e.md"),
        ("what? a <name>: yes|no*", "what? a <name>: yes|no*.md"),
        ("x" * 253, "x" * 253 + ".md"),
    ],
)
def test_a_path_gets_its_extension_and_its_composed_form(given: str, path: str):
    assert safe_path(given) == path


NO_PATHS = ["", ".", "..", "../x", "a/../b", "a/..", ".hidden", "a/.git/config", "/etc/passwd", "a//b", "a/", " "]
NO_PATHS += ["a/ /b", "a\\b", "a\x00b", "a\nb", "a\x7fb", "a\x85b", "a\u2028b", "a\ud800b", ".md", "a/.md", "a.md/b"]
NO_PATHS += ["x" * 254, "x" * 9999]


@pytest.mark.parametrize("given", NO_PATHS)
def test_what_is_no_path_is_refused(given: str):
    with pytest.raises(Invalid):
        safe_path(given)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Moss", "moss"),
        ("CAFÉ", "cafe\u0301"),
        ("ΟΔΟΣ", "οδος"),
        ("Straße", "STRAẞE"),
        ("ガ", "カ\u3099"),
        ("Привет", "ПРИВЕТ"),
    ],
)
def test_letter_case_and_unicode_form_make_no_other_note(one: str, other: str):
    assert key_of(safe_path(one)) == key_of(safe_path(other))


@pytest.mark.parametrize(
    ("one", "other"), [("Masse", "Maße"), ("cafe", "café"), ("а", "a"), ("カ", "ガ"), ("ﬁn", "fin")]
)
def test_other_letters_make_another_note(one: str, other: str):
    assert key_of(safe_path(one)) != key_of(safe_path(other))


def test_the_key_of_the_longest_path_fits_into_a_record_key():
    longest = safe_path("🌿" * 253)
    assert len(longest) == 256
    assert len(f"note#{key_of(longest)}".encode()) <= 1024
    assert key_of(longest) != key_of("🌿" * 252 + "🌱.md")


def test_a_folder_is_the_same_with_or_without_its_slashes():
    assert safe_folder("/a/b/") == safe_folder("a/b") == "a/b"
    assert safe_folder("") == safe_folder("/") == ""
    with pytest.raises(Invalid):
        safe_folder("../a")

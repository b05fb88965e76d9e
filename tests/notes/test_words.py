"""Text as the words a search compares: what letter case and marks do not count, and where a word begins and ends."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from shared.notes.words import composed, is_word, joined, tokens


def words(text: str) -> list[str]:
    return [token for token, _, _ in tokens(composed(text)) if is_word(token)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("One two-three 4x!", ["one", "two", "three", "4x"]),
        ("Café naïve ÅNGSTRÖM", ["cafe", "naive", "angstrom"]),
        ("ΆΛΦΑ ώρα", ["αλφα", "ωρα"]),
        ("Ёлка мо\u0301ре Йод", ["елка", "море", "йод"]),
        ("שָׁלוֹם", ["שלום"]),
        ("مُحَمَّد", ["محمد"]),
        ("हिन्दी", ["हिन्दी"]),
        ("东京都 hello", ["东", "京", "都", "hello"]),
        ("ひらカタ", ["ひ", "ら", "カ", "タ"]),
        ("ไทย", ["ไ", "ท", "ย"]),
        ("한국어 말", ["한국어", "말"]),
        ("straße Σίσυφος", ["straße", "σισυφοσ"]),
        ("🌿 leaf🍁", ["🌿", "leaf", "🍁"]),
        ("a" * 100, ["a" * 100]),
    ],
)
def test_a_text_is_read_as_words_in_every_script(text: str, found: list[str]):
    assert words(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [("well-known", "well-known"), ("東 京", "東\n京"), ("a.b", "A.B"), ("é-b", "e\u0301-b"), ("x--y", "X--Y")],
)
def test_what_joins_two_words_is_compared_too(one: str, other: str):
    assert joined(one) == joined(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("well-known", "well known"), ("well-known", "well.known"), ("a.b", "a..b"), ("東京", "東 京"), ("é-b", "é.b")],
)
def test_what_joins_two_words_is_no_space_and_no_other_mark(one: str, other: str):
    assert joined(one) != joined(other)


def test_a_long_joint_is_known_by_its_digest_and_as_short_as_it_is():
    one, other = f"a{'-' * 99}b", f"a{'-' * 98}.b"
    assert joined(one) != joined(other) and len(joined(one)) <= len(one) + 2
    assert [is_word(token) for token, _, _ in tokens(one)] == [True, False, True]


@pytest.mark.parametrize("text", ["One, two", "Café: naïve", "东京 now", "e\u0301tude"])
def test_a_token_tells_where_it_stands(text: str):
    whole = composed(text)
    for token, start, end in tokens(whole):
        if is_word(token):
            assert words(whole[start:end]) == [token]
    assert [start for _, start, _ in tokens("a b-c")] == [0, 2, 3, 4]


def test_a_run_of_marks_that_nobody_could_read_is_cut():
    assert composed("b" + "\u0323" * 30) == composed("b" + "\u0323" * 5_000)
    assert len(composed("x" + "\u0334" * 29)) == 30
    assert composed("plain") == "plain" and composed("e\u0301") == "é"


@given(
    st.one_of(
        st.text(alphabet="aB3 -'_./#\t\n\r\x0b\x1c"), st.text(alphabet="aB-", min_size=35, max_size=50), st.text()
    )
)
def test_what_is_kept_of_a_text_is_what_is_looked_for_in_it(text: str):
    assert joined(text) == " ".join(word for word, _, _ in tokens(composed(text)))

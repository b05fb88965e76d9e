"""The words of a text, as an index keeps them and as a search looks for them: the same ones."""

import hypothesis.strategies as st
from hypothesis import given

from shared.notes.words import joined, tokens

PLAIN = st.text(alphabet="aB3 -'_./#\t\n\r\x0b\x1c")
LONG = st.text(alphabet="aB-", min_size=35, max_size=50)


@given(st.one_of(PLAIN, LONG, st.text()))
def test_what_is_kept_of_a_text_is_what_is_looked_for_in_it(text: str):
    assert joined(text) == " ".join(word for word, _, _ in tokens(text))


def test_words_are_without_case_and_what_joins_two_is_a_word_too():
    assert joined("Moss, GROWS on 3 stones.") == "moss grows on 3 stones"
    first, between, second = joined("Well-known").split(" ")
    assert (first, second) == ("well", "known")
    assert not between.isascii()

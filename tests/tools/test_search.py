"""What search_notes finds, over the wire: words of every script, phrases, filters, and in which order."""

import pytest

from tests.conftest import Clock, Person


def test_a_search_reads_words_phrases_prefixes_exclusions_and_filters(ada: Person):
    ada.call(
        "write_note", path="sea/Tides", body="---\nstatus: done\nheight: 4.5\n---\nhigh water at spring tide #moon"
    )
    ada.call("write_note", path="sea/Ebb", body="---\nstatus: Open\nheight: 2\n---\nlow water at neap tide")
    ada.call("write_note", path="land/Hill", body="high ground, no water")

    def found(query: str) -> list[str]:
        return sorted(note["path"] for note in ada.call("search_notes", query=query)["notes"])

    assert found("water tide") == ["sea/Ebb.md", "sea/Tides.md"]
    assert found('"high water"') == ["sea/Tides.md"]
    assert found("gro*") == ["land/Hill.md"]
    assert found("water -tide") == ["land/Hill.md"]
    assert found("water folder:sea -folder:land") == ["sea/Ebb.md", "sea/Tides.md"]
    assert found("tag:moon") == ["sea/Tides.md"]
    assert found("[status:open]") == ["sea/Ebb.md"]
    assert found("[status] [height:>3]") == ["sea/Tides.md"]
    assert found("[status:done OR open] water") == ["sea/Ebb.md", "sea/Tides.md"]
    assert found("title:hill") == ["land/Hill.md"]
    assert found("-water") == []


def test_a_word_is_looked_for_in_the_title_or_in_the_text_alone(ada: Person):
    ada.call("write_note", path="Moss", body="green and soft")
    ada.call("write_note", path="Fern", body="grows beside moss")

    def found(query: str) -> list[str]:
        return sorted(note["path"] for note in ada.call("search_notes", query=query)["notes"])

    assert found("moss") == ["Fern.md", "Moss.md"]
    assert (found("title:moss"), found("content:moss")) == (["Moss.md"], ["Fern.md"])
    assert (found("moss -title:moss"), found("moss -content:moss")) == (["Fern.md"], ["Moss.md"])


def test_when_no_note_holds_all_words_those_with_some_are_found(ada: Person):
    ada.call("write_note", path="a", body="moss and shade")
    ada.call("write_note", path="b", body="fern and sun")
    answer = ada.call("search_notes", query="moss sun")
    assert answer["relaxed"] is True
    assert sorted(note["path"] for note in answer["notes"]) == ["a.md", "b.md"]
    assert ada.call("search_notes", query="moss shade")["relaxed"] is False


def test_a_title_counts_more_than_a_heading_and_a_heading_more_than_the_text(ada: Person):
    filler = "lorem ipsum dolor sit amet " * 4
    ada.call("write_note", path="body", body=f"# One\n{filler} moss")
    ada.call("write_note", path="heading", body=f"# Two\n## moss\n{filler}")
    ada.call("write_note", path="title", body=f"# moss\n{filler}")
    assert [n["path"] for n in ada.call("search_notes", query="moss")["notes"]] == ["title.md", "heading.md", "body.md"]


def test_of_two_equal_notes_the_newer_comes_first(ada: Person, clock: Clock):
    ada.call("write_note", path="b-old", body="moss here")
    clock.forward(6 * 86_400)
    ada.call("write_note", path="c-new", body="moss there")
    assert [n["path"] for n in ada.call("search_notes", query="moss")["notes"]] == ["c-new.md", "b-old.md"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("我喜欢手机和电脑", "手机"),
        ("東京タワーへ行く", "タワー"),
        ("ภาษาไทยสวยงาม", "ไทย"),
        ("uteke-cloud-dev is up", "uteke-cloud-dev"),
        ("uteke-cloud-dev is up", "cloud"),
        ("a café on the corner", "cafe"),
        ("a cafe on the corner", "Café"),
        ("ПРИВЕТ, мир", "привет"),
        ("हिन्दी भाषा", "हिन्दी"),
        ("don't panic", "don't"),
        ("see foo_bar.baz()", "foo_bar.baz"),
        ("한국어 문서", "한국어"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        ("שָׁלוֹם עולם", "שלום"),
        ("Украї́на, трё́х", "Україна"),
        ("10月〆3件", "3件"),
    ],
)
def test_a_word_of_any_script_is_found(ada: Person, text: str, query: str):
    ada.call("write_note", path="Note", body=text)
    ada.call("write_note", path="Other", body="nothing of the kind")
    assert [note["path"] for note in ada.call("search_notes", query=query)["notes"]] == ["Note.md"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("手 机", "手机"),
        ("手。机", "手机"),
        ("well known", "well-known"),
        ("moss", "mos"),
        ("# Moss\nshade\n# Fern", '"moss fern"'),
        ("мои", "мой"),
        ("コーヒー", "ヒーロー"),
        ("หมา", "หา"),
    ],
)
def test_a_word_that_is_not_there_is_not_found(ada: Person, text: str, query: str):
    ada.call("write_note", path="Note", body=text)
    assert ada.call("search_notes", query=query)["notes"] == []

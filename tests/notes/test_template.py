"""Templates are filled in as Obsidian's Templates plugin does, with the formats of Moment."""

from datetime import UTC, datetime

import pytest

from shared.notes.template import filled, formatted

AT = datetime(2026, 11, 21, 15, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("# {{title}}", "# Moss"),
        ("{{date}} {{time}}", "2026-11-21 15:04"),
        ("{{ Date : DD.MM. }}{{TITLE}}", "21.11.Moss"),
        ("{{date:dddd, MMMM Do}}", "Saturday, November 21st"),
        ("{{time:h:mm a}}", "3:04 pm"),
        ("{{date:YYYY-MM-DD HH:mm:ss}}", "2026-11-21 15:04:09"),
        ("[[{{date:gggg-[W]ww}}]]", "[[2026-W47]]"),
        ("{{date:}} {{time:}}", "2026-11-21 15:04"),
        ("{{cursor}} {date} {{dates}} {{title", "{{cursor}} {date} {{dates}} {{title"),
        ("date: {{date}}\r\n\r\n- [ ] x\n", "date: 2026-11-21\r\n\r\n- [ ] x\n"),
    ],
)
def test_a_variable_is_replaced_and_all_else_stays(template: str, text: str):
    assert filled(template, title="Moss", at=AT) == text


def test_a_title_that_looks_like_a_variable_is_no_variable():
    assert filled("{{title}} {{date}}", title="{{date}}\\1", at=AT) == "{{date}}\\1 2026-11-21"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("YYYY YY Q MMMM MMM MM Mo M", "2026 26 4 November Nov 11 11th 11"),
        ("DDDD DDD DD Do D dddd ddd dd d E", "325 325 21 21st 21 Saturday Sat Sa 6 6"),
        ("GGGG WW W gggg ww w", "2026 47 47 2026 47 47"),
        ("HH H hh h mm m ss s A a", "15 15 03 3 04 4 09 9 PM pm"),
        ("X x", "1795273449 1795273449000"),
        ("[Today is] dddd [the] Do[]", "Today is Saturday the 21st"),
        ("YYYYMMDD", "20261121"),
        ("日付 YYYY年M月D日", "日付 2026年11月21日"),
    ],
)
def test_a_moment_is_written_in_a_format(pattern: str, text: str):
    assert formatted(AT, pattern) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        # the turns of years at which the weeks of ISO 8601 and those of Moment's English locale part
        ((2025, 12, 27), "2025-52 2025-52"),
        ((2025, 12, 28), "2025-52 2026-01"),
        ((2026, 12, 31), "2026-53 2027-01"),
        ((2027, 1, 3), "2026-53 2027-02"),
    ],
)
def test_weeks_belong_to_years(day: tuple[int, int, int], text: str):
    assert formatted(datetime(*day, tzinfo=UTC), "GGGG-WW gggg-ww") == text


def test_noon_midnight_and_ordinals():
    assert [formatted(AT.replace(hour=hour), "h A") for hour in (0, 11, 12, 23)] == ["12 AM", "11 AM", "12 PM", "11 PM"]
    days = [formatted(AT.replace(day=day), "Do") for day in (1, 2, 3, 4, 11, 12, 13, 22, 23, 30)]
    assert days == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "22nd", "23rd", "30th"]

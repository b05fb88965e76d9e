"""Fills in a template as Obsidian's Templates plugin does: {{title}}, {{date}}, {{time}}, in the formats of Moment."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

DATE, TIME = "YYYY-MM-DD", "HH:mm"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_VARIABLE = re.compile(r"\{\{\s*(?P<name>date|time|title)\s*(?::(?P<format>[^{}\n]{0,200}))?\}\}", re.I)
_TOKENS: dict[str, Callable[[datetime], object]] = {
    "YYYY": lambda at: f"{at.year:04}",
    "YY": lambda at: f"{at.year % 100:02}",
    "Q": lambda at: (at.month + 2) // 3,
    "MMMM": lambda at: MONTHS[at.month - 1],
    "MMM": lambda at: MONTHS[at.month - 1][:3],
    "MM": lambda at: f"{at.month:02}",
    "Mo": lambda at: _ordinal(at.month),
    "M": lambda at: at.month,
    "DDDD": lambda at: f"{at.timetuple().tm_yday:03}",
    "DDD": lambda at: at.timetuple().tm_yday,
    "DD": lambda at: f"{at.day:02}",
    "Do": lambda at: _ordinal(at.day),
    "D": lambda at: at.day,
    "dddd": lambda at: DAYS[at.isoweekday() % 7],
    "ddd": lambda at: DAYS[at.isoweekday() % 7][:3],
    "dd": lambda at: DAYS[at.isoweekday() % 7][:2],
    "d": lambda at: at.isoweekday() % 7,
    "E": lambda at: at.isoweekday(),
    "GGGG": lambda at: f"{at.isocalendar().year:04}",
    "WW": lambda at: f"{at.isocalendar().week:02}",
    "W": lambda at: at.isocalendar().week,
    "gggg": lambda at: f"{_saturday(at).year:04}",
    "ww": lambda at: f"{_week(at):02}",
    "w": lambda at: _week(at),
    "HH": lambda at: f"{at.hour:02}",
    "H": lambda at: at.hour,
    "hh": lambda at: f"{(at.hour + 11) % 12 + 1:02}",
    "h": lambda at: (at.hour + 11) % 12 + 1,
    "mm": lambda at: f"{at.minute:02}",
    "m": lambda at: at.minute,
    "ss": lambda at: f"{at.second:02}",
    "s": lambda at: at.second,
    "A": lambda at: "AM" if at.hour < 12 else "PM",
    "a": lambda at: "am" if at.hour < 12 else "pm",
    "X": lambda at: int(at.timestamp()),
    "x": lambda at: int(at.timestamp() * 1000),
}
_PART = re.compile(rf"\[([^\]]*)\]|{'|'.join(sorted(_TOKENS, key=len, reverse=True))}")


def filled(template: str, *, title: str, at: datetime) -> str:
    """A template with its variables replaced (Obsidian Help, "Templates"); what is no variable of ours stays."""

    def value(found: re.Match[str]) -> str:
        name = found["name"].lower()
        if name == "title":
            return title
        return formatted(at, (found["format"] or "").strip() or (DATE if name == "date" else TIME))

    return _VARIABLE.sub(value, template)


def formatted(at: datetime, pattern: str) -> str:
    """A moment in a format of Moment.js ("Format"), in English; what stands in [brackets] stays as it is."""
    return _PART.sub(lambda part: str(_TOKENS[part[0]](at)) if part[1] is None else part[1], pattern)


def _ordinal(number: int) -> str:
    """A day or a month as it is counted, 1st to 31st."""
    is_teen = 11 <= number <= 13
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _saturday(at: datetime) -> datetime:
    """The end of a week in Moment's English locale: weeks start on Sunday, the first is the one with January 1st."""
    return at + timedelta(days=(6 - at.isoweekday()) % 7)


def _week(at: datetime) -> int:
    return (_saturday(at).timetuple().tm_yday - 1) // 7 + 1

"""A clock that jumps a day forward and back while everybody works."""

from datetime import timedelta
from pathlib import Path

from shared.access.tokens import AuthService
from tests.load.house import House
from tests.load.person import Person

HOUR, DAY = 3_600, 86_400
CALLS_MAX = 400
SWEPT = "swept hf-"


def jumps(house: House) -> None:
    """A token ends and lives by the clock, whoever is too fast waits, nothing is swept too soon, nothing is lost."""
    steering = house.site.log.with_name("clock")
    _set(steering, 0)
    house.site.end()
    house.site.start("-m", "tests.load.odd_server", str(steering))
    person = house.persons[0]
    short = AuthService(house.site.config).create_jwt(person.user_id, expires_in=timedelta(hours=1))

    def meanwhile() -> None:
        for offset in (0, DAY, 0, -DAY, 0):
            _set(steering, offset)
            expected = "unauthorized" if offset == DAY else "ok"
            answer = house.visitor(person).ask("GET", "/api/me", token=short)
            if answer.code != expected:
                house.broken(f"{offset} s from now a token of an hour was answered {answer.code}")
            house.tally.checked("token held against the clock")
            house.tally.wait_for(house.few)

    house.site.clock_jumps = True
    house.work(meanwhile)
    house.site.clock_jumps = False
    _is_limited(house, steering, person)
    if SWEPT not in house.site.log.read_text(errors="replace"):
        house.broken("no vault was swept")


def _is_limited(house: House, steering: Path, person: Person) -> None:
    """Too many calls are refused until the clock says that the minute is over: an hour ago, so nobody has to wait."""
    line = house.visitor(person)
    _set(steering, -HOUR)
    codes = [line.ask("GET", "/api/me").code for _ in range(CALLS_MAX)]
    if "rate_limited" not in codes:
        house.broken(f"{CALLS_MAX} calls in a row were all answered")
    _set(steering, 0)
    if (answer := line.ask("GET", "/api/me")).code != "ok":
        house.broken(f"an hour later the calls are still limited: {answer.code}")
    line.close()
    house.tally.checked("limits held against the clock")


def _set(steering: Path, seconds: int) -> None:
    unfinished = steering.with_suffix(".new")
    unfinished.write_text(str(seconds))
    unfinished.replace(steering)

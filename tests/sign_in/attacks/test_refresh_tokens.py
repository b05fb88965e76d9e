"""A refresh token: stolen, raced for, altered, or in another client's hands."""

from concurrent.futures import ThreadPoolExecutor

from tests.sign_in.house import App, House, refusal_of, tokens_of


def test_a_refresh_token_that_is_used_again_ends_its_connection(house: House, app: App):
    first = app.sign_in()
    second = tokens_of(app.renew(first.refresh))
    assert second.refresh != first.refresh
    assert house.takes(first.access) and house.takes(second.access)
    assert refusal_of(app.renew(first.refresh)) == (400, "invalid_grant")  # OAuth 2.1 section 4.3.1
    assert refusal_of(app.renew(second.refresh)) == (400, "invalid_grant")
    assert not house.takes(first.access) and not house.takes(second.access)


def test_a_refresh_token_that_many_use_at_once_is_good_for_one_of_them(house: House, app: App):
    tokens = app.sign_in()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: app.renew(tokens.refresh).status_code, range(4)))
    assert sorted(answers) == [200, 400, 400, 400]
    assert not house.takes(tokens.access)  # somebody used it a second time


def test_a_refresh_token_is_of_no_use_to_another_client_and_stays_good_for_its_own(house: House, app: App):
    tokens = app.sign_in()
    thief = house.register()
    assert refusal_of(thief.renew(tokens.refresh)) == (400, "invalid_grant")
    assert refusal_of(App(house, "client-nobody").renew(tokens.refresh)) == (401, "invalid_client")
    assert app.renew(tokens.refresh).status_code == 200


def test_a_refresh_token_with_a_part_changed_is_refused_and_ends_nothing(house: House, app: App):
    tokens = app.sign_in()
    user, grant, family, secret = tokens.refresh.split(".")
    other = app.sign_in("bob").refresh.split(".")
    tricks = [f"{other[0]}.{grant}.{family}.{secret}", f"{user}.{other[1]}.{family}.{secret}"]
    tricks += [f"{user}.{grant}.{other[2]}.{secret}", f"{user}.{grant}.{family}", f"{user}#.{grant}.{family}.{secret}"]
    tricks += [f"{user}.{grant}..", tokens.access, tokens.grant, "...", "", "é.é.é.é", "x." * 5_000]
    for trick in tricks:
        assert refusal_of(app.renew(trick)) == (400, "invalid_grant"), trick
    assert house.takes(tokens.access)
    assert app.renew(tokens.refresh).status_code == 200


def test_another_client_cannot_revoke(house: House, app: App):
    tokens = app.sign_in()
    thief = house.register()
    for token in (tokens.refresh, tokens.access):
        assert thief.revoke(token).status_code == 200  # RFC 7009 section 2.2: it does not learn what it was
    assert house.takes(tokens.access)
    assert app.renew(tokens.refresh).status_code == 200

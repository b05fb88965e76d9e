"""The scripted browser refuses what browsers refuse; otherwise a sign-in that works here might work nowhere else."""

from collections.abc import Callable

import httpx
import pytest

from tests.browser import Browser

HOME = "https://client.example/callback"
AUTHORIZE = f"https://notes.example/authorize?redirect_uri={HOME}"
FORM = '<form method=post action="/consent"><button name=decision value=allow>Allow</button></form>'


def browser(seen: list[httpx.Request] | None = None, *, status: int = 303, **headers: str) -> Browser:
    """A browser whose internet is our server, which shows a form with these headers, a provider, and nothing else."""
    answers: dict[str, Callable[[], httpx.Response]] = {
        "notes.example/authorize": lambda: httpx.Response(
            200, headers={name.replace("_", "-"): value for name, value in headers.items()}, html=FORM
        ),
        "notes.example/consent": lambda: httpx.Response(status, headers={"Location": "https://login.example/"}),
        "login.example/": lambda: httpx.Response(303, headers={"Location": "https://notes.example/callback"}),
        "notes.example/callback": lambda: httpx.Response(303, headers={"Location": f"{HOME}?code=1"}),
    }

    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return answers[f"{request.url.host}{request.url.path}"]()

    return Browser(transport=httpx.MockTransport(answer))


def test_it_goes_through_the_form_and_the_provider_to_the_clients_door():
    assert browser().sign_in(AUTHORIZE) == f"{HOME}?code=1"


@pytest.mark.parametrize("attributes", ["Path=/", "Secure; Path=/x", "Secure; Path=/; Domain=notes.example"])
def test_it_keeps_no_host_cookie_that_is_not_one(attributes: str):
    with pytest.raises(AssertionError, match="no browser keeps"):
        browser(Set_Cookie=f"__Host-a=1; {attributes}").open(AUTHORIZE)


@pytest.mark.parametrize(("same_site", "comes_back"), [("Lax", True), ("Strict", False)])
def test_it_brings_a_strict_cookie_to_the_form_but_not_back_from_the_provider(same_site: str, comes_back: bool):
    seen: list[httpx.Request] = []
    browser(seen, Set_Cookie=f"__Host-a=1; Secure; Path=/; SameSite={same_site}").sign_in(AUTHORIZE)
    assert ["__Host-a" in request.headers.get("Cookie", "") for request in seen] == [False, True, False, comes_back]


@pytest.mark.parametrize("sources", ["'none'", "'self'", "'self' https://login.example"])
def test_it_stops_where_the_form_may_not_lead(sources: str):
    with pytest.raises(AssertionError, match="form-action"):
        browser(Content_Security_Policy=f"default-src 'none'; form-action {sources}").sign_in(AUTHORIZE)


def test_it_goes_on_where_the_form_may_lead():
    policy = "form-action 'self' https://login.example https://client.example"
    assert browser(Content_Security_Policy=policy).sign_in(AUTHORIZE) == f"{HOME}?code=1"


def test_it_never_sends_a_form_on():
    with pytest.raises(AssertionError, match="sent on"):
        browser(status=307).sign_in(AUTHORIZE)


@pytest.mark.parametrize(("policy", "origin"), [("no-referrer", "null"), ("same-origin", "https://notes.example")])
def test_it_does_not_say_where_a_form_was_if_the_page_forbids_it(policy: str, origin: str):
    seen: list[httpx.Request] = []
    browser(seen, Referrer_Policy=policy).sign_in(AUTHORIZE)
    assert [request.headers.get("Origin") for request in seen] == [None, origin, None, None]

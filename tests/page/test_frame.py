"""The page in a frame of huggingface.co, where its cookies are nobody's and no sign-in may be shown."""

from collections.abc import Callable

from playwright.sync_api import FrameLocator, Route, expect

from tests.page.person import Person

SPACE = "https://huggingface.co/spaces/ada/notes"


def framed(person: Person) -> FrameLocator:
    """The page of the Space, with ours in a frame of it."""
    frame = f'<!doctype html><title>Space</title><iframe src="{person.origin}/" width=1200 height=700></iframe>'
    person.context.route(SPACE, lambda route: route.fulfill(content_type="text/html", body=frame))
    person.page.goto(SPACE)
    return person.page.frame_locator("iframe")


def test_in_the_frame_a_sign_in_opens_a_tab_and_goes_on_in_the_frame(arrive: Callable[..., Person]):
    ada = arrive()
    page = framed(ada)
    with ada.page.expect_popup() as popup:
        page.get_by_role("button", name="Sign in with Hugging Face").click()
    expect(page.get_by_role("treeitem", name="Welcome")).to_be_visible()
    expect(popup.value.get_by_role("heading", name="You are signed in")).to_be_visible()
    ada.page.reload()
    expect(page.get_by_role("treeitem", name="Welcome")).to_be_visible()
    ada.check_nothing_broke()


def test_a_frame_that_was_closed_meanwhile_leaves_a_tab_in_which_to_go_on(arrive: Callable[..., Person]):
    ada = arrive()
    page = framed(ada)

    def once_the_frame_is_closed(route: Route) -> None:
        ada.page.close()
        route.continue_()

    ada.context.route("**/*code_challenge=*", once_the_frame_is_closed, times=1)
    with ada.page.expect_popup() as popup:
        page.get_by_role("button", name="Sign in with Hugging Face").click()
    tab = popup.value
    tab.get_by_role("button", name="Open my notes here").click()
    expect(tab.get_by_role("treeitem", name="Welcome")).to_be_visible()


def test_no_other_site_can_frame_the_page(arrive: Callable[..., Person]):
    ada = arrive()
    evil = "https://evil.example/"
    frame = f'<!doctype html><iframe src="{ada.origin}/"></iframe>'
    ada.context.route(evil, lambda route: route.fulfill(content_type="text/html", body=frame))
    ada.page.goto(evil)
    expect(ada.page.frame_locator("iframe").get_by_role("button", name="Sign in with Hugging Face")).to_have_count(0)

"""Somebody looks after their account: who may come in, the vault in and out, and the end."""

import io
import random
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
from playwright.sync_api import Locator, Route, expect

from tests.page.assistant import connected
from tests.page.person import Person, stored
from tests.sign_in.house import House

LARGE_BYTES = 4_100_000


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return body.getvalue()


def choose(guest: Person, body: bytes, name: str = "vault.zip") -> None:
    """Choose a zip on this computer."""
    with guest.page.expect_file_chooser() as chooser:
        guest.button("Choose a zip…").click()
    chooser.value.set_files({"name": name, "mimeType": "application/zip", "buffer": body})


def connection(guest: Person, name: str) -> Locator:
    heading = guest.page.get_by_role("heading", name=name)
    return guest.page.get_by_role("listitem").filter(has=heading)


def dialog(guest: Person) -> Locator:
    return guest.page.get_by_role("dialog")


def test_who_is_signed_in_and_how_full_the_vault_is(guest: Person):
    guest.go("#/account")
    you = guest.page.get_by_role("region", name="You")
    expect(you).to_contain_text(guest.user_id)
    expect(you).to_contain_text("Here since")
    expect(guest.page.get_by_role("meter", name="Notes: 1 of 100,000")).to_be_visible()


def test_a_connection_says_what_it_may_do_and_is_ended_by_one_click_and_a_yes(guest: Person, house: House):
    cursor = connected(house, guest, "Cursor", folder="Work")
    guest.go("#/account")
    expect(connection(guest, "Cursor")).to_contain_text("Read your notes · Change your notes")
    expect(connection(guest, "Cursor")).to_contain_text("Work")
    guest.button("Revoke Cursor").click()
    expect(dialog(guest)).to_be_visible()
    guest.page.keyboard.press("Escape")
    expect(dialog(guest)).to_have_count(0)
    assert cursor.is_let_in
    guest.button("Revoke Cursor").click()
    dialog(guest).get_by_role("button", name="Revoke").click()
    expect(connection(guest, "Cursor")).to_have_count(0)
    expect(guest.page.get_by_role("heading", name="Connections and tokens")).to_be_focused()
    assert not cursor.is_let_in


def test_a_connection_is_limited_to_reading_one_folder(guest: Person, house: House):
    guest.write("Work/Plan", "Sow the beans")
    cursor = connected(house, guest, "Cursor")
    guest.go("#/account")
    guest.button("Limit Cursor").click()
    form = dialog(guest)
    form.get_by_role("checkbox", name="Change your notes").uncheck()
    form.get_by_label("Only in this folder").fill("Work")
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    expect(connection(guest, "Cursor")).to_contain_text("Work")
    expect(connection(guest, "Cursor")).not_to_contain_text("Change your notes")
    assert cursor.call("write_note", path="Work/New", body="x")["code"] == "forbidden"
    assert [note["path"] for note in cursor.call("list_notes")["notes"]] == ["Work/Plan.md"]


def test_a_connection_that_may_do_nothing_is_refused_in_the_form(guest: Person, house: House):
    connected(house, guest, "Cursor")
    guest.go("#/account")
    guest.button("Limit Cursor").click()
    for box in dialog(guest).get_by_role("checkbox").all():
        box.uncheck()
    dialog(guest).get_by_role("button", name="Save").click()
    expect(dialog(guest).get_by_role("alert")).to_contain_text("at least one thing")


def test_the_pages_own_connection_is_marked_and_is_ended_by_signing_out(guest: Person):
    guest.write("secret/Plans.md", "")
    guest.go("#/note/secret/Plans.md")
    expect(guest.row("Plans")).to_be_visible()
    assert "Plans" in str(stored(guest.page))
    guest.page.evaluate("() => localStorage.setItem('notes-vault.draft.Beans.md', '\"half a thought\"')")
    guest.go("#/account")
    expect(connection(guest, "Notes Vault page")).to_contain_text("this page")
    expect(guest.button("Revoke Notes Vault page")).to_have_count(0)
    token = stored(guest.page)["tokens"]["access"]
    guest.button("Sign out").click()
    with guest.page.expect_event("load"):
        dialog(guest).get_by_role("button", name="Sign out").click()
    expect(guest.button("Sign in with Hugging Face")).to_be_visible()
    kept = stored(guest.page)
    assert "tokens" not in kept and kept["draft.Beans.md"] == "half a thought"
    assert "Plans" not in str(kept) and "secret" not in str(kept)
    status = guest.context.request.get(f"{guest.origin}/api/me", headers={"Authorization": f"Bearer {token}"}).status
    assert status == 401


def test_a_session_of_an_older_client_is_ended(guest: Person, house: House):
    connected(house, guest, "Old client").opens_a_session()
    guest.go("#/account")
    guest.button("End the session of old").click()
    expect(guest.page.get_by_text("None. Clients of the older")).to_be_visible()


def test_a_personal_token_is_made_shown_once_and_revoked(guest: Person, house: House):
    guest.go("#/account")
    guest.button("New personal token").click()
    dialog(guest).get_by_label("Name").fill("Backup")
    dialog(guest).get_by_label("Days until it ends").fill("7")
    dialog(guest).get_by_role("button", name="Make the token").click()
    expect(dialog(guest)).to_contain_text("it is not shown again")
    token = dialog(guest).get_by_label("Token", exact=True).input_value()
    dialog(guest).get_by_role("button", name="Done").click()
    expect(guest.page.get_by_text(token)).to_have_count(0)
    expect(connection(guest, "Backup")).to_contain_text("Personal token")
    assert house.call(token, "list_notes")["total"] == 1
    assert house.call(token, "write_note", path="X", body="x")["code"] == "forbidden"
    guest.button("Revoke Backup").click()
    dialog(guest).get_by_role("button", name="Revoke").click()
    expect(connection(guest, "Backup")).to_have_count(0)
    assert not house.takes(token)


def test_a_zip_is_imported_and_the_report_says_what_became_of_it(guest: Person):
    guest.go("#/account")
    choose(guest, zipped({"Beans.md": "Sow in May", "Garden/Peas.md": "See [[Beans]]", "Welcome.md": "Mine"}))
    expect(guest.page.get_by_text("vault.zip is imported.")).to_be_visible()
    expect(guest.page.get_by_text("2 notes and 0 files came in.")).to_be_visible()
    refused = guest.page.get_by_role("row").filter(has_text="Welcome.md")
    expect(refused).to_contain_text("another text at this path")
    expect(guest.row("Beans")).to_be_visible()
    expect(guest.page.get_by_role("meter", name="Notes: 3 of 100,000")).to_be_visible()


def test_an_import_may_replace_what_is_there(guest: Person):
    guest.go("#/account")
    guest.page.get_by_role("checkbox", name="Replace notes").check()
    choose(guest, zipped({"Welcome.md": "Mine"}))
    expect(guest.page.get_by_text("1 replaced what was there.")).to_be_visible()
    assert guest.text("Welcome") == "Mine"


def test_what_is_no_zip_is_refused_in_one_sentence(guest: Person):
    guest.go("#/account")
    choose(guest, b"no zip")
    expect(guest.page.get_by_role("status").filter(has_text="zip")).to_be_visible()


def test_a_history_comes_into_a_vault_without_notes(guest: Person, arrive: Callable[..., Person]):
    guest.write("Beans", "Sow in May")
    guest.write("Beans", "Sow in June")
    token = guest.server.token(guest.user_id)
    url = f"{guest.origin}/api/vault/export?history=true"
    whole = httpx.get(url, headers={"Authorization": f"Bearer {token}"}).content
    heir = arrive()
    heir.sign_in("#/account")
    heir.page.get_by_role("checkbox", name="With the history in the zip").check()
    choose(heir, whole)
    expect(heir.page.get_by_text("of the history")).to_be_visible()
    assert heir.text("Beans") == "Sow in June"
    heir.check_nothing_broke()


def test_a_zip_of_many_bytes_is_imported(guest: Person):
    guest.go("#/account")
    choose(guest, zipped({"Picture.png": random.randbytes(LARGE_BYTES)}))
    expect(guest.page.get_by_text("0 notes and 1 file came in.")).to_be_visible()


def test_a_zip_of_many_bytes_goes_where_the_server_says(guest: Person):
    guest.go("#/account")
    expect(guest.button("Choose a zip…")).to_be_visible()
    sent: list[str] = []

    def taken(route: Route) -> None:
        sent.append(route.request.url)
        route.fulfill(status=403, body="no")

    place = {"upload": "0" * 32, "url": f"{guest.origin}/bucket"}
    guest.page.route("**/api/vault/upload", lambda route: route.fulfill(json=place))
    guest.page.route("**/bucket", taken)
    choose(guest, zipped({"Picture.png": random.randbytes(LARGE_BYTES)}))
    expect(guest.page.get_by_text("The zip could not be uploaded. Nothing was imported")).to_be_visible()
    assert sent == [f"{guest.origin}/bucket"]


def test_a_zip_is_dropped_on_the_page(guest: Person):
    guest.go("#/account")
    expect(guest.button("Choose a zip…")).to_be_visible()
    transfer = guest.page.evaluate_handle(
        "bytes => { const t = new DataTransfer(); t.items.add(new File([new Uint8Array(bytes)], 'd.zip')); return t }",
        list(zipped({"Dropped.md": "Down"})),
    )
    guest.page.locator(".drop").dispatch_event("drop", {"dataTransfer": transfer})
    expect(guest.row("Dropped")).to_be_visible()


def test_the_vault_is_exported_and_its_history_comes_back_with_it(guest: Person, tmp_path: Path):
    guest.write("Beans", "Sow in May")
    guest.go("#/account")
    with guest.page.expect_download() as saved:
        guest.button("Export").click()
    assert saved.value.suggested_filename.startswith("notes-vault-20")
    saved.value.save_as(tmp_path / "plain.zip")
    assert zipfile.ZipFile(tmp_path / "plain.zip").read("Beans.md") == b"Sow in May"
    guest.page.get_by_role("checkbox", name="With the history", exact=True).check()
    with guest.page.expect_download() as saved:
        guest.button("Export").click()
    saved.value.save_as(tmp_path / "whole.zip")
    assert len(zipfile.ZipFile(tmp_path / "whole.zip").namelist()) > 2


def test_an_account_is_deleted_by_who_types_its_id_and_nothing_is_left(guest: Person):
    guest.write("Beans", "Sow in May")
    guest.go("#/account")
    guest.button("Delete my account…").click()
    remove = dialog(guest).get_by_role("button", name="Delete everything")
    dialog(guest).get_by_label("Your id").fill("hf-somebody")
    expect(remove).to_be_disabled()
    with guest.page.expect_download():
        dialog(guest).get_by_role("button", name="Export").click()
    expect(dialog(guest)).to_contain_text("Saved as notes-vault-")
    dialog(guest).get_by_label("Your id").fill(guest.user_id)
    remove.click()
    expect(guest.page.get_by_text("Your account is deleted.")).to_be_visible()
    guest.button("Sign in with Hugging Face").click()
    expect(guest.row("Welcome")).to_be_visible()
    expect(guest.row("Beans")).to_have_count(0)


def test_signing_out_where_the_server_does_not_answer_is_possible_and_says_what_it_means(guest: Person):
    guest.go("#/account")
    expect(guest.button("Sign out")).to_be_visible()
    guest.page.route("**/api/grants/*", lambda route: route.abort())
    guest.button("Sign out").click()
    dialog(guest).get_by_role("button", name="Sign out").click()
    dialog(guest).get_by_role("button", name="Sign out here").click()
    expect(guest.button("Sign in with Hugging Face")).to_be_visible()
    assert "tokens" not in stored(guest.page)

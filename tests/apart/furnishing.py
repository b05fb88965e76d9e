"""What the house is furnished with: ada and cyd have a note, and bob has one of everything."""

import io
from zipfile import ZipFile, ZipInfo

from shared.access.gate import ALL_SCOPES, Caller
from shared.access.identity import Identity
from shared.jobs import JOB
from tests.apart.his import ADDRESS, BODY, CLIENT, FILE, FOLDER, GONE, LINKED, NAME, NOTE, SECRET, TAG, TOKEN_NAME
from tests.apart.house import CYD, House
from tests.conftest import ADA, BOB, Clock


def furnish(house: House, clock: Clock) -> None:
    """Give ada and cyd an account and a note, and bob one of everything, at another time."""
    vaults = house.vaults
    for user_id, name in ((ADA, "ada"), (CYD, "cyd")):
        vaults.sign_in(Identity(user_id, name), "page", "")
    clock.forward(60)
    for user_id in (ADA, CYD):
        vaults.call(Caller(user_id), "write_note", {"path": "Own", "body": "moss"})
    clock.forward(60)
    vaults.sign_in(Identity(BOB, NAME), CLIENT, ADDRESS)
    client = vaults.clients.register({"redirect_uris": ["http://127.0.0.1/callback"], "client_name": CLIENT})
    facts = {"client": CLIENT, "client_id": client.id, "scopes": ALL_SCOPES, "address": ADDRESS}
    refresh = vaults.grants.start_with_refresh(BOB, **facts)
    caller = Caller(BOB, CLIENT, refresh.grant.id)
    for path in (NOTE, LINKED, GONE):
        vaults.call(caller, "write_note", {"path": path, "body": BODY})
    vaults.call(caller, "delete_note", {"path": GONE})
    vaults.vault(caller).attach(FILE, SECRET.encode())
    vaults.jobs.start(caller, zip_of({f"{NOTE}.md": BODY}), overwrite=False)
    named = vaults.personal_token(caller, TOKEN_NAME, scopes=ALL_SCOPES, untrusted_folder="", days=9, address=ADDRESS)
    session = vaults.sessions.start(BOB, "2025-11-25", CLIENT, refresh.grant.id)
    name_identifiers(house, client.id, refresh.token, named.token, session)
    clock.forward(60)


def name_identifiers(house: House, client_id: str, refresh_token: str, access_token: str, session: str) -> None:
    vaults = house.vaults
    house.his |= {
        "user_id": BOB,
        "name": NAME,
        "path": NOTE,
        "gone": GONE,
        "linked": LINKED,
        "file": FILE,
        "property": "quince:marmalade",
        "heading": "Quixotic",
        "block": "kestrel",
        "job": house.shelves.records.under(BOB, JOB)[0].key.removeprefix(JOB),
        "upload": vaults.jobs.upload(Caller(BOB))[0],
        "unresolved": "Ghostnote",
        "folder": FOLDER,
        "tag": TAG,
        "text": SECRET,
        "cursor": house.person(BOB).call("list_notes", limit=1)["next_cursor"],
        "digest": vaults.vault(Caller(BOB)).known(NOTE).digest,
        "client": CLIENT,
        "client_id": client_id,
        "grant": refresh_token.split(".")[1],
        "refresh_token": refresh_token,
        "token_name": TOKEN_NAME,
        "access_token": access_token,
        "session": session,
        "listed_session": vaults.sessions.all(BOB)[0].id,
        "activity": vaults.audit.lines(BOB, lambda line: True)[0].id,
        "way_to_his": f"../{BOB}/{NOTE}",
        "record": f"USER#{BOB}",
    }


def zip_of(texts: dict[str, str]) -> bytes:
    """A zip of these files, the same at any time."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as into:
        for name, text in texts.items():
            into.writestr(ZipInfo(name), text)
    return packed.getvalue()

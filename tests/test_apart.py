"""Two users, every tool and every route, every identifier of the other's tried: nothing crosses."""

import codecs
import io
import itertools
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode
from zipfile import ZipFile, ZipInfo

import pytest

import local_server
from handlers import account, files, mcp, oauth, page, token, transfer
from shared.access.audit import CROSS_USER
from shared.access.fetch import Reply
from shared.access.gate import ALL_SCOPES, Caller
from shared.access.identity import Identities, Identity
from shared.jobs import JOB
from shared.notes.editing import EDITS
from shared.notes.tools import TOOLS
from shared.service import Service
from tests import conftest
from tests.conftest import ADA, BOB, CONTEXT, Clock, Person, Response, Send, config_in, send_asgi, serve
from tests.shelves import BACKENDS, Shelves, aws_shelves, local_shelves, moto

CYD = "hf-cyd"
"""Somebody like ada in everything, who asks the same of what nobody has: both must hear the same."""
NAME = "Bobolink"
ADDRESS = "198.51.100.77"
FOLDER, NOTE, LINKED, GONE = "Zebrawood", "Zebrawood/Quandary", "Zebrawood/Vexillum", "Zebrawood/Jackdaw"
TAG, CLIENT, TOKEN_NAME = "kumquat/rind", "Hammock Editor", "Marzipan Script"
SECRET, FILE = "zanthoxylum wharf", "Zebrawood/Tanager.7"
FRONT_MATTER = "---\nquince: marmalade\n---\n"
BODY = FRONT_MATTER + f"# Quixotic\n\n{SECRET} #{TAG} [[{LINKED}]] [[Ghostnote]] ^kestrel\n\n![[Tanager.7]]\n"
WORDS = (
    *("zanthoxylum", "wharf", "Quixotic", "Zebrawood", "Quandary", "Vexillum", "Jackdaw", "kumquat", "rind"),
    *("Ghostnote", "Hammock", "Marzipan", "Bobolink", "quince", "marmalade", "kestrel", "Tanager", ADDRESS, BOB),
)
"""What can only be bob's."""


@dataclass
class House:
    """A service in which bob has one of everything. `his` names his identifiers by their kind."""

    vaults: Service
    shelves: Shelves
    send: Send
    his: dict[str, str] = field(default_factory=dict)

    def person(self, user_id: str) -> Person:
        return Person(user_id, self.vaults.tokens.create_jwt(user_id), self.send)

    def ask(self, user_id: str, method: str, path: str, body: Any = None) -> Response:
        """A request with the token of a user's own page."""
        headers = {"Authorization": f"Bearer {self.vaults.tokens.create_jwt(user_id)}"}
        if isinstance(body, bytes):
            return self.send(method, path, headers, body)
        if body is not None:
            headers["Content-Type"] = "application/json"
        return self.send(method, path, headers, b"" if body is None else json.dumps(body).encode())

    def pairs(self) -> list[tuple[str, str]]:
        """Each identifier and word of bob's beside one like it of nobody's; a cursor names nothing of anybody's."""
        words = {value for kind, value in self.his.items() if kind != "cursor"} | set(WORDS)
        return [(word, codecs.encode(word, "rot13")) for word in sorted(words, key=lambda word: (-len(word), word))]

    def of_nobody(self, request: str) -> str:
        """The same request about what nobody has."""
        for his, nobodys in self.pairs():
            request = request.replace(his, nobodys)
        return request

    def alike(self, text: str) -> str:
        """An answer without what differs between any two: whose it is, whose thing it names, random ids and counts."""
        for his, nobodys in self.pairs():
            text = text.replace(nobodys, his)
        text = re.sub(r"\b\d{15}#[0-9a-f]{8}\b", "ACTIVITY", text.replace(CYD, ADA).replace('"cyd"', '"ada"'))
        text = re.sub(r"note [\w-]{11}", "note", text)
        text = re.sub(r"(?<=/files/)[\w-]{43}", "SECRET", re.sub(r"\b[0-9a-f]{32}\b", "JOB", text))
        return re.sub(r"remaining\W+\d+", "", text)

    def his_own(self) -> dict[str, Any]:
        """Every record and file of bob's, and his folder, to the byte."""
        records = self.shelves.records.under(BOB, "", limit=1000)
        folder = self.vaults.config.vault_base_path / BOB
        shown = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} if folder.exists() else {}
        stored = {record.key: (record.version, record.value) for record in records}
        files = {digest: self.shelves.files.get(BOB, digest) for digest in self.shelves.files.under(BOB)}
        return {**stored, **files, **shown, "is known": BOB in self.vaults.accounts.users()}

    def what_he_sees(self) -> list[Any]:
        """What bob's tools answer him."""
        bob = self.person(BOB)
        links, files = bob.call("get_backlinks", path=LINKED), bob.call("list_notes", attachments=True)
        found, history = bob.call("search_notes", query=SECRET), bob.call("get_history", diffs=True)
        return [bob.call("list_notes"), files, found, links, bob.call("get_tags"), history]


ROOMS: dict[str, ModuleType] = {
    "/mcp": mcp,
    "/api/auth": token,
    "/token": token,
    "/revoke": token,
    "/api": account,
    "/files": files,
}


def send_lambda(method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
    """The request as an event for the Lambda whose path it is."""
    room = next(ROOMS[start] for start in ROOMS if path.startswith(start))
    bare, _, query = path.partition("?")
    with pytest.MonkeyPatch.context() as patched:

        def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
            answer: dict[str, Any] = room.handler({**event, "rawQueryString": query}, CONTEXT)
            return answer

        patched.setattr(conftest, "mcp", SimpleNamespace(handler=handler))
        return conftest.send_lambda(method, bare, headers, body)


WAYS: dict[str, Send] = {"asgi": send_asgi, "lambda": send_lambda}


@pytest.fixture(params=[f"{backend}-{way}" for backend, way in zip(BACKENDS, WAYS, strict=True)])
def house(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    backend, _, way = request.param.partition("-")
    with ExitStack() as stack:
        if backend == "aws":
            stack.enter_context(moto())
        shelves = aws_shelves(clock) if backend == "aws" else local_shelves(tmp_path, clock)
        config = config_in(tmp_path, mode="lambda" if backend == "aws" else "local")
        vaults = Service(config, shelves.records, shelves.files, clock=clock)
        serve(vaults, monkeypatch)
        house = House(vaults, shelves, WAYS[way])
        furnish(house, clock)
        yield house


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


def text_of(answer: Response) -> str:
    """What an answer says, whatever it is packed in."""
    if answer.body[:2] == b"PK":
        with ZipFile(io.BytesIO(answer.body)) as packed:
            return "".join(f"{name}\n{packed.read(name).decode()}" for name in packed.namelist())
    return f"{answer.status}\n{dict(sorted(answer.headers.items()))}\n{answer.body.decode()}"


def check_nothing_crosses(house: House, ask: Callable[[str, Any], Response], request: Any) -> None:
    """Ada asks for what is bob's and hears what cyd hears of what nobody has: no word that she did not bring."""
    asked = json.dumps(request)
    ours, theirs = text_of(ask(ADA, request)), text_of(ask(CYD, json.loads(house.of_nobody(asked))))
    leaked = [word for word in (*WORDS, *house.his.values()) if word in ours and word not in asked]
    assert leaked == [], f"{asked} was answered with {ours}"
    assert house.alike(ours) == house.alike(theirs), asked


# Every tool


def rpc(method: str, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


MEANT_FOR = {
    "path": "path",
    "paths": "path",
    "to": "linked",
    "folder": "folder",
    "tag": "tag",
    "cursor": "cursor",
    "query": "text",
    "section": "heading",
    "heading": "heading",
    "block": "block",
    "body": "text",
    "text": "text",
    "old_text": "text",
    "property": "property",
    "value": "text",
    "client": "client",
}
"""What of bob's each parameter of text asks for. A tool with a parameter that is missing here fails below."""
OF_NOBODY = {"do": "append", "since": "2027-01-01", "until": "2028-01-01"}
OF_NOBODY |= {"modified_since": "2027-01-01", "modified_until": "2028-01-01"}
"""Parameters of text that name nothing of anybody's."""
ALSO: dict[str, list[dict[str, Any]]] = {
    "edit_note": [{"do": do, "text": "x", "property": "quince", "value": 1, "old_text": SECRET} for do in EDITS],
    "read_note": [{"path": NOTE, "version": number} for number in (1, 2, 3)] + [{"path": FILE}, {"path": GONE}],
    "get_backlinks": [{"path": NOTE, "depth": 3}, {}],
    "list_notes": [{"attachments": True, "folder": FOLDER}, {"depth": 1}, {"property": "quince"}],
    "get_history": [{"diffs": True, "path": path} for path in (NOTE, GONE, FILE)] + [{"diffs": True, "limit": 200}],
    "restore_note": [{"path": GONE}, {"path": NOTE, "version": 1}, {"path": FILE, "version": 5}],
    "undo_changes": [{"client": CLIENT, "since": "2000-01-01"}, *({"changes": [number]} for number in range(1, 9))],
    "move_note": [{"path": f"{FOLDER}/", "to": "Own/"}, {"path": FILE, "to": "own.7"}, {"path": "Own", "to": NOTE}],
    "delete_note": [{"path": FILE}],
}
"""What else is asked of a tool."""


def texts_of(tool: str) -> list[str]:
    """The parameters that take text, or a list of texts."""
    properties: dict[str, Any] = TOOLS[tool].takes["properties"]
    kinds = {name: str(schema.get("items", schema).get("type", "string")) for name, schema in properties.items()}
    return [name for name, kind in kinds.items() if "string" in kind]


def attempts_at(house: House, tool: str) -> Iterator[dict[str, Any]]:
    """The tool's arguments with each identifier in each parameter of text; the rest is what does most harm."""
    properties, required = TOOLS[tool].takes["properties"], TOOLS[tool].takes.get("required", [])
    texts = texts_of(tool)
    meant = {name: OF_NOBODY.get(name) or house.his[MEANT_FOR[name]] for name in texts}
    switches = {name: name != "dry_run" for name, schema in properties.items() if schema.get("type") == "boolean"}
    is_list = {name: properties[name].get("type") == "array" for name in texts}
    needed = {**switches, **{name: meant[name] for name in required}}
    yield needed
    yield from ALSO.get(tool, [])
    for name in texts:
        others = (
            {"since": OF_NOBODY["since"]} if name == "client" else {"do": "replace_text"} if name == "old_text" else {}
        )
        base = {**needed, **{key: value for key, value in others.items() if key in properties}}
        yield from ({**base, name: [value] if is_list[name] else value} for value in house.his.values())


def test_every_parameter_of_text_is_known():
    assert {name for tool in TOOLS for name in texts_of(tool)} <= {*MEANT_FOR, *OF_NOBODY}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_gives_nothing_of_another_users(house: House, tool: str):
    seen, before = house.what_he_sees(), house.his_own()
    people = {user_id: house.person(user_id) for user_id in (ADA, CYD)}
    for arguments in attempts_at(house, tool):
        request = rpc("tools/call", name=tool, arguments=arguments)
        check_nothing_crosses(house, lambda who, asked: people[who].post(asked), request)
    assert house.his_own() == before
    assert house.what_he_sees() == seen


def test_no_tool_is_called_in_another_users_session(house: House):
    before, ada = house.his_own(), house.person(ADA)
    for tool, kind in itertools.product(TOOLS, ("session", "listed_session")):
        answer = ada.post(rpc("tools/call", name=tool, arguments={}), Mcp_Session_Id=house.his[kind])
        assert answer.status == 404, tool
    given = {"Authorization": f"Bearer {ada.token}", "Mcp-Session-Id": house.his["session"]}
    assert house.send("DELETE", "/mcp", given, b"").status == 404
    assert house.his_own() == before


# Every resource


def test_a_resource_gives_nothing_of_another_users(house: House):
    before, people = house.his_own(), {user_id: house.person(user_id) for user_id in (ADA, CYD)}
    listed = [resource["uri"] for resource in people[ADA].ask("resources/list")["result"]["resources"]]
    for uri in listed:
        scheme, _, rest = uri.partition("://")
        for identifier in house.his.values():
            for asked in (
                uri,
                identifier,
                f"{uri}?user_id={identifier}",
                f"{uri}/{identifier}",
                f"{scheme}://{identifier}/{rest}",
            ):
                request = rpc("resources/read", uri=asked)
                check_nothing_crosses(house, lambda who, asked: people[who].post(asked), request)
    assert house.his_own() == before


def crosses_nothing(house: House, method: str, asked: Iterator[dict[str, Any]]) -> None:
    before, people = house.his_own(), {user_id: house.person(user_id) for user_id in (ADA, CYD)}
    for params in asked:
        check_nothing_crosses(house, lambda who, request: people[who].post(request), rpc(method, **params))
    assert house.his_own() == before


def test_a_note_read_by_its_uri_or_by_the_template_is_ones_own(house: House):
    [template] = house.person(ADA).ask("resources/templates/list")["result"]["resourceTemplates"]
    uris = [
        template["uriTemplate"].replace("{+path}", f"{start}{value}")
        for value in house.his.values()
        for start in ("", "../", "/", "%2e%2e/")
    ]
    crosses_nothing(house, "resources/read", ({"uri": uri} for uri in uris))


def test_a_page_of_resources_goes_on_in_ones_own_vault(house: House):
    crosses_nothing(house, "resources/list", ({"cursor": value} for value in house.his.values()))


def test_a_prompt_gives_nothing_of_another_users(house: House):
    prompts = house.person(ADA).ask("prompts/list")["result"]["prompts"]
    crosses_nothing(
        house,
        "prompts/get",
        (
            {"name": prompt["name"], "arguments": {argument["name"]: value}}
            for prompt in prompts
            for argument in prompt["arguments"]
            for value in house.his.values()
        ),
    )


def test_a_completion_gives_nothing_of_another_users(house: House):
    ada = house.person(ADA)
    prompts = ada.ask("prompts/list")["result"]["prompts"]
    asked = [({"type": "ref/prompt", "name": p["name"]}, a["name"]) for p in prompts for a in p["arguments"]]
    [template] = ada.ask("resources/templates/list")["result"]["resourceTemplates"]
    asked.append(({"type": "ref/resource", "uri": template["uriTemplate"]}, "path"))
    crosses_nothing(
        house,
        "completion/complete",
        (
            {"ref": ref, "argument": {"name": name, "value": part}}
            for ref, name in asked
            for value in house.his.values()
            for part in (value, value[:3], "")
        ),
    )


def test_there_is_nothing_beside_what_is_tried_here(house: House):
    facts = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "c", "version": "1"}}
    offered = house.person(ADA).ask("initialize", facts)["result"]["capabilities"]
    assert set(offered) - {"experimental"} <= {"tools", "resources", "prompts", "completions"}


# Every route of /api

DOCUMENT = account.api.openapi()
OPERATIONS = [(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods]
IN_PATH = {"grant_id": "grant", "session_id": "listed_session", "job_id": "job"}
IN_QUERY = {"client": "client", "action": "activity", "outcome": "text", "cursor": "activity", "confirm": "user_id"}
PLAIN = {"since": "0", "until": "9000000000", "limit": "5", "format": "csv", "overwrite": "true"}
"""Parameters that name nothing of anybody's."""
UNKNOWN = "user_id"
"""A parameter that no route has, and that must do nothing."""
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("PATCH", "/grants/{grant_id}"): {"scopes": ["notes:read"], "folder": FOLDER},
    ("POST", "/vault/import"): {"zip": {f"{NOTE}.md": "moss"}},
}


@dataclass(frozen=True)
class Wanted:
    """A request of a route, before its address is spelled out."""

    method: str
    path: str
    in_path: dict[str, str]
    in_query: dict[str, str]

    def request(self) -> list[Any]:
        return [self.method, self.path, self.in_path, self.in_query, BODIES.get((self.method, self.path))]


def parameters_of(method: str, path: str, place: str) -> list[str]:
    given = DOCUMENT["paths"][path][method.lower()].get("parameters", [])
    return [parameter["name"] for parameter in given if parameter["in"] == place]


def attempts_on(house: House, method: str, path: str) -> Iterator[Wanted]:
    """The route with each identifier in each place."""
    meant = {name: house.his[IN_PATH[name]] for name in parameters_of(method, path, "path")}
    queries = parameters_of(method, path, "query")
    plain = {name: PLAIN[name] for name in queries if name in PLAIN}
    asked = {name: house.his[IN_QUERY[name]] for name in queries if name in IN_QUERY}
    yield from (Wanted(method, path, meant, query) for query in ({}, asked, {**plain, **asked}))
    for identifier in house.his.values():
        yield from (Wanted(method, path, {**meant, name: identifier}, {}) for name in meant)
        yield from (Wanted(method, path, meant, {name: identifier}) for name in (*asked, UNKNOWN))


def send_wanted(house: House, who: str, request: list[Any]) -> Response:
    method, path, in_path, in_query, body = request
    filled = path.format(**{name: quote(value, safe="") for name, value in in_path.items()})
    sent = zip_of(body["zip"]) if body and "zip" in body else body
    return house.ask(who, method, f"/api{filled}?{urlencode(in_query)}", sent)


def test_every_parameter_of_every_route_is_known():
    for method, path in OPERATIONS:
        assert set(parameters_of(method, path, "path")) <= set(IN_PATH)
        assert set(parameters_of(method, path, "query")) <= {*IN_QUERY, *PLAIN}
        assert ("requestBody" in DOCUMENT["paths"][path][method.lower()]) == ((method, path) in BODIES)


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[f"{method} {path}" for method, path in OPERATIONS])
def test_a_route_gives_nothing_of_another_users(house: House, method: str, path: str):
    before = house.his_own()
    for wanted in attempts_on(house, method, path):
        check_nothing_crosses(house, lambda who, asked: send_wanted(house, who, asked), wanted.request())
    assert house.his_own() == before


# Every route that gives or takes tokens

TOKEN_ROUTES = [route.path for route in token.routes]
FIELDS = ("name", "grant", "grant_id", "sub", "client", "client_id")


@pytest.mark.parametrize("path", [path for path in TOKEN_ROUTES if path.startswith("/api/auth/")])
def test_a_token_of_another_user_is_not_to_be_had(house: House, path: str):
    before, vaults = house.his_own(), house.vaults
    for identifier in house.his.values():
        for asked in ({"user_id": identifier}, {"folder": identifier}, dict.fromkeys(FIELDS, identifier)):
            grant = vaults.grants.start(ADA, kind="token", client="page", scopes=ALL_SCOPES)
            headers = {"Authorization": f"Bearer {vaults.tokens.create_jwt(ADA, grant=grant.id)}"}
            answer = house.send("POST", f"{path}?{urlencode(asked)}", headers, json.dumps(asked).encode())
            if "token" in (facts := answer.json()):
                assert facts["user_id"] == vaults.tokens.validate_jwt(facts["token"])["sub"] == ADA
            said = text_of(answer)
            assert [word for word in (*WORDS, *house.his.values()) if word in said and word not in identifier] == []
    assert house.his_own() == before


def test_naming_another_user_is_refused_and_counted(house: House):
    seen: list[tuple[str, ...]] = []
    house.vaults.audit.watchers.append(lambda *event: seen.append(event))
    answer = house.ask(ADA, "POST", "/api/auth/create-token", {"user_id": BOB})
    assert (answer.status, answer.json()["error"]) == (403, "forbidden")
    assert (ADA, "token.create", "forbidden", CROSS_USER) in seen


def test_a_token_of_the_provider_is_good_for_its_own_account_only(house: House, clock: Clock):
    before = house.his_own()
    documents = {"userinfo": {"sub": "ada", "preferred_username": "ada"}}

    def fetch(method: str, url: str, **given: Any) -> Reply:
        issuer = house.vaults.config.openid_provider_url
        discovery = {"issuer": issuer, "userinfo_endpoint": f"{issuer}/userinfo"}
        return Reply(200, {}, json.dumps(documents.get(url.rpartition("/")[2], discovery)).encode())

    house.vaults.identities = Identities(house.vaults.config, clock=clock, fetch=fetch)
    headers = {"Authorization": "Bearer hf_of_adas", "Content-Type": "application/json"}
    for wanted in house.his.values():
        body = json.dumps({"user_id": wanted}).encode()
        assert house.send("POST", "/api/auth/create-token", headers, body).status == 403
    given = house.send("POST", "/api/auth/create-token", headers, json.dumps({"user_id": ADA}).encode())
    assert (given.status, given.json()["user_id"]) == (200, ADA)
    assert house.his_own() == before


@pytest.mark.parametrize("path", [path for path in TOKEN_ROUTES if not path.startswith("/api/")])
def test_another_client_can_neither_use_nor_end_what_is_anothers(house: House, path: str):
    before = house.his_own()
    hers = house.vaults.clients.register({"redirect_uris": ["http://127.0.0.1/callback"]})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for identifier, step in itertools.product(house.his.values(), ("authorization_code", "refresh_token")):
        named = dict.fromkeys(("refresh_token", "token", "code"), identifier)
        form = urlencode({**named, "client_id": hers.id, "grant_type": step}).encode()
        answer = house.send("POST", path, headers, form)
        assert "access_token" not in answer.json()
        assert [word for word in WORDS if word in text_of(answer)] == []
    assert house.his_own() == before


# Every route of files

FILE_ROUTES = [route.path for route in files.routes]


@pytest.mark.parametrize("path", FILE_ROUTES)
def test_nothing_of_another_users_opens_a_link(house: House, path: str):
    before = house.his_own()
    for identifier, method in itertools.product(house.his.values(), ("GET", "PUT")):
        filled = path.format(secret=quote(identifier, safe=""), name="Tanager.7")
        answer = house.ask(ADA, method, filled, b"moss" if method == "PUT" else None)
        assert answer.status == 404
        assert [word for word in WORDS if word in text_of(answer)] == []
    assert house.his_own() == before


# Nothing was forgotten


def test_every_route_of_the_server_is_in_a_table_here(house: House):
    """Those of a sign-in and the page's know no user yet; a new route needs a place in one of these tables."""
    anonymous = {route.path for route in (*oauth.routes, *page.routes)}
    assert {route.path for route in mcp.routes} == {"/mcp"}
    assert [(mount.path, mount.app) for mount in account.routes] == [("/api", account.api)]
    served = {route.path for route in local_server.app().routes}
    assert served == {"/mcp", "/api", *TOKEN_ROUTES, *FILE_ROUTES, *anonymous}
    hidden = {"/openapi.json"}
    routes = [*account.api.routes, *transfer.router.routes]
    paths = {route.path for route in routes if hasattr(route, "path")}
    assert paths - hidden == {path for _, path in OPERATIONS}

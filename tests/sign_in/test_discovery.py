"""Finding the way: what a client learns from the URL alone."""

import re

from tests.sign_in.house import BOTH, CALLBACK, House, refusal_of


def test_a_client_finds_everything_from_the_url_alone(house: House):
    challenge = house.mcp("").headers["www-authenticate"]
    where = re.search(r'resource_metadata="([^"]+)"', challenge)[1]
    resource = house.http.get(where).json()
    assert resource["resource"] == house.server.url  # RFC 9728 section 3.3: what the user typed, to the byte
    [issuer] = resource["authorization_servers"]
    server = house.http.get(f"{issuer}/.well-known/oauth-authorization-server").json()
    assert server["issuer"] == issuer  # RFC 8414 section 3.3
    uris = {"redirect_uris": [CALLBACK]}
    client = house.http.post(server["registration_endpoint"], json=uris, headers={"X-Forwarded-For": "198.19.9.9"})
    form = {"grant_type": "authorization_code", "client_id": client.json()["client_id"], "code": "x"}
    assert refusal_of(house.http.post(server["token_endpoint"], data=form)) == (400, "invalid_grant")


def test_both_places_of_the_resources_document_say_the_same(house: House):
    root, path = (house.ask("GET", f"/.well-known/oauth-protected-resource{end}") for end in ("", "/mcp"))
    assert (root.status_code, root.content) == (200, path.content)
    assert root.headers["content-type"] == "application/json"
    assert root.json()["scopes_supported"] == BOTH.split()  # neither offline_access nor account
    assert root.json()["bearer_methods_supported"] == ["header"]


def test_the_servers_document_promises_what_clients_look_for(house: House):
    document = house.ask("GET", "/.well-known/oauth-authorization-server").json()
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["response_types_supported"] == ["code"]
    assert set(document["grant_types_supported"]) == {"authorization_code", "refresh_token"}
    assert document["client_id_metadata_document_supported"] is True
    assert "none" in document["token_endpoint_auth_methods_supported"]  # Claude takes CIMD only with both
    assert document["authorization_response_iss_parameter_supported"] is True  # RFC 9207 section 3
    for name in ("authorization", "token", "registration", "revocation"):
        assert document[f"{name}_endpoint"].startswith(f"{document['issuer']}/")


def test_the_name_that_openid_clients_look_under_gives_the_same_document(house: House):
    ours, alias = (
        house.ask("GET", f"/.well-known/{name}") for name in ("oauth-authorization-server", "openid-configuration")
    )
    assert alias.content == ours.content
    assert f'"issuer":"{house.origin}"' in alias.text.replace(" ", "")


def test_what_the_documents_say_does_not_depend_on_who_asks(house: House):
    """The public URL is configured; a Host header that somebody made up never gets into a document."""
    for name in ("oauth-protected-resource", "oauth-protected-resource/mcp", "oauth-authorization-server"):
        answer = house.ask("GET", f"/.well-known/{name}", headers={"Host": "evil.example"})
        assert "evil" not in answer.text

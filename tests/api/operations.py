"""The operations of /api, by the document it gives of itself."""

from handlers import account

DOCUMENT = account.api.openapi()
OPERATIONS = [(method.upper(), f"/api{path}") for path, methods in DOCUMENT["paths"].items() for method in methods]
READS = [path for method, path in OPERATIONS if method == "GET"]
CHANGES = [(method, path) for method, path in OPERATIONS if method != "GET"]
CHANGES_OF_NOTES = [pair for pair in CHANGES if pair[1].startswith("/api/vault/")]

"""Every route of the server that knows a user."""

from handlers import account, files, token

DOCUMENT = account.api.openapi()
OPERATIONS = [(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods]
TOKEN_ROUTES = [route.path for route in token.routes]
FILE_ROUTES = [route.path for route in files.routes]

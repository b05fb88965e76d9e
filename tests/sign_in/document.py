"""The document behind a client that is a URL."""

from tests.internet import OPEN
from tests.sign_in.house import WEB

ID = f"https://{OPEN}/client.json"
DOCUMENT = {"client_id": ID, "client_name": "A client with a document", "redirect_uris": [WEB]}

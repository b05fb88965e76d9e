"""What ada hears of what is bob's, beside what cyd hears of what nobody has."""

import io
import json
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

from tests.apart.his import WORDS
from tests.apart.house import CYD, House
from tests.conftest import ADA, Response


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


def rpc(method: str, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}

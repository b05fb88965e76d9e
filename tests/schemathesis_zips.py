"""What Schemathesis sends where a document asks for a zip; it loads the module that SCHEMATHESIS_HOOKS names."""

import io
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import schemathesis
from hypothesis import strategies as st

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)


def packed(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packing:
        for name, body in files.items():
            packing.writestr(name, body)
    return file.getvalue()


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """No zip that is made up holds the history of a vault, so none is sent as one."""
    if case.method == "POST" and case.query:
        case.query.pop("history", None)


schemathesis.openapi.media_type(
    "application/zip", st.dictionaries(NAMES, st.binary(max_size=99), max_size=5).map(packed)
)

"""Where each search begins: small examples that hold one of everything."""

import io
import json
from zipfile import ZIP_DEFLATED, ZipFile

NOTE = """---
status: done
tags: [a, "b c"]
aliases:
  - Moss
when: 2026-03-01
---
# Heading

Text with [[Fern|the ferns]], [[Fern#Leaf]], ![[picture.png]], [a label](some%20note.md "title") and `[[code]]`.

> [!note] A callout ^block
- [ ] task #tag/below

```
[[fence]]
```
$x$ %%comment%% <b>html</b>
"""
QUERIES = ['moss "soft green" fern* -dry folder:garden tag:a/b title:x content:y [status:done] [year:>2020]', "AND ()"]
MESSAGES = [
    {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "read_note", "_meta": {}}},
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
    {"jsonrpc": "2.0", "id": "x", "result": {"isError": True, "structuredContent": {"error": {"code": "forbidden"}}}},
]


def zipped() -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("garden/Moss.md", "green " * 50)
        packed.writestr("ü.md", b"")
        packed.comment = b"a comment"
    return file.getvalue()


SEEDS: dict[str, list[bytes]] = {
    "front_matter": [NOTE.encode(), NOTE.replace("\n", "\r\n").encode(), b"---\n---\n", b"text"],
    "links": [NOTE.encode(), b"[[a]] [b](c) ![d](<e f>)"],
    "query": [query.encode() for query in QUERIES],
    "zip_file": [zipped()],
    "json_rpc": [json.dumps(message).encode() for message in MESSAGES],
}

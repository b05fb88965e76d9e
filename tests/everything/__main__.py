"""What the conformance suite wants to find on a server, behind our own exchange: `python -m tests.everything PORT`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn

from tests.everything.server import app


def main(port: int) -> None:
    with TemporaryDirectory() as folder:
        uvicorn.run(app(port, Path(folder)), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]))

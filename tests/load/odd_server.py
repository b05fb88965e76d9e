"""Our server with a clock that a file steers, and a sweep every second: `python -m tests.load.odd_server FILE`."""

import sys
import time
from pathlib import Path

import local_server
from handlers.edge import serving
from shared.config import Config
from shared.service import Service
from shared.storage.local import sound_records
from shared.storage.local_files import LocalFiles


def main() -> int:
    steering = Path(sys.argv[1])

    def clock() -> float:
        return time.time() + float(steering.read_text())

    config = Config.from_environ()
    records = sound_records(config.database_path, exclusive=True, clock=clock)
    files = LocalFiles(config.vault_base_path / ".files")
    local_server.SWEEP_SECONDS = 1
    with serving(Service(config, records, files, clock=clock)):
        return local_server.main()


if __name__ == "__main__":
    sys.exit(main())

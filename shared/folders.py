"""The visible folders of this machine's users, under `VAULT_BASE_PATH`."""

import shutil
from threading import Lock

from shared.config import Config
from shared.notes.folder import Folder
from shared.notes.folder_memory import FolderMemory


class Folders:
    """Opens each folder once, and removes those of users who are gone."""

    def __init__(self, config: Config) -> None:
        self._base = config.vault_base_path.resolve()
        self._memory = FolderMemory(config.database_path.with_name("folders.db"))
        self._lock = Lock()
        self._known: dict[str, Folder] = {}

    def of(self, user_id: str) -> Folder:
        with self._lock:
            return self._known.setdefault(user_id, Folder(self._base / user_id, self._memory))

    def drop(self, user_id: str) -> None:
        with self._lock:
            self._known.pop(user_id, None)
        shutil.rmtree(self._base / user_id, ignore_errors=True)
        self._memory.forget(user_id)

"""Imported before the SDK: its five hundred models then build their validators when they are used, if they ever are.

Pydantic documentation, "Configuration", `defer_build`; a model takes it over from its base.
"""

from pydantic import BaseModel

BaseModel.model_config["defer_build"] = True

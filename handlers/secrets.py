"""The secrets of the Lambdas, from Secrets Manager: read at the first event, and again when they may have changed.

Never at import: a snapshot of a function would keep them, and a signing key that has been replaced would live on in it.
"""

import logging
import time
from dataclasses import replace
from typing import Any

from shared.config import Config
from shared.errors import Unavailable
from shared.storage.contract import Clock

SECONDS_MAX = 300
"""How long a function goes on with what it has read."""
SECONDS_MIN = 30
"""How soon it may look again where a token is signed with a key it does not know."""
CURRENT, PREVIOUS = "AWSCURRENT", "AWSPREVIOUS"


log = logging.getLogger("notes_vault.secrets")


class Secrets:
    """What the settings leave to Secrets Manager (`JWT_SECRET_ARN`, `OAUTH_SECRET_ARN`). `clock` answers seconds."""

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, str] = {}
        self._read_at = 0.0

    def completed(self, config: Config) -> Config:
        """The settings with their secrets.

        Raises:
            Unavailable: Secrets Manager did not answer.
        """
        if not config.jwt_secret_arn:
            return config
        if not self._known:
            self._read(config)
        return replace(config, **self._known)  # type: ignore[arg-type]

    def have_changed(self, config: Config, *, after_seconds: float = SECONDS_MAX) -> bool:
        """Look again, if the last look is so long ago, and say whether there was anything new.

        Where Secrets Manager does not answer, what is known is still good, and the next look is as far away.
        """
        if not config.jwt_secret_arn or self._clock() - self._read_at < after_seconds:
            return False
        known = self._known
        try:
            self._read(config)
        except Unavailable as error:
            log.warning("the secrets could not be read again: %s", error.reason)
            self._read_at = self._clock()
        return known != self._known

    def _read(self, config: Config) -> None:
        known = {"jwt_secret_key": _secret(config.jwt_secret_arn, CURRENT)}
        known["jwt_secret_key_previous"] = _secret(config.jwt_secret_arn, PREVIOUS)
        if config.oauth_secret_arn:
            known["oauth_client_secret"] = _secret(config.oauth_secret_arn, CURRENT)
        self._known, self._read_at = known, self._clock()


def _secret(arn: str, stage: str) -> str:
    """A version of a secret; "" where it has none, as before the first rotation."""
    from aws_lambda_powertools.utilities.parameters import get_secret
    from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

    given: dict[str, Any] = {"VersionStage": stage}
    try:
        return str(get_secret(arn, force_fetch=True, **given))
    except GetParameterError as error:
        if "ResourceNotFoundException" in str(error):
            return ""
        raise Unavailable("The server is not ready. Please try again.", reason=str(error)) from error

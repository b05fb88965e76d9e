"""One family of errors with stable codes; every refusal this service gives is one of these."""

from typing import Any, ClassVar


class VaultError(Exception):
    """A refusal with a stable `code` and one sentence a person can act on.

    `message` and `details` are shown to the caller and may quote a note. `reason` is for the operator's log only, and
    never does.
    """

    code: ClassVar[str] = "internal"

    def __init__(self, message: str, *, reason: str = "", **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason
        self.details = details


class Invalid(VaultError):
    """What was asked for is malformed."""

    code = "invalid"


class Unauthorized(VaultError):
    """No token, or one that is not valid here. `reason` says which; the caller is not told."""

    code = "unauthorized"

    def __init__(self, reason: str) -> None:
        super().__init__("This token is not valid here.", reason=reason)


class Forbidden(VaultError):
    """The caller is known and may not do this."""

    code = "forbidden"


class NotFound(VaultError):
    """There is no such thing for this user."""

    code = "not_found"


class Conflict(VaultError):
    """Somebody else changed it first, or it is already there."""

    code = "conflict"


class TooLarge(VaultError):
    """One thing is larger than its limit."""

    code = "too_large"


class QuotaExceeded(VaultError):
    """The vault as a whole would be larger than its quota."""

    code = "quota_exceeded"


class Unavailable(VaultError):
    """A storage system did not answer. The call may be repeated."""

    code = "unavailable"


class Misconfigured(VaultError):
    """A setting is missing or wrong; the message names it and says what to do."""

    code = "misconfigured"

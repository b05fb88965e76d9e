"""One family of errors with stable codes; every refusal this service gives is one of these."""

from typing import Any, ClassVar

NOT_A_PATH = "a path that is none"
"""The reason of a refused path or folder, for those who count them."""


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


class RateLimited(VaultError):
    """Too many calls in a window of time. Details say how long to wait and what the limit is."""

    code = "rate_limited"

    def __init__(self, *, limit: int, window_seconds: int, retry_after_seconds: int, whose: str) -> None:
        super().__init__(
            f"Too many calls; {whose} may make {limit} in {window_seconds} seconds."
            f" Please wait {retry_after_seconds} seconds.",
            limit=limit,
            window_seconds=window_seconds,
            retry_after_seconds=retry_after_seconds,
        )


class OAuthError(VaultError):
    """A refusal of the authorization server. `error` is its code in OAuth's own words (RFC 6749, 7591, 8707)."""

    code = "oauth"

    def __init__(self, error: str, message: str, *, reason: str = "") -> None:
        super().__init__(message, reason=reason or error)
        self.error = error

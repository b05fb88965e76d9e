"""What a refusal tells: the person, and the operator's log."""

from collections.abc import Callable

import pytest

from shared.errors import VaultError


def refused(act: Callable[..., object], *given: object, **named: object) -> VaultError:
    """The refusal of an act that must not succeed."""
    with pytest.raises(VaultError) as refusal:
        act(*given, **named)
    return refusal.value


def words_of(act: Callable[..., object], *given: object, **named: object) -> tuple[str, str]:
    """What the person is told, and the reason in the log."""
    refusal = refused(act, *given, **named)
    assert str(refusal) == refusal.message
    return refusal.message, refusal.reason

"""What is kept of a secret, or of a name that is too long or too private to be part of a key: its SHA-256."""

from hashlib import sha256


def hashed(text: str) -> str:
    """The hash of a text in lower-case hexadecimal."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()

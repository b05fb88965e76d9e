"""A picture, as far as anybody looks at it."""

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))

"""What an error says to people: one sentence."""


def is_sentence(told: object) -> bool:
    """Whether this is something said, to its end, and not shouted."""
    return isinstance(told, str) and " " in told and told.endswith(".") and not told.isupper()

"""Which of the notes that match stand first: rare words before common ones, titles before headings before text."""

from shared.notes.index import Index

TITLE_WEIGHT, HEADINGS_WEIGHT, BODY_WEIGHT = 10.0, 4.0, 1.0
NEWNESS_WEIGHT, NEWNESS_SECONDS = 0.2, 2_592_000
LENGTH_WEIGHT, LENGTH_BYTES = 0.2, 16_384
REFINED_MAX = 100
_SCORE = f"bm25(words, {TITLE_WEIGHT}, {HEADINGS_WEIGHT}, {BODY_WEIGHT})"
_AGE = f"((SELECT max(updated_at) FROM notes) - updated_at) / {NEWNESS_SECONDS}.0"
_REFINED = f"score * (1 + {NEWNESS_WEIGHT} / (1 + {_AGE})) / (1 + {LENGTH_WEIGHT} * bytes / (bytes + {LENGTH_BYTES}.0))"


def best(index: Index, matching: str, values: list[object], count: int) -> list[int]:
    """The ids of the first `count` notes, the best first; bm25 is the lower the better.

    It weighs words and where they stand, and among equals the last to change is first. It weighs no lengths, which
    would cost four times all the rest. The best `REFINED_MAX` are put in order by newness and length too.
    """
    by_words = f"SELECT words.rowid AS hit, {_SCORE} AS score {matching} ORDER BY score, hit DESC LIMIT ? OFFSET ?"
    refined = f"SELECT hit FROM ({by_words}) CROSS JOIN notes ON id = hit ORDER BY {_REFINED}, hit DESC LIMIT ?"
    rows = index.rows(refined, *values, REFINED_MAX, 0, count)
    if count > REFINED_MAX:
        rows += index.rows(f"SELECT hit FROM ({by_words})", *values, count - REFINED_MAX, REFINED_MAX)
    return [hit for (hit,) in rows]

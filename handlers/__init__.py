"""The edges: one file per Lambda. Each parses, makes one call into shared, and renders."""

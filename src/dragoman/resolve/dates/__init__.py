"""Dates in running text: words (vocabulary.yaml), grammar, the report's own day, and values."""

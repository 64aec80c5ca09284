"""Translates messages into sentences: Fluent catalogues, the reader's language, and local formats of numbers and
times."""

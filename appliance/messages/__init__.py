"""Translates messages into sentences: Fluent catalogues, the reader's language, local formats of numbers and times."""

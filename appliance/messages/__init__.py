"""Messages as sentences: Fluent catalogues, the language of a reader, and how numbers and times are written there."""

"""Alphabetical order of names."""

import unicodedata

NameKey = tuple[str, str, str]


def name_key(name: str | None) -> NameKey:
    """Sort key that ignores case and accents first; accents, then case, order names that are equal otherwise.

    The first two levels of the Unicode collation algorithm (UTS 10) as far as decomposition gives them; the same for
    every language, since phones in several languages share a list.
    """
    text = name or ""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return bare, decomposed, text

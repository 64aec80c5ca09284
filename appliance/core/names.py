"""Names in the order in which people look for them."""

import unicodedata

NameKey = tuple[str, str, str]


def name_key(name: str | None) -> NameKey:
    """Sorts small letters with capitals and accented ones beside plain ones, those alone deciding what is left equal.

    The first two levels of the Unicode collation algorithm (UTS 10) as far as decomposition gives them; the same by
    every language, since a list is shared by phones of several.
    """
    text = name or ""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return bare, decomposed, text

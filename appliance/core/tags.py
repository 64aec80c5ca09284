"""From the code in a tag to the id of the arrow that carries it."""

from uuid import NAMESPACE_OID, UUID, uuid5

TAGS = uuid5(NAMESPACE_OID, "arch-stats arrow tag")


def arrow_id_of(code: str) -> UUID:
    """The id itself where the tag holds one, as programmed tags do; else one that always follows from the code."""
    try:
        return UUID(code)
    except ValueError:
        return uuid5(TAGS, code.upper())

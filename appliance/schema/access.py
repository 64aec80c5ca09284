"""Who may do what: roles."""

from typing import Annotated, Literal

from pydantic import Field

Role = Annotated[
    Literal["spectator", "archer", "coach", "keeper"],
    Field(
        description="each may do what those before it may: spectators watch, archers correct their own shots, coaches "
        "all shots and sessions, keepers settings, survey, import and pairings"
    ),
]

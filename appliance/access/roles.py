"""Roles in their order, and the identity of a caller."""

from dataclasses import dataclass
from typing import get_args
from uuid import UUID

from appliance.schema.access import Openness, Role, Via

ROLES: tuple[Role, ...] = get_args(get_args(Role)[0])


@dataclass(frozen=True, slots=True)
class AccessRules:
    """Settings of access: for changes, for watching, and for callers on the box itself."""

    changing: Openness = "paired"
    watching: Openness = "open"
    trusts_loopback: bool = True
    has_button: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller: its role (None: no rights), how it has it, its pairing, its archer, and its name."""

    role: Role | None
    via: Via | None
    pairing_id: UUID | None = None
    archer_id: UUID | None = None
    name: str | None = None

    def may(self, least: Role | None) -> bool:
        """Whether the caller has at least this role; None: everybody has."""
        return least is None or (self.role is not None and ROLES.index(self.role) >= ROLES.index(least))


HERE = Caller("keeper", "here")
ANYBODY_AS_KEEPER = Caller("keeper", "open")
WATCHER = Caller("spectator", "watching")
NOBODY = Caller(None, None)

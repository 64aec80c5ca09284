"""Access: roles, pairings of phones, and codes for pairing."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from appliance.core import limits
from appliance.core.makers import is_reserved
from appliance.core.message import refusal
from appliance.schema.base import Plain, Strict, UtcTime, within

Role = Annotated[
    Literal["spectator", "archer", "coach", "judge", "keeper"],
    Field(
        description="each may do what those before it may: spectators watch, archers correct their own shots, coaches "
        "all shots and sessions, judges the same and are named in what they change, keepers settings, survey, import "
        "and pairings"
    ),
]
Openness = Literal["open", "paired"]
Via = Literal["here", "open", "pairing", "watching"]
PhoneName = Annotated[str, Plain(limits.PHONE_NAME), Field(description="what its owner calls the phone or program")]


def _archer_for_archers(role: Role, archer_id: UUID | None) -> None:
    if role == "archer" and archer_id is None:
        raise ValueError(refusal("archer_id", "role_needs_archer"))


class PairingCreate(Strict):
    """A request to pair, by exactly one of three: the PIN of the label, a one-time code, or a press of the box's
    button.

    With a code, its role and archer apply; with the PIN or the button the phone chooses them.
    """

    name: PhoneName
    pin: Annotated[str, Plain(limits.GIVEN_PIN)] | None = None
    code: Annotated[str, Plain(limits.PAIRING_CODE)] | None = None
    by_button: bool = False
    role: Role = "keeper"
    archer_id: UUID | None = None

    @model_validator(mode="after")
    def _require_one_credential(self) -> "PairingCreate":
        if is_reserved(self.name):
            raise ValueError(refusal("name", "reserved_name"))
        if (self.pin is not None) + (self.code is not None) + self.by_button != 1:
            raise ValueError(refusal("pin, code, by_button", "exactly_one_needed"))
        if self.code is None:
            _archer_for_archers(self.role, self.archer_id)
        return self


class PairingRead(Strict):
    """A paired phone or program. `used_at` is written at most once an hour."""

    id: UUID
    name: PhoneName
    role: Role
    archer_id: UUID | None
    made_at: UtcTime
    used_at: UtcTime | None


class StoredPairing(PairingRead):
    """A stored pairing with the SHA-256 hash of its token."""

    token_digest: str


class PairingCodeCreate(Strict):
    """A request for a one-time pairing code: the role and archer of the new pairing."""

    role: Role
    archer_id: UUID | None = None
    valid_minutes: Annotated[int, within(limits.CODE_MINUTES)] = 10

    @model_validator(mode="after")
    def _require_one_owner(self) -> "PairingCodeCreate":
        _archer_for_archers(self.role, self.archer_id)
        return self


class PairingGrant(Strict):
    """The role and archer that a pairing code grants."""

    role: Role
    archer_id: UUID | None
    expires_at: UtcTime


class PairingCodeRead(Strict):
    """A one-time pairing code; `path` is the page that redeems it, to be shown as a QR code."""

    code: str
    path: str
    role: Role
    archer_id: UUID | None
    expires_at: UtcTime


class AccessRead(Strict):
    """The client's role and its basis: on the box itself (`here`), changing open to everybody (`open`), `pairing`, or
    watching open to everybody (`watching`). Null: access only after pairing."""

    role: Role | None
    via: Via | None
    pairing_id: UUID | None
    archer_id: UUID | None
    changing: Openness
    watching: Openness
    has_button: bool

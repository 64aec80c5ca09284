"""Backups: what is kept of each beside its file, and what a page shows of them."""

from typing import Annotated, Literal

from pydantic import Field

from appliance.core import limits
from appliance.schema.base import Plain, Sentence, Strict, UtcTime
from appliance.schema.messages import MessageRead

BackupReason = Literal["asked", "daily", "before_replacing", "before_update"]
"""Why a backup was made."""
ContentDigest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
KernelBoot = Annotated[str, Plain(limits.WORD)]
Passphrase = Annotated[
    str, Plain(limits.PASSPHRASE), Field(description="what leaves this box is encrypted with it, in the format age")
]


class BackupRecord(Strict):
    """What is known of one backup file beside what its name says.

    `kernel_boot` is the boot in which it was made, since a box without a clock has no date; `digest` is of its rows.
    `unchanged_at`, `unchanged_boot`: when this was last found to be still what the database holds. `verified_at`: when
    it was last restored into a scratch database and found complete; `problem`: why it was not.
    """

    reason: BackupReason
    kernel_boot: KernelBoot
    digest: ContentDigest | None = None
    unchanged_at: UtcTime | None = None
    unchanged_boot: KernelBoot | None = None
    verified_at: UtcTime | None = None
    problem: MessageRead | None = None


class BackupRead(Strict):
    """One backup on this box. `verified_at`: when restoring it was tried and went well; `problem`: why it did not."""

    number: int
    made_at: UtcTime
    reason: BackupReason
    rows: int
    size_bytes: int
    verified_at: UtcTime | None
    problem: Sentence | None


StickState = Literal["reading", "writing", "done", "failed"]


class StickRecord(Strict):
    """What is being done with the USB stick that was plugged in last; `done`: it may be pulled out.

    `reading`: updates are looked for, before a backup is written.
    """

    state: StickState
    since: UtcTime
    message: MessageRead | None = None


class StickRead(Strict):
    """The same with its sentence in the language of the request."""

    state: StickState
    since: UtcTime
    message: Sentence | None


class BackupsRead(Strict):
    """Backups on this box, the newest first; `is_encrypting`: what leaves the box is encrypted with a passphrase.

    `is_working`: one is being made or tried.
    """

    backups: list[BackupRead]
    is_encrypting: bool
    is_working: bool
    stick: StickRead | None


class BackupContentsRead(Strict):
    """What a backup has, in words of the language of the request."""

    made_at: UtcTime
    in_backup: Sentence


class BackupRestore(Strict):
    """How a backup is brought back: adding what is missing, or, with `replace`, in place of everything."""

    replace: bool


class PassphraseUpdate(Strict):
    """The passphrase from now on; backups that left the box earlier keep theirs."""

    passphrase: Passphrase

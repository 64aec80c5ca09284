"""Backups: the record beside each file, and the models of the API."""

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
    """The record of one backup file, in addition to its name.

    `kernel_boot` is the boot in which it was made, since a box without a clock has no date; `digest` is that of its
    rows. `unchanged_at`, `unchanged_boot`: when the database was last found to equal it. `verified_at`: when it was
    last restored into a scratch database and found complete; `problem`: why it was not.
    """

    reason: BackupReason
    kernel_boot: KernelBoot
    digest: ContentDigest | None = None
    unchanged_at: UtcTime | None = None
    unchanged_boot: KernelBoot | None = None
    verified_at: UtcTime | None = None
    problem: MessageRead | None = None


class BackupRead(Strict):
    """One backup on this box; `verified_at`: when a trial restore succeeded, `problem`: why it failed."""

    number: int
    made_at: UtcTime
    reason: BackupReason
    rows: int
    size_bytes: int
    verified_at: UtcTime | None
    problem: Sentence | None


StickState = Literal["reading", "writing", "done", "failed"]


class StickRecord(Strict):
    """State of the backup to the USB stick that was plugged in last; `done`: it may be removed.

    `reading`: updates are searched for before a backup is written.
    """

    state: StickState
    since: UtcTime
    message: MessageRead | None = None


class StickRead(Strict):
    """State of the backup to a USB stick, its message in the language of the request."""

    state: StickState
    since: UtcTime
    message: Sentence | None


class BackupsRead(Strict):
    """Backups on this box, newest first; `is_encrypting`: those that leave the box are encrypted with a passphrase.
    `is_working`: a backup is being made or verified."""

    backups: list[BackupRead]
    is_encrypting: bool
    is_working: bool
    stick: StickRead | None


class BackupContentsRead(Strict):
    """The contents of a backup, as text in the language of the request."""

    made_at: UtcTime
    # with a sentence for each table of which rows were left out
    in_backup: Annotated[str, Field(max_length=100_000)]


class BackupRestore(Strict):
    """How a backup is restored: missing rows are added, or, with `replace`, everything is replaced."""

    replace: bool


class PassphraseUpdate(Strict):
    """The new passphrase; backups that left the box earlier keep theirs."""

    passphrase: Passphrase

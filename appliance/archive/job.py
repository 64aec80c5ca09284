"""The request to, and the answer of, the process that reads and writes export files."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from appliance.database.location import DatabaseLocation
from appliance.schema.backups import BackupReason
from appliance.schema.messages import MessageRead

JobKind = Literal["export", "import", "replace", "contents", "backup", "verify", "seal"]
SEALING = "sealing"
"""Command-line argument of a process whose job encrypts or decrypts, and so needs more memory."""
OutcomeKind = Literal["done", "bad_file", "busy", "disk_full", "database_away", "unreadable", "out_of_memory"]


class ArchiveJob(BaseModel):
    """A job on export files and backups; `scratch` is a folder for half-written files.

    `export` writes to `path`; `import` and `replace` read it; `contents` counts its rows; `seal` encrypts it. Files are
    encrypted and decrypted with `passphrase`. `backup` makes a backup for `reason`; `verify` verifies the one with
    `number`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: JobKind
    location: DatabaseLocation
    scratch: Path
    backups: Path
    path: Path | None = None
    passphrase: str | None = None
    reason: BackupReason = "asked"
    number: int | None = None


class ArchiveOutcome(BaseModel):
    """The result of a job; `messages`: how many rows are new, which were left out, or what is wrong; `number`: the
    backup that was made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: OutcomeKind
    messages: list[MessageRead]
    number: int | None = None

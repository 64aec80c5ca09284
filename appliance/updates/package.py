"""The format of an update file: a signed list of its files with sizes and digests, read without trusting it.

A tar archive of plain files: the manifest, its signature (Ed25519 over the manifest's bytes), then the files that it
names, in that order. Nothing is written before the signature is verified.
"""

import hashlib
import os
import re
import tarfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import Field, ValidationError

from appliance.core.message import message, message_of
from appliance.schema.base import Strict
from appliance.updates.errors import UpdateRefused

FORMAT = "arch-stats-update/1"
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
MAX_MANIFEST_BYTES = 256 * 1024
SIGNATURE_BYTES = 64
KEY_BYTES = 32
MAX_FILES = 400
MAX_FILE_BYTES = 64 * 2**20
MAX_UPDATE_BYTES = 512 * 2**20
BLOCK_BYTES = 1 << 20
FILE_NAME = r"^(wheels|system)/[A-Za-z0-9_][A-Za-z0-9_.+@-]{0,150}$"
_NAME = re.compile(FILE_NAME, re.ASCII)

Number = Annotated[str, Field(pattern=r"^\d{1,4}\.\d{1,4}\.\d{1,4}$")]


class UpdateFile(Strict):
    """One file of an update."""

    name: Annotated[str, Field(pattern=FILE_NAME)]
    size: Annotated[int, Field(ge=0, le=MAX_FILE_BYTES)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(Strict):
    """An update's description. `least`: the oldest version that can be updated; `pythons`, `machines`: what it runs
    on."""

    format: Annotated[str, Field(pattern=f"^{FORMAT}$")]
    version: Number
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]
    least: Number
    pythons: Annotated[list[Annotated[str, Field(pattern=r"^3\.\d{1,2}$")]], Field(min_length=1, max_length=10)]
    machines: Annotated[list[Annotated[str, Field(pattern=r"^[a-z0-9_]{1,20}$")]], Field(min_length=1, max_length=10)]
    files: Annotated[list[UpdateFile], Field(min_length=1, max_length=MAX_FILES)]

    @property
    def size(self) -> int:
        """Total size of all files, bytes."""
        return sum(file.size for file in self.files)


class UpdatePackage:
    """An update file open for reading. Raises UpdateRefused where it differs from its signed manifest."""

    def __init__(self, file: IO[bytes], keys: Sequence[bytes]) -> None:
        if not keys:
            raise UpdateRefused(message("no_update_key"))
        try:
            # as a stream, so that no member can refer to another place
            self._archive = tarfile.open(fileobj=file, mode="r|")  # noqa: SIM115  (lives as long as the given file)
            raw = self._next(MANIFEST, MAX_MANIFEST_BYTES)
            _require_signed(raw, self._next(SIGNATURE, SIGNATURE_BYTES), keys)
        except (tarfile.TarError, EOFError, ValueError) as error:
            raise UpdateRefused(message("update_damaged")) from error
        try:
            self.manifest = Manifest.model_validate_json(raw)
        except ValidationError as error:
            raise UpdateRefused(message("update_of_other_format")) from error
        names = [each.name for each in self.manifest.files]
        if len(set(names)) != len(names) or self.manifest.size > MAX_UPDATE_BYTES:
            raise UpdateRefused(message("update_of_other_format"))

    def unpack(self, folder: Path) -> None:
        """Write every file into an empty folder, each checked against the manifest. Raises UpdateRefused."""
        for kind in ("wheels", "system"):
            (folder / kind).mkdir()
        self._take(lambda name: (folder / name).open("xb"))

    def require_whole(self) -> None:
        """Check every file against the manifest, without writing any. Raises UpdateRefused."""
        self._take(lambda _: Path(os.devnull).open("wb"))  # noqa: SIM115  (closed by _take)

    def _take(self, opened: Callable[[str], IO[bytes]]) -> None:
        try:
            for wanted in self.manifest.files:
                with opened(wanted.name) as file:
                    self._write(wanted, file)
            if self._archive.next() is not None:
                raise UpdateRefused(message("update_damaged"))
        except (tarfile.TarError, EOFError, ValueError) as error:
            raise UpdateRefused(message("update_damaged")) from error
        except OSError as error:
            raise UpdateRefused(message("update_not_unpacked", why=message_of(error))) from error

    def _write(self, wanted: UpdateFile, file: IO[bytes]) -> None:
        source, digest, size = self._open(wanted.name, wanted.size), hashlib.sha256(), 0
        while block := source.read(BLOCK_BYTES):
            digest.update(block)
            size += len(block)
            file.write(block)
        if size != wanted.size or digest.hexdigest() != wanted.sha256:
            raise UpdateRefused(message("update_damaged"))

    def _next(self, name: str, most: int) -> bytes:
        return self._open(name, most).read(most + 1)

    def _open(self, name: str, most: int) -> IO[bytes]:
        """The next member. Raises UpdateRefused unless it is a plain file of this name and at most this size."""
        member = self._archive.next()
        if member is None or member.name != name or not member.isreg() or member.issparse() or member.size > most:
            raise UpdateRefused(message("update_damaged"))
        source = self._archive.extractfile(member)
        if source is None:
            raise UpdateRefused(message("update_damaged"))
        return source


def is_file_name(name: str) -> bool:
    """Whether an update may contain a file of this name."""
    return _NAME.fullmatch(name) is not None


def _require_signed(raw: bytes, signature: bytes, keys: Sequence[bytes]) -> None:
    for key in keys:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, raw)
        except InvalidSignature:
            continue
        return
    raise UpdateRefused(message("update_not_signed"))

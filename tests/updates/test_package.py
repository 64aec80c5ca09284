"""An update file is believed only where its manifest is signed and everything in it is as the manifest says."""

import hashlib
import io
import platform
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.updates.errors import UpdateRefused
from appliance.updates.package import (
    FORMAT,
    MANIFEST,
    MAX_MANIFEST_BYTES,
    SIGNATURE,
    Manifest,
    UpdateFile,
    UpdatePackage,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
CONTENTS = {"wheels/arch_stats-0.3.0-py3-none-any.whl": b"a wheel", "system/arch-stats.service": b"[Unit]\n"}
Member = tuple[tarfile.TarInfo, bytes]


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def manifest(contents: dict[str, bytes]) -> Manifest:
    files = [UpdateFile(name=n, size=len(c), sha256=hashlib.sha256(c).hexdigest()) for n, c in contents.items()]
    return Manifest(
        format=FORMAT,
        version="0.3.0",
        digest="0123abcd",
        least="0.2.0",
        pythons=[f"3.{sys.version_info.minor}"],
        machines=[platform.machine()],
        files=files,
    )


def member(name: str, content: bytes, kind: bytes = tarfile.REGTYPE, link: str = "") -> Member:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(content), kind, link
    return info, content


def archive(members: list[Member]) -> io.BytesIO:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for info, content in members:
            tar.addfile(info, io.BytesIO(content))
    file.seek(0)
    return file


def signed(raw: bytes, key: Ed25519PrivateKey = KEY) -> list[Member]:
    return [member(MANIFEST, raw), member(SIGNATURE, key.sign(raw))]


def good() -> list[Member]:
    return [*signed(manifest(CONTENTS).model_dump_json().encode()), *(member(n, c) for n, c in CONTENTS.items())]


def refusal_of(file: io.BytesIO, folder: Path, keys: list[bytes] | None = None) -> str:
    with pytest.raises(UpdateRefused) as refused:
        UpdatePackage(file, [public(KEY)] if keys is None else keys).unpack(folder)
    code = refused.value.args[0].code
    assert isinstance(code, str)
    return code


def test_what_was_packed_comes_out(tmp_path: Path) -> None:
    package = UpdatePackage(archive(good()), [public(OTHER), public(KEY)])
    package.unpack(tmp_path)
    assert {str(p.relative_to(tmp_path)): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == CONTENTS


def test_without_a_key_nothing_is_believed(tmp_path: Path) -> None:
    assert refusal_of(archive(good()), tmp_path, []) == "no_update_key"
    assert refusal_of(archive(good()), tmp_path, [public(OTHER)]) == "update_not_signed"


def test_one_changed_bit_of_the_manifest_is_noticed(tmp_path: Path) -> None:
    members = good()
    raw = members[0][1].replace(b"0.3.0", b"0.3.1", 1)
    assert refusal_of(archive([member(MANIFEST, raw), *members[1:]]), tmp_path) == "update_not_signed"


def changed(name: str, content: bytes) -> Callable[[list[Member]], list[Member]]:
    return lambda members: [member(name, content) if info.name == name else (info, old) for info, old in members]


WHEEL, UNIT = CONTENTS
DAMAGES: dict[str, Callable[[list[Member]], list[Member]]] = {
    "other content": changed(WHEEL, b"A wheel"),
    "shorter": changed(WHEEL, b"a whee"),
    "longer": changed(WHEEL, b"a wheel and more"),
    "one missing": lambda members: members[:-1],
    "one more": lambda members: [*members, member("system/more", b"")],
    "other order": lambda members: [*members[:2], members[3], members[2]],
    "a link": lambda members: [*members[:3], member(UNIT, b"", tarfile.SYMTYPE, "/etc/shadow")],
    "a hard link": lambda members: [*members[:3], member(UNIT, b"", tarfile.LNKTYPE, WHEEL)],
    "a device": lambda members: [*members[:3], member(UNIT, b"", tarfile.CHRTYPE)],
    "a folder": lambda members: [*members[:3], member(UNIT, b"", tarfile.DIRTYPE)],
    "no signature": lambda members: [members[0], *members[2:]],
    "signature first": lambda members: [members[1], members[0], *members[2:]],
    "huge manifest": changed(MANIFEST, b" " * (MAX_MANIFEST_BYTES + 1)),
    "nothing": lambda members: members[:0],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_is_not_as_the_manifest_says_is_refused(damage: str, tmp_path: Path) -> None:
    assert refusal_of(archive(DAMAGES[damage](good())), tmp_path) == "update_damaged"


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "wheels/../../evil", "wheels/", "system/a/b", "wheels/.hidden"]
)
def test_a_signed_name_that_leads_out_is_refused(name: str, tmp_path: Path) -> None:
    raw = manifest(CONTENTS).model_dump_json().encode().replace(WHEEL.encode(), name.encode())
    assert refusal_of(archive([*signed(raw), *good()[2:]]), tmp_path) == "update_of_other_format"
    assert not list(tmp_path.iterdir())


def test_one_name_twice_is_refused(tmp_path: Path) -> None:
    raw = manifest(CONTENTS).model_dump_json().encode().replace(UNIT.encode(), WHEEL.encode())
    assert refusal_of(archive([*signed(raw), *good()[2:]]), tmp_path) == "update_of_other_format"


def test_a_later_format_is_reported(tmp_path: Path) -> None:
    raw = manifest(CONTENTS).model_dump_json().encode().replace(FORMAT.encode(), b"arch-stats-update/2")
    assert refusal_of(archive([*signed(raw), *good()[2:]]), tmp_path) == "update_of_other_format"


@pytest.mark.parametrize("length", range(0, 4096, 97))
def test_cut_anywhere_it_is_refused(length: int, tmp_path: Path) -> None:
    whole = archive(good()).getvalue()
    assert len(whole) > 4096
    assert refusal_of(io.BytesIO(whole[:length]), tmp_path) in ("update_damaged", "update_not_signed")


@pytest.mark.parametrize("content", [b"", b"no archive at all", bytes(10_000), b"\x1f\x8b" + bytes(600)])
def test_something_else_is_refused(content: bytes, tmp_path: Path) -> None:
    assert refusal_of(io.BytesIO(content), tmp_path) == "update_damaged"

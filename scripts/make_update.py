"""Makes the signed file of an update from wheels and the files of systemd/.

scripts/make_update.py key FILE                    a new private key, and its public half beside it (FILE.pub)
scripts/make_update.py make WHEELS KEY TARGET      of a folder of wheels, the program's own among them
"""

import argparse
import hashlib
import io
import os
import sys
import tarfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance import __version__
from appliance.updates.package import FORMAT, MANIFEST, SIGNATURE, Manifest, UpdateFile, is_file_name

ROOT = Path(__file__).parent.parent
LEAST = "0.2.0"
"""The oldest version that can install updates."""


def new_key(path: Path) -> None:
    """Write a private key that only its owner reads, and its public half."""
    key = Ed25519PrivateKey.generate()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key.private_bytes_raw().hex() + "\n")
    path.with_name(f"{path.name}.pub").write_text(key.public_key().public_bytes_raw().hex() + "\n")


def make_update(
    wheels: Path, key: bytes, target: Path, *, version: str, pythons: list[str], machines: list[str], least: str = LEAST
) -> Manifest:
    """Write the update file; the same content gives the same bytes."""
    contents = {f"wheels/{path.name}": path for path in sorted(wheels.glob("*.whl"))}
    files = [path for path in (ROOT / "systemd").iterdir() if path.is_file()] + [
        ROOT / "README.md",
        ROOT / "sql" / "roles.sql",
        ROOT / "sql" / "roles_undone.sql",
    ]
    contents |= {f"system/{path.name}": path for path in sorted(files)}
    listed = [_described(name, path) for name, path in contents.items()]
    digest = hashlib.sha256("".join(f"{one.name} {one.sha256}\n" for one in listed).encode()).hexdigest()[:8]
    manifest = Manifest(
        format=FORMAT, version=version, digest=digest, least=least, pythons=pythons, machines=machines, files=listed
    )
    raw = manifest.model_dump_json().encode()
    with tarfile.open(target, "w", format=tarfile.USTAR_FORMAT) as archive:
        _add(archive, MANIFEST, raw)
        _add(archive, SIGNATURE, Ed25519PrivateKey.from_private_bytes(key).sign(raw))
        for name, path in contents.items():
            _add(archive, name, path.read_bytes())
    return manifest


def _described(name: str, path: Path) -> UpdateFile:
    if not is_file_name(name):
        raise SystemExit(f"an update cannot hold a file of this name: {name}")
    content = path.read_bytes()
    return UpdateFile(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o644
    archive.addfile(member, io.BytesIO(content))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    words = parser.add_subparsers(required=True, dest="word")
    words.add_parser("key").add_argument("file", type=Path)
    make = words.add_parser("make")
    for name in ("wheels", "key", "target"):
        make.add_argument(name, type=Path)
    make.add_argument("--python", action="append", required=True, metavar="3.N")
    make.add_argument("--machine", action="append", required=True, metavar="aarch64")
    arguments = parser.parse_args()
    if arguments.word == "key":
        new_key(arguments.file)
        return
    key = bytes.fromhex(arguments.key.read_text().strip())
    made = make_update(
        arguments.wheels, key, arguments.target,
        version=__version__, pythons=arguments.python, machines=arguments.machine,
    )  # fmt: skip
    sys.stdout.write(f"{arguments.target}: {made.version}-{made.digest}\n")


if __name__ == "__main__":
    main()

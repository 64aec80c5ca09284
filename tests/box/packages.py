"""Signed updates of the program that image/build.bash laid ready: a newer one, one of another schema, a broken one."""

import platform
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from image.recipe import read_recipe
from scripts.make_update import make_update
from tests.box.guest import ROOT

MIGRATIONS = "appliance/share/sql/migrations/"
WITHOUT_A_START = "\n\ndef serve(wing: Wing) -> int:\n    raise SystemExit(1)\n"
"""At the end of a module; everything but the start is as it was."""


def payload() -> Path:
    """Wheels of this machine's kind, as image/build.bash leaves them."""
    architecture = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    return ROOT / "image" / "build" / f"payload-{architecture.stdout.strip()}"


class Packages:
    """Update files in `folder`, and the public half of the key that signed them, `key.pub`."""

    def __init__(self, folder: Path, given: Path) -> None:
        self._folder, self._given = folder, given
        (self._wheel,) = given.glob("arch_stats-*.whl")
        key = Ed25519PrivateKey.generate()
        self._key = key.private_bytes_raw()
        (folder / "key.pub").write_text(key.public_key().public_bytes_raw().hex() + "\n", encoding="ascii")

    def newer(self) -> Path:
        """The same program under another name."""
        return self._make("newer", {"appliance/__init__.py": "\n"})

    def for_another_machine(self) -> Path:
        """One that no box of ours can run."""
        return self._make("museum", {"appliance/__init__.py": "\n\n"}, machine="pdp11")

    def with_another_schema(self) -> Path:
        """One that changes the database before it starts."""
        return self._make("schema", self._migrations(1))

    def that_does_not_start(self) -> Path:
        """One that tests itself well, changes the database once more, and then ends at once."""
        return self._make("broken", {**self._migrations(2), "appliance/commands/serve.py": WITHOUT_A_START})

    def _migrations(self, count: int) -> dict[str, str]:
        with zipfile.ZipFile(self._wheel) as wheel:
            known = sum(name.startswith(MIGRATIONS) for name in wheel.namelist())
        return {
            f"{MIGRATIONS}{number:04}_said_of_sessions.sql": f"COMMENT ON TABLE sessions IS 'as {number} says';\n"
            for number in range(known + 1, known + 1 + count)
        }

    def _make(self, name: str, added: Mapping[str, str], machine: str = platform.machine()) -> Path:
        wheels = self._folder / f"wheels-{name}"
        wheels.mkdir()
        for wheel in (self._given / "wheels").glob("*.whl"):
            (wheels / wheel.name).symlink_to(wheel)
        changed(self._wheel, wheels / self._wheel.name, added)
        update = self._folder / f"{name}.tar"
        version = self._wheel.name.split("-")[1]
        pythons = [read_recipe().python]
        make_update(wheels, self._key, update, version=version, pythons=pythons, machines=[machine])
        shutil.rmtree(wheels)
        return update


def changed(wheel: Path, target: Path, added: Mapping[str, str]) -> None:
    """A copy of a wheel with text at the ends of files; those that are not there begin with it."""
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        names = source.namelist()
        for name in names:
            content = source.read(name) + added.get(name, "").encode()
            if name.endswith(".dist-info/RECORD"):
                content += "".join(f"{new},,\n" for new in added if new not in names).encode()
            copy.writestr(name, content)
        for name, text in added.items():
            if name not in names:
                copy.writestr(name, text)

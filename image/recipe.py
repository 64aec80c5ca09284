"""The recipe of the card, read from recipe.toml and validated.

python -m image.recipe base ARCHITECTURE    everything that determines the base system, to name its archive
python -m image.recipe early FOLDER         files that must exist before Debian's packages
python -m image.recipe card FOLDER          the files for image/customise.bash
python -m image.recipe shell ARCHITECTURE   the shell variables for image/build.bash
"""

import shlex
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Architecture = Literal["amd64", "arm64"]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9.+-]{0,62}$")]
Unit = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][\w-]*@?\.(service|socket|timer)$")]
KeptPath = Annotated[str, StringConstraints(pattern=r"^/(etc|var)/[\w/.-]+$")]
Mebibytes = Annotated[int, Field(ge=64, le=8192)]

# systemd waits longer than usual for it: without it there is no database, and slow machines detect it late
DATA_OPTIONS = (
    "noatime,lazytime,commit=60,errors=remount-ro,x-systemd.growfs,"
    "x-systemd.after=systemd-repart.service,x-systemd.device-timeout=5min"
)
RECIPE = Path(__file__).parent / "recipe.toml"


class Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Layer(Part):
    """Debian packages that belong together, and the units that they run."""

    name: Name
    description: str
    packages: list[Name]
    units: list[Unit] = []
    masked: list[Unit] = []
    requires: list[Name] = []


class Machine(Part):
    """What our own image contains besides the layers."""

    packages: list[Name]
    initramfs_modules: list[Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]]
    boot_mib: Mebibytes
    root_mib: Mebibytes
    data_mib: Mebibytes
    kernels: dict[Architecture, Name]


class RaspberryPi(Part):
    """What is used from Raspberry Pi's image tool."""

    revision: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
    device: Name
    image: Name
    base: list[Name]
    packages: list[Name]


class Recipe(Part):
    """All settings of the card."""

    name: Name
    suite: Name
    python: Annotated[str, StringConstraints(pattern=r"^3\.[0-9]{2}$")]
    date: datetime
    host_name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
    locale: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]+\.UTF-8$")]
    time_zone: Annotated[str, StringConstraints(pattern=r"^[\w+-]+(/[\w+-]+)*$")]
    keeper: Name
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")]
    kept: list[KeptPath]
    layers: list[Layer]
    machine: Machine
    raspberry_pi: RaspberryPi

    @model_validator(mode="after")
    def layers_are_each_once_and_in_order(self) -> "Recipe":
        seen: set[str] = set()
        for layer in self.layers:
            if layer.name in seen or not seen.issuperset(layer.requires):
                raise ValueError(f"layer {layer.name} is there twice, or before one that it requires")
            seen.add(layer.name)
        return self

    @property
    def epoch(self) -> int:
        return int(self.date.astimezone(UTC).timestamp())

    def packages(self, architecture: Architecture) -> list[str]:
        """Return the Debian packages of our own image."""
        ours = {package for layer in self.layers for package in layer.packages}
        return sorted({*ours, *self.machine.packages, self.machine.kernels[architecture]})

    def units(self) -> list[str]:
        return [unit for layer in self.layers for unit in layer.units]

    def masked(self) -> list[str]:
        return [unit for layer in self.layers for unit in layer.masked]


def read_recipe(path: Path = RECIPE) -> Recipe:
    return Recipe.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def early_files(recipe: Recipe) -> dict[str, str]:
    """Return the files that must exist before Debian's packages are installed, by path without the leading slash."""
    modules = "".join(f"{module}\n" for module in recipe.machine.initramfs_modules)
    return {
        # the initramfs checks the root file system only if fstab says so
        "etc/fstab": root_file_system(read_only=False),
        # each card creates its own cluster at its first start
        "etc/postgresql-common/createcluster.conf": "create_main_cluster = false\n",
        "etc/initramfs-tools/conf.d/arch-stats": "MODULES=list\nRESUME=none\n",
        "usr/share/initramfs-tools/modules.d/arch-stats": modules,
    }


def root_file_system(*, read_only: bool) -> str:
    return f"LABEL=ROOT / ext4 {'ro' if read_only else 'rw'},noatime,lazytime,errors=remount-ro 0 1\n"


def file_systems(recipe: Recipe, *, read_only: bool) -> str:
    """Return fstab: the kept folders are on the last partition, which grows with the card."""
    lines = [
        "LABEL=BOOT /boot/firmware vfat ro,noatime,nofail,umask=0077,x-systemd.device-timeout=1min 0 2",
        f"LABEL=DATA /data ext4 {DATA_OPTIONS} 0 2",
        *(f"/data{path} {path} none bind,x-systemd.requires-mounts-for=/data 0 0" for path in recipe.kept),
        "tmpfs /var/log tmpfs nosuid,nodev,noexec,size=8m,mode=0755 0 0",
    ]
    return root_file_system(read_only=read_only) + "".join(f"{line}\n" for line in lines)


def base(recipe: Recipe, architecture: Architecture) -> str:
    """Return everything that determines the base system as text: recipes with equal text share one base."""
    files = [f"{path}\n{text}" for path, text in sorted(early_files(recipe).items())]
    return "\n".join([recipe.suite, architecture, str(recipe.epoch), *recipe.packages(architecture), *files])


def shell(recipe: Recipe, architecture: Architecture) -> str:
    words = {
        "NAME": recipe.name,
        "SUITE": recipe.suite,
        "EPOCH": str(recipe.epoch),
        "PACKAGES": ",".join(recipe.packages(architecture)),
        "BOOT_MIB": str(recipe.machine.boot_mib),
        "ROOT_MIB": str(recipe.machine.root_mib),
        "DATA_MIB": str(recipe.machine.data_mib),
    }
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in words.items())


def card_files(recipe: Recipe) -> dict[str, str]:
    """Return the files that turn a Debian system into a card: shell variables, and both versions of fstab."""
    words = {
        "HOST_NAME": recipe.host_name,
        "LOCALE": recipe.locale,
        "TIME_ZONE": recipe.time_zone,
        "KEEPER": recipe.keeper,
        "COUNTRY": recipe.country,
    }
    lists = {"KEPT": recipe.kept, "UNITS": recipe.units(), "MASKED": recipe.masked()}
    text = "".join(f"{name}={shlex.quote(value)}\n" for name, value in words.items())
    text += "".join(f"{name}=({shlex.join(values)})\n" for name, values in lists.items())
    return {
        "card.bash": text,
        "fstab.rw": file_systems(recipe, read_only=False),
        "fstab.ro": file_systems(recipe, read_only=True),
    }


def write_files(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def main(words: list[str]) -> int:
    recipe = read_recipe()
    match words:
        case ["early", folder]:
            write_files(Path(folder), early_files(recipe))
        case ["card", folder]:
            write_files(Path(folder), card_files(recipe))
        case ["base", "amd64" | "arm64" as architecture]:
            sys.stdout.write(base(recipe, architecture))
        case ["shell", "amd64" | "arm64" as architecture]:
            sys.stdout.write(shell(recipe, architecture))
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

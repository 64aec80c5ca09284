"""The whole chip, with the whole appliance: tests/node/chip/run.bash [arrows] [bows] [chirps]

An RP2040 in software (rp2040py) runs MicroPython and the firmware of a node, or of a bow's sensor, from its flash; its
USB is a pty of a running appliance. Prints what it saw; ends with 1 where an arrow, a release or a chirp is missing,
stored twice, or something else. `--image FILE.uf2` takes another image of MicroPython.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.node.chip import arrows, bows, chirps
from tests.node.chip.chip import ROOT, report

IMAGE = ROOT / "image" / "build" / "micropython-pico.uf2"
PARTS = {"arrows": arrows.run, "bows": bows.run, "chirps": chirps.run}


async def main(image: Path, parts: list[str]) -> int:
    well = True
    for part in parts:
        report(f"== {part}")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            folder.chmod(0o755)
            is_well = await PARTS[part](image, folder)
        report(f"== {part}: {'as it should be' if is_well else 'WRONG'}")
        well = well and is_well
    return 0 if well else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--image", type=Path, default=IMAGE)
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"{', '.join(sorted(unknown))}: {', '.join(PARTS)}")
    sys.exit(asyncio.run(main(asked.image, asked.parts or list(PARTS))))

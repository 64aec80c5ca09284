"""Downloads the wheels of requirements.lock for another machine, each checked against its hashes.

python -m image.wheels ARCHITECTURE FOLDER
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.markers import Marker

from image.recipe import Architecture, read_recipe

LOCK = Path(__file__).parents[1] / "requirements.lock"
MACHINES: dict[Architecture, str] = {"amd64": "x86_64", "arm64": "aarch64"}
# newest and oldest glibc minor version: a system also runs wheels built for an older glibc
GLIBC = (41, 17)
REQUIREMENT = re.compile(
    r"^(?P<pin>[a-z0-9._-]+==\S+)(?: ; (?P<marker>[^\\]+?))?(?P<hashes>(?: \\\n +--hash=\S+)+)", re.MULTILINE
)


def lock_for(lock: str, architecture: Architecture, python: str) -> str:
    """Return the requirements of a lock for that machine; pip would evaluate them for the one that it runs on."""
    environment = {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": MACHINES[architecture],
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "linux",
    }
    found = [
        match["pin"] + match["hashes"]
        for match in REQUIREMENT.finditer(lock)
        if match["marker"] is None or Marker(match["marker"]).evaluate(environment)
    ]
    return "\n".join(found) + "\n"


def words_for_pip(architecture: Architecture, python: str) -> list[str]:
    """Return pip's options for the wheels that this machine can use."""
    newest, oldest = GLIBC
    machine = MACHINES[architecture]
    platforms = [f"manylinux_2_{minor}_{machine}" for minor in range(newest, oldest - 1, -1)]
    platforms.append(f"manylinux2014_{machine}")
    words = ["--only-binary=:all:", "--implementation=cp", f"--python-version={python}"]
    return words + [f"--platform={platform}" for platform in platforms]


def main(words: list[str]) -> int:
    match words:
        case ["amd64" | "arm64" as architecture, folder]:
            python = read_recipe().python
            with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as lock:
                lock.write(lock_for(LOCK.read_text(encoding="utf-8"), architecture, python))
                lock.flush()
                pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
                pip += ["--require-hashes", "--requirement", lock.name, "--dest", folder]
                pip += words_for_pip(architecture, python)
                return subprocess.run(pip, check=False).returncode  # noqa: S603
        case _:
            sys.stderr.write(__doc__ or "")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

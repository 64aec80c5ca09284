"""The machine around the program, for updates: systemd, the page's server, and the appliance's user.

Everything here runs as root. What a version does itself is done by its own command line, as the appliance's user.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from appliance.updates.cluster import Cluster
from appliance.updates.commands import require_done, run
from appliance.updates.page_watch import FOLDER, is_answered_recently
from appliance.updates.steps import end_step, properties, run_as, start_step
from appliance.updates.versions import Version

USER = "arch-stats"
OWNER = "arch-stats-owner"
"""The user who migrates the schema where page and sensors are two units."""
SPLIT = Path("/etc/arch-stats/split.env")
SERVICE = "arch-stats.service"
APART = ("arch-stats-sensing.service", "arch-stats-announce.service")
DATABASE_SERVICE = "arch-stats-postgres.service"
TRIAL_UNIT = "arch-stats-trial.service"
WATCH_UNIT = "arch-stats-watch.service"
CONFIG = Path("/etc/arch-stats/arch-stats.toml")
DATA = "/var/lib/arch-stats"
DATABASE = "POSTGRES_DB"


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine; `cluster`: the appliance's own database; None for a foreign server, whose database is never
    copied."""

    cluster: Cluster | None
    port: int = 8000
    environment: Mapping[str, str] = field(default_factory=lambda: {"ARCH_STATS_CONFIG": str(CONFIG)})

    @property
    def is_booted(self) -> bool:
        """Whether systemd is running; it is not while a card image is built."""
        return Path("/run/systemd/system").is_dir()

    def systemctl(self, *words: str) -> bool:
        """Run systemctl; whether it succeeded."""
        return run(["systemctl", *words]).returncode == 0

    def starts_of_service(self) -> int:
        """How often systemd restarted the service since it was last started on request."""
        text = run(["systemctl", "show", "--property", "NRestarts", "--value", SERVICE]).stdout.strip()
        return int(text) if text.isdecimal() else 0

    def is_healthy(self) -> bool:
        """Whether the page's server answers and has its database, while it is watched."""
        return is_answered_recently()

    @contextmanager
    def page_watched(self) -> Iterator[None]:
        """Have the page's server asked for its health while the body runs. Raises UpdateRefused."""
        # of a trial that was killed
        end_step(WATCH_UNIT)
        words = [str(Path(sys.prefix) / "bin" / "arch-stats"), "program", "watch", "--port", str(self.port)]
        of_watch = (f"RuntimeDirectory={FOLDER}", "Restart=always", "RestartSec=1", "StartLimitIntervalSec=0")
        of_trial = f"PartOf={TRIAL_UNIT}"
        require_done(start_step(WATCH_UNIT, "exec", words, [*properties(None, "page"), *of_watch, of_trial]))
        try:
            yield
        finally:
            end_step(WATCH_UNIT)

    def link_files(self, version: Version) -> None:
        """Link this version's units, rules and commands into the system. Raises UpdateRefused."""
        require_done(run([str(version.folder / "system" / "arch-stats-link")]))

    def run_program(self, version: Version, *words: str, database: str | None = None) -> None:
        """Run a version's command line as the appliance's user. Raises UpdateRefused with its last lines."""
        other = {} if database is None else {DATABASE: database}
        split = settings_in(SPLIT)
        user = OWNER if split and words[0] == "migrate" else USER
        environment = {**self.environment, **split, **other}
        command = [str(version.command), *words]
        require_done(run_as(user, command, "own_network", environment, writable=DATA, is_output_kept=False))


def settings_in(path: Path) -> dict[str, str]:
    """Lines NAME=value of a file, read as by systemd's EnvironmentFile=; empty if there is no file."""
    if not path.exists():
        return {}
    lines = path.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))

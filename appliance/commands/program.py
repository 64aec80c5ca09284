"""arch-stats program: the versions of the program on an installed box."""

import os
from collections.abc import Mapping
from pathlib import Path

from appliance.commands.terminal import print_message
from appliance.core.message import message
from appliance.runtime.resources import sql_dir
from appliance.settings import Settings, read_settings
from appliance.updates.cluster import Cluster
from appliance.updates.errors import UpdateRefused
from appliance.updates.machine import CONFIG, Machine
from appliance.updates.stamp import stamp_for, write_stamp
from appliance.updates.switching import Switching
from appliance.updates.trial import Trial, forget_trial, read_plan
from appliance.updates.versions import HOME, Versions

OWN_SOCKET_DIR = Path("/run/arch-stats-postgres")
OWN_DATA = Path("/var/lib/arch-stats-postgres")


def list_versions() -> int:
    """Print the version that runs and the one before it."""
    versions = Versions()
    current, previous = versions.current(), versions.previous()
    if current is None:
        print_message(message("not_installed_here"))
        return 1
    print_message(message("version_current", version=current.name))
    if previous is not None and previous.name != current.name:
        print_message(message("version_previous", version=previous.name))
    return 0


def adopt(folder: Path, postgres: str) -> int:
    """Declare a filled folder to be a complete version, made for this Python and this major version of PostgreSQL."""
    try:
        stamp = stamp_for(folder.name, postgres)
    except ValueError as error:
        raise UpdateRefused(message("version_not_whole", version=folder.name)) from error
    write_stamp(folder, stamp)
    return 0


def switch(name: str, *, is_locked: bool) -> int:
    """Switch to the version of this name."""
    versions = Versions()
    with versions.locked(is_held=is_locked):
        switching(versions).to(name)
    print_message(message("version_runs", version=name))
    return 0


def back() -> int:
    """Switch to the previous version."""
    versions = Versions()
    with versions.locked():
        version = switching(versions).back()
    print_message(message("version_runs_again", version=version.name))
    return 0


def trial() -> int:
    """Run the trial of a new version (the unit arch-stats-trial)."""
    versions = Versions()
    plan = read_plan(versions)
    if plan is None:
        # a plan that cannot be read must not lead to a switch
        forget_trial(versions)
    else:
        Trial(versions, machine(_settings()), plan).run()
    return 0


def prune() -> int:
    """Delete all versions but the current and the previous one, unless one is on trial."""
    versions = Versions()
    if read_plan(versions) is None:
        versions.forget_others()
    return 0


def machine(settings: Settings) -> Machine:
    """This machine as described by its settings: with its database cluster, if that is the appliance's own."""
    is_own = settings.postgres_socket_dir == OWN_SOCKET_DIR and settings.postgres_db is not None
    if not is_own:
        return Machine(None, settings.server_port)
    roles_sql = sql_dir() / "roles.sql"
    cluster = Cluster(HOME / "postgres", OWN_SOCKET_DIR, OWN_DATA, settings.postgres_db or "", roles_sql)
    return Machine(cluster, settings.server_port)


def switching(versions: Versions) -> Switching:
    return Switching(versions, machine(_settings()), print_message)


def _settings() -> Settings:
    environment: Mapping[str, str] = {"ARCH_STATS_CONFIG": str(CONFIG)} if CONFIG.exists() else os.environ
    return read_settings(environment)

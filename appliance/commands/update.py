"""arch-stats update: checks a signed update file, unpacks it beside the current version, tries it, and switches to
it."""

from contextlib import suppress
from pathlib import Path

from appliance.commands.program import switching
from appliance.commands.terminal import print_message
from appliance.core.message import message, message_of
from appliance.errors import ArchStatsError
from appliance.updates.applying import applying
from appliance.updates.handing_over import HANDED_OVER, taken
from appliance.updates.outcome import write_outcome
from appliance.updates.versions import Versions


def update(path: Path) -> int:
    """Update from a file named on the command line."""
    versions = Versions()
    with versions.locked():
        name = applying(versions, print_message).fill(path)
        switching(versions).to(name)
    print_message(message("version_runs", version=name))
    return 0


def update_handed_over() -> int:
    """Update from the file that the page's server received; the outcome is recorded for the page."""
    versions = Versions()
    current = versions.current()
    try:
        with versions.locked(), taken(HANDED_OVER, versions.home) as path:
            name = applying(versions, print_message).fill(path)
    except (ArchStatsError, OSError) as error:
        # as long as the file exists, systemd starts this command again
        HANDED_OVER.unlink(missing_ok=True)
        with suppress(OSError):
            write_outcome(versions.home, "refused", None if current is None else current.name, None, message_of(error))
        raise
    with versions.locked():
        switching(versions).to(name)
    return 0

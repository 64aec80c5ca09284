"""arch-stats address: where the page is, for a person with a phone."""

import os

from appliance.commands.qr_code import qr_code
from appliance.commands.serve import page_address
from appliance.settings import Settings, read_settings


def address(port: int | None) -> int:
    """Print where the page is, at `port` or the configured one, and a code to scan."""
    settings = read_settings(os.environ)
    print(addresses_text(settings, port or settings.server_port))
    return 0


def addresses_text(settings: Settings, port: int) -> str:
    """The address by number, as a code and as text, and by name where the appliance announces one."""
    by_number = page_address(settings, port)
    lines = [qr_code(by_number), "", by_number]
    if settings.mdns:
        named = settings.model_copy(update={"server_host": f"{settings.name}.local"})
        lines.append(f"{page_address(named, port)} (where no other box has that name)")
    return "\n".join(lines)

"""arch-stats label: prints the box's label, for a person with a phone at a terminal."""

import os

from appliance.commands.address import addresses_text
from appliance.commands.qr_code import qr_code
from appliance.commands.terminal import print_message
from appliance.core.message import message
from appliance.settings import read_settings
from appliance.wifi.own import own_network


def label(port: int | None) -> int:
    """Print the codes of the access point and of the page, each with its text."""
    settings = read_settings(os.environ)
    if settings.access_point:
        own = own_network(settings.data_dir)
        print(qr_code(own.code))
        print()
        print_message(message("label_own", ssid=own.ssid, password=own.password))
    print(addresses_text(settings, port or settings.server_port))
    return 0

"""The Wi-Fi of a Pico W or Pico 2 W, over which the appliance connects; other boards lack its modules."""

import network

from drivers.bow.firmware import BowLink
from drivers.bow.setup import Setup
from drivers.bow.tcp_line import TcpLine

PORT = 5005
JOIN_EVERY_US = 15_000_000
NO_POWER_SAVING = 0xA11140
"""Power management off: a radio that sleeps answers a tenth of a second late."""


class Wifi(BowLink):
    """Joins the network of the setup, and joins it again whenever it is lost."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._join_from_us = 0
        self._wifi = network.WLAN(network.STA_IF)
        self._wifi.active(True)
        self._wifi.config(pm=NO_POWER_SAVING)
        self.line = self._tcp = TcpLine(PORT)

    def connections(self) -> int:
        return self._tcp.connections

    def keep(self, now_us: int) -> None:
        if now_us >= self._join_from_us:
            self._join_from_us = now_us + JOIN_EVERY_US
            if not self._wifi.isconnected():
                self._wifi.connect(self._setup.ssid, self._setup.password)

"""The interface of the Wi-Fi to HTTP, and its implementation for boxes that do not manage Wi-Fi."""

from typing import Protocol

from appliance.core.message import message
from appliance.errors import Unavailable
from appliance.schema.wifi import WifiRead, WifiUpdate


class WifiBusy(Unavailable):
    """Another network is being tried, or there is no NetworkManager to try one with."""


class Wifi(Protocol):
    """Manages the Wi-Fi. `is_own_up`: the box's own access point is open."""

    is_own_up: bool

    def read(self) -> WifiRead:
        """The state of the Wi-Fi."""
        ...

    def join(self, wanted: WifiUpdate) -> None:
        """Begin to join a network. Raises WifiBusy."""
        ...


class NoWifi:
    """Wi-Fi of a computer whose networks the appliance does not manage."""

    is_own_up = False

    def read(self) -> WifiRead:
        """The state where the box does not manage Wi-Fi."""
        return WifiRead(state="absent", own_ssid=None, network=None, networks=[], failure=None)

    def join(self, wanted: WifiUpdate) -> None:
        """Raise WifiBusy, since no network can be joined."""
        del wanted
        raise WifiBusy(message("no_network_manager"))

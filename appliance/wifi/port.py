"""The interface of the Wi-Fi to HTTP, and its implementation for computers without one."""

from typing import Protocol

from appliance.core.message import message
from appliance.errors import Unavailable
from appliance.schema.wifi import WifiRead, WifiUpdate


class WifiBusy(Unavailable):
    """Another network is being tried, or there is no NetworkManager to try one with."""


class Wifi(Protocol):
    """Who sees to the Wi-Fi. `is_own_up`: the box's own access point is open."""

    is_own_up: bool

    def read(self) -> WifiRead:
        """The state of the Wi-Fi."""
        ...

    def join(self, wanted: WifiUpdate) -> None:
        """Try a network. Raises WifiBusy."""
        ...


class NoWifi:
    """For a computer whose networks the appliance does not manage."""

    is_own_up = False

    def read(self) -> WifiRead:
        """The state where the box does not manage Wi-Fi."""
        return WifiRead(state="absent", own_ssid=None, network=None, networks=[], failure=None)

    def join(self, wanted: WifiUpdate) -> None:
        """Raises WifiBusy."""
        del wanted
        raise WifiBusy(message("no_network_manager"))

"""The Wi-Fi network that the box is on, and its strength, queried from NetworkManager."""

from dataclasses import dataclass

from appliance.core.message import message
from appliance.health.box_checks import look_at_wifi
from appliance.health.findings import Finding, unknown
from appliance.wifi.network_manager import NetworkManager, WifiError


@dataclass(frozen=True, slots=True)
class Joined:
    """A network that the box is on; `is_own`: its own access point, whose strength is meaningless."""

    ssid: str
    strength_pct: int
    is_own: bool


async def joined_network(address: str | None = None) -> Joined | None:
    """The network that this computer is on; None: none. Raises WifiError without a usable NetworkManager."""
    manager = await NetworkManager.connected(address)
    try:
        radio = await manager.radio()
        if radio is None:
            return None
        network = await manager.joined(radio[0])
        if network is None:
            return None
        return Joined(network.ssid, network.strength_pct, await manager.is_access_point(radio[0]))
    finally:
        manager.close()


async def wifi_finding(address: str | None = None) -> Finding:
    """The network that this computer is on, as a finding of the doctor."""
    try:
        joined = await joined_network(address)
    except WifiError:
        return unknown(message("doctor_wifi_unknown"))
    if joined is None:
        return unknown(message("doctor_wifi_none"))
    return look_at_wifi(joined.ssid, joined.strength_pct, is_own=joined.is_own)

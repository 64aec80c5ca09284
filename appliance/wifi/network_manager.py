"""NetworkManager over the system bus: the networks that it reports, and the few operations that are needed."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from appliance.core.message import message
from appliance.errors import Unavailable
from appliance.wifi.profiles import MOST_SSID_BYTES, OWN_UUID, Network, Profile, is_sae_only, security_of

log = logging.getLogger(__name__)

NAME = "org.freedesktop.NetworkManager"
ROOT = "/org/freedesktop/NetworkManager"
SETTINGS = f"{ROOT}/Settings"
NOTHING = "/"
WITHIN_S = 10.0
MOST_HEARD = 64
"""Largest number of access points that are queried, even in a crowded place."""
MOST_NETWORKS = 32
WIFI = 2  # NMDeviceType
ACCESS_POINT = 3  # NM80211Mode
UNAVAILABLE = 20  # NMDeviceState: no radio, or it is switched off
ACTIVATED, DEACTIVATED = 2, 4  # NMActiveConnectionState
WIRELESS, WIRED = "802-11-wireless", "802-3-ethernet"  # types of connections
CARRIES_PHONES = (WIRELESS, WIRED)


class WifiError(Unavailable):
    """NetworkManager is away, or refuses a call."""


@dataclass(frozen=True, slots=True)
class Active:
    """A connection that is active or being activated."""

    path: str
    uuid: str
    name: str
    kind: str
    state: int


class NetworkManager:
    """A client of NetworkManager; each call is bounded in time, and secrets are neither stored nor logged."""

    def __init__(self, bus: MessageBus) -> None:
        self._bus = bus

    @classmethod
    async def connected(cls, address: str | None = None) -> Self:
        """Connect to the system bus. Raises WifiError without a bus, or without NetworkManager on it."""
        try:
            async with asyncio.timeout(WITHIN_S):
                bus = await MessageBus(bus_address=address, bus_type=BusType.SYSTEM).connect()
        except (OSError, TimeoutError, EOFError, ValueError) as error:
            raise WifiError(message("no_network_manager")) from error
        try:
            manager = cls(bus)
            await manager._get(ROOT, NAME, "Version")
        except WifiError as error:
            bus.disconnect()
            raise WifiError(message("no_network_manager")) from error
        return manager

    def close(self) -> None:
        """Disconnect from the bus."""
        self._bus.disconnect()

    async def radio(self) -> tuple[str, str] | None:
        """The first usable Wi-Fi device and its interface; None without one. Raises WifiError."""
        for device in (await self._call(ROOT, NAME, "GetDevices"))[0]:
            if await self._get(device, f"{NAME}.Device", "DeviceType") == WIFI:
                state = await self._get(device, f"{NAME}.Device", "State")
                if state > UNAVAILABLE:
                    return device, await self._get(device, f"{NAME}.Device", "Interface")
        return None

    async def active(self) -> list[Active]:
        """Active connections by which phones could reach the box, including our own access point. Raises WifiError."""
        found = []
        for path in await self._get(ROOT, NAME, "ActiveConnections"):
            try:
                properties = await self._all(path, f"{NAME}.Connection.Active")
            except WifiError:
                continue  # ended meanwhile
            if properties["Type"] in CARRIES_PHONES:
                found.append(
                    Active(path, properties["Uuid"], properties["Id"], properties["Type"], properties["State"])
                )
        return found

    async def knows_networks(self) -> bool:
        """Whether a Wi-Fi network is known that is joined automatically. Raises WifiError."""
        for path in (await self._call(SETTINGS, f"{NAME}.Settings", "ListConnections"))[0]:
            try:
                (settings,) = await self._call(path, f"{NAME}.Settings.Connection", "GetSettings")
            except WifiError:
                continue
            wireless, general = settings.get(WIRELESS), settings.get("connection", {})
            is_automatic = "autoconnect" not in general or general["autoconnect"].value
            is_ours = "uuid" in general and general["uuid"].value == OWN_UUID
            if wireless is not None and is_automatic and not is_ours:
                return True
        return False

    async def networks(self, device: str) -> list[Network]:
        """The networks in range, strongest first, each name once. Raises WifiError."""
        heard: dict[str, Network] = {}
        for path in (await self._call(device, f"{NAME}.Device.Wireless", "GetAllAccessPoints"))[0][:MOST_HEARD]:
            try:
                properties = await self._all(path, f"{NAME}.AccessPoint")
            except WifiError:
                continue
            network = _network(properties)
            if network is not None and network.strength_pct > heard.get(network.ssid, _NONE).strength_pct:
                heard[network.ssid] = network
        return sorted(heard.values(), key=lambda each: -each.strength_pct)[:MOST_NETWORKS]

    async def joined(self, device: str) -> Network | None:
        """The network that the radio is on; None: none. Raises WifiError."""
        path = await self._get(device, f"{NAME}.Device.Wireless", "ActiveAccessPoint")
        return None if path == NOTHING else _network(await self._all(path, f"{NAME}.AccessPoint"))

    async def is_access_point(self, device: str) -> bool:
        """Whether the radio is an access point. Raises WifiError."""
        return bool(await self._get(device, f"{NAME}.Device.Wireless", "Mode") == ACCESS_POINT)

    async def profile_path(self, uuid: str) -> str | None:
        """The D-Bus path of the profile with this UUID; None: there is none."""
        try:
            return str((await self._call(SETTINGS, f"{NAME}.Settings", "GetConnectionByUuid", "s", uuid))[0])
        except WifiError:
            return None

    async def add(self, profile: Profile) -> str:
        """Add a profile in memory, so that a power cut leaves nothing of it; returns its path. Raises WifiError."""
        return str((await self._call(SETTINGS, f"{NAME}.Settings", "AddConnectionUnsaved", "a{sa{sv}}", profile))[0])

    async def keep(self, path: str, profile: Profile) -> None:
        """Store a profile on the disk, as NetworkManager stores its own. Raises WifiError."""
        await self._call(path, f"{NAME}.Settings.Connection", "Update", "a{sa{sv}}", profile)

    async def forget(self, path: str) -> None:
        """Delete a profile. Raises WifiError."""
        await self._call(path, f"{NAME}.Settings.Connection", "Delete")

    async def activate(self, path: str, device: str) -> str:
        """Start activating a profile; `active` reports progress. Raises WifiError."""
        return str((await self._call(ROOT, NAME, "ActivateConnection", "ooo", path, device, NOTHING))[0])

    async def deactivate(self, active: str) -> None:
        """Deactivate a connection. Raises WifiError."""
        await self._call(ROOT, NAME, "DeactivateConnection", "o", active)

    async def _get(self, path: str, interface: str, name: str) -> Any:
        (value,) = await self._call(path, "org.freedesktop.DBus.Properties", "Get", "ss", interface, name)
        return value.value

    async def _all(self, path: str, interface: str) -> dict[str, Any]:
        (values,) = await self._call(path, "org.freedesktop.DBus.Properties", "GetAll", "s", interface)
        return {name: value.value for name, value in values.items()}

    async def _call(self, path: str, interface: str, member: str, signature: str = "", *body: Any) -> Sequence[Any]:
        call = Message(
            destination=NAME, path=path, interface=interface, member=member, signature=signature, body=list(body)
        )
        try:
            async with asyncio.timeout(WITHIN_S):
                reply = await self._bus.call(call)
        except (TimeoutError, EOFError, OSError) as error:
            raise WifiError(message("network_manager_silent")) from error
        if reply is None or reply.message_type == MessageType.ERROR:
            why = "" if reply is None else " ".join(str(each) for each in reply.body)[:200]
            raise WifiError(message("network_manager_refuses", why=why or member))
        return list(reply.body)


_NONE = Network("", -1, "open")


def _network(properties: dict[str, Any]) -> Network | None:
    """The network of an access point; None if its name is empty or not printable text."""
    raw = bytes(properties["Ssid"].value if isinstance(properties["Ssid"], Variant) else properties["Ssid"])[
        :MOST_SSID_BYTES
    ]
    try:
        ssid = raw.decode()
    except UnicodeDecodeError:
        return None
    if not ssid.strip("\0") or not ssid.isprintable():
        return None
    wpa, rsn = properties["WpaFlags"], properties["RsnFlags"]
    strength = min(100, int(properties["Strength"]))
    return Network(ssid, strength, security_of(properties["Flags"], wpa, rsn), is_sae_only(wpa, rsn))

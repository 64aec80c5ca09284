"""Manages the box's Wi-Fi: observes NetworkManager, steps the state machine, and carries out its actions."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from appliance.core.message import Message, message, message_of
from appliance.messages.translation import described_if_any
from appliance.schema.wifi import WifiNetworkRead, WifiRead, WifiUpdate
from appliance.wifi import machine
from appliance.wifi.machine import Action, Observed, State
from appliance.wifi.network_manager import ACTIVATED, DEACTIVATED, WIRELESS, Active, NetworkManager, WifiError
from appliance.wifi.own import OwnNetwork, own_network
from appliance.wifi.port import WifiBusy
from appliance.wifi.profiles import OWN_UUID, Network, Profile, joined_profile, new_uuid, own_profile

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
LOOK_AGAIN_FOR_MANAGER_S = 60.0


@dataclass(slots=True)
class Attempt:
    """A network that a person chose, while it is being joined; its password is kept no longer."""

    wanted: WifiUpdate = field(repr=False)
    network: Network
    uuid: str
    profile: str = ""


class WifiKeeper:
    """Manages the Wi-Fi; `is_used`: phones are on the page, so the access point must stay open."""

    def __init__(
        self, data_dir: Path, is_used: Callable[[], bool], now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._data_dir, self._is_used, self._now_s = data_dir, is_used, now_s
        self._state: State | None = None
        self._attempt: Attempt | None = None
        self._own: OwnNetwork | None = None
        self._heard: list[Network] = []
        self._network: str | None = None
        self._failure: Message | None = None
        self._wake = asyncio.Event()
        self.is_own_up = False

    async def run(self, address: str | None = None) -> None:
        """Manage the Wi-Fi until cancelled; without NetworkManager, look for it once a minute."""
        while True:
            try:
                manager = await NetworkManager.connected(address)
            except WifiError as error:
                log.debug("no Wi-Fi is seen to: %s", error)
                await asyncio.sleep(LOOK_AGAIN_FOR_MANAGER_S)
                continue
            try:
                self._own = await asyncio.to_thread(own_network, self._data_dir)
                self._state = machine.start(self._now_s())
                await self._follow(manager)
            finally:
                if self._attempt is not None:
                    self._failure = message("wifi_not_joined", ssid=self._attempt.wanted.ssid)
                self._state, self._attempt, self.is_own_up = None, None, False
                manager.close()

    def read(self) -> WifiRead:
        """The state of the Wi-Fi, for the page."""
        networks = [
            WifiNetworkRead(ssid=each.ssid, strength_pct=each.strength_pct, security=each.security)
            for each in self._heard
        ]
        return WifiRead(
            state="absent" if self._state is None else self._state.phase,
            own_ssid=None if self._own is None else self._own.ssid,
            network=self._network,
            networks=networks,
            failure=described_if_any(self._failure),
        )

    def join(self, wanted: WifiUpdate) -> None:
        """Start joining a network; `read` reports progress. Raises WifiBusy."""
        if self._state is None:
            raise WifiBusy(message("no_network_manager"))
        if self._attempt is not None:
            raise WifiBusy(message("wifi_being_tried"))
        heard = next((each for each in self._heard if each.ssid == wanted.ssid), None)
        network = heard or Network(wanted.ssid, 0, "open" if wanted.password is None else "password")
        self._attempt, self._failure = Attempt(wanted, network, new_uuid()), None
        self._wake.set()

    async def _follow(self, manager: NetworkManager) -> None:
        while True:
            self._wake.clear()
            await self._turn(manager)
            try:
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._wake.wait()
            except TimeoutError:
                pass

    async def _turn(self, manager: NetworkManager) -> None:
        """Observe once and act; joining a network that a person chose comes first."""
        state, now_s = self._state or machine.start(self._now_s()), self._now_s()
        radio = await manager.radio()
        active = await manager.active()
        if self._attempt is not None and radio is None:
            self._attempt, self._failure = None, message("no_radio")
        seen = await self._observe(manager, radio, active)
        if self._attempt is not None and not self._attempt.profile and radio is not None:
            done = machine.join_chosen(state, now_s)
        else:
            done = machine.step(state, seen, now_s)
        if done.has_failed and self._attempt is not None:
            self._failure = message("wifi_not_joined", ssid=self._attempt.wanted.ssid)
        self._state = done.state
        if done.action is not None and radio is not None:
            await self._do(done.action, manager, radio, active)
            # the action may have changed everything
            self._wake.set()
        elif radio is not None and not seen.is_own_up and done.state.phase != "joining":
            await self._listen(manager, radio[0])

    async def _observe(self, manager: NetworkManager, radio: tuple[str, str] | None, active: list[Active]) -> Observed:
        attempt = self._attempt
        others = [each for each in active if each.uuid != OWN_UUID and each.state == ACTIVATED]
        self._network = next((each.name for each in others if each.kind == WIRELESS), None)
        self.is_own_up = any(each.uuid == OWN_UUID and each.state == ACTIVATED for each in active)
        tried = next((each for each in active if attempt and each.uuid == attempt.uuid), None)
        is_begun = attempt is not None and attempt.profile != ""
        return Observed(
            has_radio=radio is not None,
            is_connected=bool(others),
            is_own_up=self.is_own_up,
            knows_networks=self.is_own_up and await manager.knows_networks(),
            is_used=self._is_used(),
            is_joined=tried is not None and tried.state == ACTIVATED,
            is_join_refused=is_begun and (tried is None or tried.state == DEACTIVATED),
        )

    async def _do(self, action: Action, manager: NetworkManager, radio: tuple[str, str], active: list[Active]) -> None:
        device, interface = radio
        try:
            match action:
                case "open":
                    await self._open(manager, device, interface)
                case "close":
                    for each in active:
                        if each.uuid == OWN_UUID:
                            await manager.deactivate(each.path)
                case "join":
                    await self._join(manager, device)
                case "keep":
                    await self._keep(manager)
                case "abandon":
                    await self._abandon(manager)
        except WifiError as error:
            log.warning("Wi-Fi: %s did not work: %s", action, error)
            if action == "join":
                self._failure = message_of(error)

    async def _open(self, manager: NetworkManager, device: str, interface: str) -> None:
        own = await asyncio.to_thread(own_network, self._data_dir)
        path = await manager.profile_path(OWN_UUID)
        if path is None:
            path = await manager.add(own_profile(own.ssid, own.password, interface))
        await manager.activate(path, device)
        log.info("no other network is here: the access point %s is opened", own.ssid)

    async def _join(self, manager: NetworkManager, device: str) -> None:
        if (attempt := self._attempt) is not None:
            # marked as begun first, so that a failure to begin counts as a failed attempt
            attempt.profile = attempt.uuid
            attempt.profile = await manager.add(self._profile(attempt, is_kept=False))
            await manager.activate(attempt.profile, device)

    async def _keep(self, manager: NetworkManager) -> None:
        attempt, self._attempt = self._attempt, None
        if attempt is not None:
            await manager.keep(attempt.profile, self._profile(attempt, is_kept=True))
            log.info("the network that was chosen is joined")

    async def _abandon(self, manager: NetworkManager) -> None:
        attempt, self._attempt = self._attempt, None
        if attempt is not None and attempt.profile.startswith("/"):
            await manager.forget(attempt.profile)

    def _profile(self, attempt: Attempt, *, is_kept: bool) -> Profile:
        return joined_profile(attempt.network, attempt.wanted.password, uuid_text=attempt.uuid, is_kept=is_kept)

    async def _listen(self, manager: NetworkManager, device: str) -> None:
        """Update the networks in range; the radio cannot scan while it is an access point."""
        try:
            self._heard = await manager.networks(device) or self._heard
        except WifiError as error:
            log.debug("nothing is heard: %s", error)

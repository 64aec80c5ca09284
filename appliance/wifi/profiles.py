"""Connection profiles in NetworkManager's words: the box's own access point, and a network to join."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dbus_fast import Variant

from appliance.wifi.own import OWN_ADDRESS

Security = Literal["open", "password", "enterprise"]
Profile = dict[str, dict[str, Variant]]

OWN_UUID = "6d1f2a0e-0f3b-4f0a-9a5e-8a1f6d0c4242"
"""Of the access point's profile, by which it is known again after a restart of ours."""
PREFIX_LENGTH = 24
MOST_SSID_BYTES = 32
# NMSettingWirelessSecurityPmf. Left to itself NetworkManager protects management frames, and offers WPA3 beside WPA2,
# where the radio says that it can; a Raspberry Pi's then opens no network, or one that phones cannot join
_PMF_DISABLE = 1
# NM80211ApSecurityFlags and NM80211ApFlags
_PRIVACY = 0x1
_BY_PSK, _BY_802_1X, _BY_SAE = 0x100, 0x200, 0x400


@dataclass(frozen=True, slots=True)
class Network:
    """A network that the radio hears."""

    ssid: str
    strength_pct: int
    security: Security
    is_sae_only: bool = False


def security_of(flags: int, wpa_flags: int, rsn_flags: int) -> Security:
    """An access point's security, from its three words of flags."""
    both = wpa_flags | rsn_flags
    if both & (_BY_PSK | _BY_SAE):
        return "password"
    # the last is WEP, which nobody should join any more, or something newer than this program
    return "enterprise" if both & _BY_802_1X or flags & _PRIVACY else "open"


def is_sae_only(wpa_flags: int, rsn_flags: int) -> bool:
    """Whether an access point takes WPA3 alone."""
    return bool(rsn_flags & _BY_SAE) and not (wpa_flags | rsn_flags) & _BY_PSK


def own_profile(ssid: str, password: str, interface: str) -> Profile:
    """The access point: WPA2, addresses by DHCP and names by dnsmasq, which NetworkManager's mode "shared" runs."""
    return {
        "connection": _strings(id="Arch-Stats", uuid=OWN_UUID, type="802-11-wireless")
        | {"interface-name": Variant("s", interface), "autoconnect": Variant("b", False)},
        "802-11-wireless": {
            "ssid": Variant("ay", ssid.encode()),
            "mode": Variant("s", "ap"),
            # every phone and every radio of a Pi has it, and it reaches further
            "band": Variant("s", "bg"),
        },
        "802-11-wireless-security": _strings(**{"key-mgmt": "wpa-psk", "psk": password})
        | {name: Variant("as", [value]) for name, value in _WPA2.items()}
        | {"pmf": Variant("i", _PMF_DISABLE)},
        "ipv4": {
            "method": Variant("s", "shared"),
            "address-data": Variant(
                "aa{sv}", [{"address": Variant("s", OWN_ADDRESS), "prefix": Variant("u", PREFIX_LENGTH)}]
            ),
        },
        "ipv6": _strings(method="disabled"),
    }


_WPA2: Mapping[str, str] = {"proto": "rsn", "pairwise": "ccmp", "group": "ccmp"}


def joined_profile(network: Network, password: str | None, *, uuid_text: str, is_kept: bool) -> Profile:
    """A network to join; one that is kept is joined again by itself."""
    profile: Profile = {
        "connection": _strings(id=network.ssid, uuid=uuid_text, type="802-11-wireless")
        | {"autoconnect": Variant("b", is_kept)},
        "802-11-wireless": {"ssid": Variant("ay", network.ssid.encode()), "mode": Variant("s", "infrastructure")},
        "ipv4": _strings(method="auto"),
        "ipv6": _strings(method="auto"),
    }
    if password is not None:
        by = "sae" if network.is_sae_only else "wpa-psk"
        profile["802-11-wireless-security"] = _strings(**{"key-mgmt": by, "psk": password})
    return profile


def new_uuid() -> str:
    """For a profile of a network to join."""
    return str(uuid.uuid4())


def _strings(**values: str) -> dict[str, Variant]:
    return {name: Variant("s", value) for name, value in values.items()}

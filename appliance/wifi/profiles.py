"""NetworkManager's connection profiles: for the box's own access point, and for a network to join."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dbus_fast import Variant

from appliance.wifi.own import OWN_ADDRESS

Security = Literal["open", "password", "enterprise"]
Profile = dict[str, dict[str, Variant]]

OWN_UUID = "6d1f2a0e-0f3b-4f0a-9a5e-8a1f6d0c4242"
"""UUID of the access point's profile, by which it is recognised after a restart."""
PREFIX_LENGTH = 24
MOST_SSID_BYTES = 32
# NMSettingWirelessSecurityPmf. By default NetworkManager uses protected management frames, and WPA3 besides WPA2, where
# the radio reports support; a Raspberry Pi's then opens no network, or one that phones cannot join
_PMF_DISABLE = 1
# NM80211ApSecurityFlags and NM80211ApFlags
_PRIVACY = 0x1
_BY_PSK, _BY_802_1X, _BY_SAE = 0x100, 0x200, 0x400


@dataclass(frozen=True, slots=True)
class Network:
    """A network in range."""

    ssid: str
    strength_pct: int
    security: Security
    is_sae_only: bool = False


def security_of(flags: int, wpa_flags: int, rsn_flags: int) -> Security:
    """An access point's security by its three sets of flags."""
    both = wpa_flags | rsn_flags
    if both & (_BY_PSK | _BY_SAE):
        return "password"
    # privacy alone is WEP, which is too weak to be joined, or something newer than this program
    return "enterprise" if both & _BY_802_1X or flags & _PRIVACY else "open"


def is_sae_only(wpa_flags: int, rsn_flags: int) -> bool:
    """Whether an access point accepts only WPA3."""
    return bool(rsn_flags & _BY_SAE) and not (wpa_flags | rsn_flags) & _BY_PSK


def own_profile(ssid: str, password: str, interface: str) -> Profile:
    """The profile of the access point: WPA2; DHCP and DNS by dnsmasq, which NetworkManager's mode "shared" runs."""
    return {
        "connection": _strings(id="Arch-Stats", uuid=OWN_UUID, type="802-11-wireless")
        | {"interface-name": Variant("s", interface), "autoconnect": Variant("b", False)},
        "802-11-wireless": {
            "ssid": Variant("ay", ssid.encode()),
            "mode": Variant("s", "ap"),
            # 2.4 GHz: supported by every phone and every Pi's radio, with a longer range
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
    """The profile of a network to join; with `is_kept` it is joined automatically from then on."""
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
    """A random UUID for the profile of a network to join."""
    return str(uuid.uuid4())


def _strings(**values: str) -> dict[str, Variant]:
    return {name: Variant("s", value) for name, value in values.items()}

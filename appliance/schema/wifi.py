"""The box's Wi-Fi: its own access point, and the networks that it could join."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from appliance.core import limits
from appliance.core.message import message
from appliance.schema.base import Plain, Strict
from appliance.schema.messages import MessageRead

WifiState = Literal["absent", "waiting", "connected", "own", "joining", "trying"]
WifiSecurity = Literal["open", "password", "enterprise"]


def _short_enough(ssid: str) -> str:
    if len(ssid.encode()) > limits.SSID.most:
        raise ValueError(message("ssid_too_long", bytes=limits.SSID.most))
    return ssid


Ssid = Annotated[str, Plain(limits.SSID), AfterValidator(_short_enough)]
WifiPassword = Annotated[
    str, Plain(limits.WIFI_PASSWORD), Field(description="handed on to the system's own network service, and kept there")
]


class WifiNetworkRead(Strict):
    """A network in range; one with `enterprise` needs more than a password, and cannot be joined here."""

    ssid: str
    strength_pct: Annotated[int, Field(ge=0, le=100)]
    security: WifiSecurity


class WifiRead(Strict):
    """Wi-Fi state; `own`: the box's own access point is open, `absent`: the box does not manage Wi-Fi.

    `network`: the network it is connected to; `failure`: why the network chosen last could not be joined.
    """

    state: WifiState
    own_ssid: str | None
    network: str | None
    networks: list[WifiNetworkRead]
    failure: MessageRead | None


class WifiUpdate(Strict):
    """A network to join; `password` null for an open one."""

    ssid: Ssid
    password: WifiPassword | None = None

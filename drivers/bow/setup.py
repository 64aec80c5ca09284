"""Settings of a bow's sensor, from `bow.json` in its flash, which `arch-stats bow flash` writes."""

from drivers.node.setup import values_in

NAME = "bow.json"


class Setup:
    """`ssid` and `password` of the Wi-Fi (no ssid: over the cable), and which sensors there are: shock, switch."""

    def __init__(self, text: bytes) -> None:
        values = values_in(text)
        self.ssid, self.password = str(values.get("ssid", "")), str(values.get("password", ""))
        self.has_shock = values.get("shock") is True
        self.has_switch = values.get("switch") is not False

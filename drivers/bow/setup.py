"""How a bow's sensor is set up, from `bow.json` in its flash; `arch-stats bow flash` writes that."""

from drivers.node.setup import values_in

NAME = "bow.json"


class Setup:
    """`ssid` and `password` of the Wi-Fi (without: over the cable), and which sensors there are: `shock`, `switch`."""

    def __init__(self, text: bytes) -> None:
        said = values_in(text)
        self.ssid, self.password = str(said.get("ssid", "")), str(said.get("password", ""))
        self.has_shock = said.get("shock") is True
        self.has_switch = said.get("switch") is not False

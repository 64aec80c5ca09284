"""The label is printed with what the box knows of itself by now."""

import pytest

from appliance.access.secret_values import shown_pin
from appliance.https.where import Where
from appliance.routers import label_router
from appliance.routers.keys import ACCESS, WHERE
from appliance.runtime.addresses import Addresses
from appliance.wifi.own import own_network
from tests.routers.conftest import API, Phone


async def test_a_label_has_the_access_point_and_the_page(
    phone: Phone, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_router, "own_addresses", lambda: Addresses(("10.77.0.1",), ()))
    own = own_network(tmp_path_factory.mktemp("box"))
    where: Where = phone.client.app[WHERE]
    where.name, where.port = "archstats", 80
    text = await (await phone.client.get(f"{API}/label")).text()
    assert "http://archstats.local/app/" in text
    assert "http://10.77.0.1/app/" in text
    assert "PIN" not in text
    pin = phone.client.app[ACCESS].pin.renew()
    monkeypatch.setattr(Where, "own_network", lambda self: own)
    text = await (await phone.client.get(f"{API}/label?size=a4&language=es")).text()
    for part in (own.ssid, own.password, "http://10.42.0.1/app/", "Contraseña", shown_pin(pin)):
        assert part in text


@pytest.mark.parametrize("query", ["size=a0", "size=", "language=xx", "colour=red"])
async def test_what_is_no_label_is_refused(phone: Phone, query: str) -> None:
    assert (await phone.call("GET", f"/label?{query}"))[0] == 422

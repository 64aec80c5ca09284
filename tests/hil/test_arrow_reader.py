"""An arrow's tag, from a real pseudo-terminal to every phone."""

from appliance.core.tags import arrow_id_of
from appliance.main import opened
from appliance.settings import Settings
from drivers.sim.pty_line import PtyLine
from tests.builders import an_arrow
from tests.hil.conftest import Start, phone_at

TAG = b"\x020A00A3B1C2DA\x03"
CODE = "0A00A3B1C2"


async def test_a_tag_is_reported_once_while_it_is_held_there_and_by_the_name_of_its_arrow(start: Start) -> None:
    reader = PtyLine(9600)
    try:
        async with start(reader_url=reader.url) as bench:
            await reader.write(TAG * 4)
            tag = (await bench.message("tag"))["data"]
            arrow_id = str(arrow_id_of(CODE))
            assert (tag["code"], tag["arrow_id"], tag["human_identifier"]) == (CODE, arrow_id, None)
            arrow = {**an_arrow(human_identifier="9"), "id": arrow_id, "is_programmed": True}
            async with bench.http.post(f"{bench.base}/api/v0/arrow", json=arrow) as response:
                assert response.status == 201, await response.text()
            # the repeats are not told: the next word is of another tag, then of the same one again
            await reader.write(b"04A1B2C3D4E5F6\r\n")
            assert (await bench.message("tag"))["data"]["code"] == "04A1B2C3D4E5F6"
            await reader.write(TAG)
            assert (await bench.message("tag"))["data"]["human_identifier"] == "9"
    finally:
        reader.unplug()


async def test_arrows_are_registered_before_any_sensor_hangs(settings: Settings) -> None:
    reader = PtyLine(9600)
    try:
        changed = settings.model_copy(update={"reader_url": reader.url, "node_url": None, "survey": None})
        async with opened(changed) as ready, phone_at(f"http://127.0.0.1:{ready.port}") as bench:
            await reader.write(TAG)
            assert (await bench.message("tag"))["data"]["code"] == CODE
    finally:
        reader.unplug()

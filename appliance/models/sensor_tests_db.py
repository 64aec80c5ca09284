"""Tests of the sensors, one at a time."""

from uuid import UUID

from appliance.models.base_db import DBBase, read, read_or_none
from appliance.schema.sensor_tests import SensorTestRead, SensorTestUpdate


class SensorTestsDB(DBBase):
    """The table sensor_tests."""

    async def begin(self) -> UUID:
        """Begin a test, or extend the one that is on; returns its id."""
        begun: UUID = await self._fetchval("SELECT begin_sensor_test()")
        return begun

    async def update_one(self, test_id: UUID, update: SensorTestUpdate) -> None:
        """Extend or end a test. Raises DBNotFound, and DBException for extending one that is over."""
        await self._one(
            "sensor_test",
            "SELECT changed FROM change_sensor_test($1, $2) AS changed WHERE changed IS NOT NULL",
            test_id,
            update.is_on,
        )

    async def get_one_by_id(self, test_id: UUID) -> SensorTestRead:
        """A sensor test by id. Raises DBNotFound, DBUnreadable."""
        row = await self._one(
            "sensor_test",
            """
            SELECT id, began_at, ends_at, appliance_now() < ends_at AS is_on FROM sensor_tests WHERE id = $1
            """,
            test_id,
        )
        return read(SensorTestRead, row)

    async def get_on(self) -> SensorTestRead | None:
        """The test that is on now, if any."""
        row = await self._fetchrow(
            """
            SELECT id, began_at, ends_at, true AS is_on FROM sensor_tests
             WHERE ends_at > (SELECT appliance_now()) AND began_at <= (SELECT appliance_now())
             ORDER BY ends_at DESC LIMIT 1
            """
        )
        return read_or_none(SensorTestRead, row)

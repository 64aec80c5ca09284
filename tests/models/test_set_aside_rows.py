"""What is set aside is odd by nature: its reason and its time never stand in the way of keeping it."""

from datetime import UTC, datetime

import pytest

from appliance.core import limits
from appliance.database.pool import Pool
from appliance.models.set_aside_db import SetAsideDB
from appliance.schema.set_aside import SetAsideCreate
from tests.english import english, stored

OUTSIDE = [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), limits.BEFORE]


@pytest.mark.parametrize("received_at", OUTSIDE, ids=str)
@pytest.mark.parametrize("reason", ["\x07 bell", "x" * 5000, "", "\ud800", "\0"], ids=ascii)
async def test_an_odd_reason_and_an_odd_time_are_kept(received_at: datetime, reason: str, sensing_pool: Pool) -> None:
    rows = SetAsideDB(sensing_pool)
    await rows.insert_one(
        SetAsideCreate.model_construct(
            digest="0" * 64, received_at=received_at, reason=stored(reason), entry='{"odd": 1}'
        )
    )
    (kept,) = await rows.find_all()
    assert kept.received_at == limits.nearest_instant(received_at)
    assert english(kept.reason) == limits.SENTENCE.plain(reason)

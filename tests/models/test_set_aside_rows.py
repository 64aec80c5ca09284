"""What is set aside is odd by nature: its reason and its time never stand in the way of keeping it."""

from datetime import UTC, datetime

import pytest

from appliance.core import limits
from appliance.database.pool import Pool
from appliance.models.set_aside_db import SetAsideDB
from appliance.schema.set_aside import SetAsideCreate
from tests.english import english, stored

OUTSIDE = [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), limits.BEFORE]


@pytest.mark.parametrize("heard_at", OUTSIDE, ids=str)
@pytest.mark.parametrize("reason", ["\x07 bell", "x" * 5000, "", "\ud800", "\0"], ids=ascii)
async def test_an_odd_reason_and_an_odd_time_are_kept(heard_at: datetime, reason: str, sensing_pool: Pool) -> None:
    rows = SetAsideDB(sensing_pool)
    await rows.insert_one(
        SetAsideCreate.model_construct(digest="0" * 64, heard_at=heard_at, reason=stored(reason), entry='{"odd": 1}')
    )
    (kept,) = await rows.find_all()
    assert kept.heard_at == limits.nearest_instant(heard_at)
    assert english(kept.reason) == limits.SENTENCE.plain(reason)

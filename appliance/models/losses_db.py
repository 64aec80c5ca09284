"""Shots that a node recorded and can no longer send."""

from appliance.models.base_db import DBBase
from appliance.schema.set_aside import LossCreate


class LossesDB(DBBase):
    """The table losses."""

    async def insert_one(self, loss: LossCreate) -> None:
        """Record the shots of a loss that are neither recorded as impacts nor as lost already. Raises DBException.

        A node reports only the range of numbers in which it dropped some, and reports it again to a restarted
        appliance. Each remaining run of numbers is narrowed to the times of the impacts around it, where these lie
        within the reported times.
        """
        await self._fetch(
            """
            WITH known AS (
                SELECT numrange(first_sequence, last_sequence::numeric + 1) AS numbers FROM losses
                 WHERE node = $1 AND boot = $2 AND last_sequence >= $3 AND first_sequence <= $4
                UNION ALL
                SELECT numrange(sequence, sequence::numeric + 1) FROM detections
                 WHERE appliance_id = own_appliance_id() AND node = $1 AND boot = $2 AND sequence BETWEEN $3 AND $4
                   AND detected_at >= coalesce($5::timestamptz - interval '1 s', '-infinity')
                   AND detected_at <= coalesce($6::timestamptz + interval '1 s', 'infinity')
            ), runs AS (
                SELECT lower(numbers)::bigint AS first, (upper(numbers) - 1)::bigint AS last
                  FROM unnest(nummultirange(numrange($3::bigint, $4::bigint::numeric + 1))
                              - coalesce((SELECT range_agg(numbers) FROM known), '{}')) AS numbers
            ), narrowed AS (
                SELECT first, last,
                       CASE WHEN before.at BETWEEN $5 AND $6 THEN before.at ELSE $5 END AS since,
                       CASE WHEN after.at BETWEEN $5 AND $6 THEN after.at ELSE $6 END AS until
                  FROM runs
                  LEFT JOIN LATERAL (
                       SELECT detected_at AS at FROM detections
                        WHERE appliance_id = own_appliance_id() AND node = $1 AND boot = $2
                          AND sequence BETWEEN $3 AND first
                        ORDER BY sequence DESC LIMIT 1) AS before ON true
                  LEFT JOIN LATERAL (
                       SELECT detected_at AS at FROM detections
                        WHERE appliance_id = own_appliance_id() AND node = $1 AND boot = $2
                          AND sequence BETWEEN last AND $4
                        ORDER BY sequence LIMIT 1) AS after ON true
            )
            INSERT INTO losses (node, boot, first_sequence, last_sequence, lost_from, lost_until, reason)
            SELECT $1, $2, first, last,
                   CASE WHEN since <= until THEN since ELSE $5 END, CASE WHEN since <= until THEN until ELSE $6 END, $7
              FROM narrowed
            ON CONFLICT (node, boot, first_sequence, last_sequence) DO NOTHING
            RETURNING id
            """,
            loss.node,
            loss.boot,
            loss.first_sequence,
            loss.last_sequence,
            loss.lost_from,
            loss.lost_until,
            loss.reason,
        )

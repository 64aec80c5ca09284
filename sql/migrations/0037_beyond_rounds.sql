-- How many arrows each archer shoots of the round in this session; null: no round says so. Those behind them are beyond it
-- (find_beyond), and do not count.
ALTER TABLE sessions ADD COLUMN round_arrows integer;
SELECT bound_column('sessions', 'round_arrows', '{"least": 1, "most": 1000}');
ALTER TABLE shots ADD COLUMN is_beyond boolean NOT NULL DEFAULT false;
CREATE INDEX shots_beyond ON shots (session_id) WHERE is_beyond;

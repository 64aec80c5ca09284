-- Sessions of a round that were shot before it was kept how many arrows of it are shot there: the program, which knows the
-- rounds, works that out once for each of them.
CREATE TABLE unsettled_rounds (session_id uuid PRIMARY KEY REFERENCES sessions ON DELETE CASCADE);
INSERT INTO unsettled_rounds SELECT id FROM sessions WHERE round_name IS NOT NULL AND round_arrows IS NULL;

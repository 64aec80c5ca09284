-- Signatures are numbered within their session in the order in which they were made, for a clock may be set back; one that is
-- taken back is a correction.
ALTER TABLE signatures ADD COLUMN seq integer;
UPDATE signatures SET seq = numbered.seq
  FROM (SELECT id, row_number() OVER (PARTITION BY session_id ORDER BY signed_at, id) AS seq FROM signatures) AS numbered
 WHERE numbered.id = signatures.id;
ALTER TABLE signatures ALTER COLUMN seq SET NOT NULL;
SELECT bound_column('signatures', 'seq', '{"least": 1, "most": 1000000000}');
DROP INDEX signatures_of_session;
CREATE INDEX signatures_of_session ON signatures (session_id, seq);

DROP VIEW IF EXISTS signature_read;
DROP FUNCTION IF EXISTS sign_arrows(uuid, uuid, integer, text, text, integer, integer);
ALTER TABLE corrections DROP CONSTRAINT corrections_kind_check,
    ADD CONSTRAINT corrections_kind_check
    CHECK (kind IN ('entered', 'changed', 'deleted', 'restored', 'turn', 'undone', 'rescored', 'withdrawn'));

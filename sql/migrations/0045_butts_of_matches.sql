-- Matches of a bracket that are shot at other butts: at which, and what a person enters of one: set points, or the score
-- where that counts. Who entered it is who decided; nobody may have said so.
ALTER TABLE matches
    ADD COLUMN butt text,
    ADD COLUMN result_a integer,
    ADD COLUMN result_b integer,
    ADD CONSTRAINT match_result CHECK ((result_a IS NULL) = (result_b IS NULL)
                                       AND (result_a IS NULL OR ruled_winner IS NOT NULL)),
    DROP CONSTRAINT match_ruled_by,
    ADD CONSTRAINT match_ruled_by CHECK (CASE WHEN result_a IS NULL THEN (ruled_winner IS NULL) = (ruled_by IS NULL)
                                              ELSE true END);
SELECT bound_column('matches', 'butt', '{"most": 6, "least": 1, "is_multiline": false}');
SELECT bound_column('matches', 'result_a', '{"least": 0, "most": 504}');
SELECT bound_column('matches', 'result_b', '{"least": 0, "most": 504}');

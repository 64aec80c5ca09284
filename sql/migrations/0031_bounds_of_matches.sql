-- Brackets hold together: no more archers and matches than there are; what parts a tie is what the round counts.

-- Such as nothing can be made of: a file may have had them.
DELETE FROM brackets
 WHERE id IN (SELECT bracket_id FROM bracket_entries WHERE cardinality(archer_ids) NOT BETWEEN 1 AND 3
              UNION SELECT bracket_id FROM matches WHERE number > CASE stage WHEN 3 THEN 1 ELSE stage / 2 END);

ALTER TABLE bracket_entries ADD CONSTRAINT bracket_entry_archers CHECK (cardinality(archer_ids) BETWEEN 1 AND 3);
ALTER TABLE matches ADD CONSTRAINT match_of_stage CHECK (number <= CASE stage WHEN 3 THEN 1 ELSE stage / 2 END);

-- `counts`: what is counted beside the score on that round, and how many arrows are that; the first parts a tie first.
ALTER TABLE bracket_entries ADD counts jsonb;
UPDATE bracket_entries
   SET counts = jsonb_build_array(jsonb_build_object('count', 'tens', 'arrows', tens),
                                  jsonb_build_object('count', 'xs', 'arrows', xs));
ALTER TABLE bracket_entries ALTER counts SET NOT NULL, DROP tens, DROP xs,
    ADD CONSTRAINT bracket_entry_counts
    CHECK (CASE WHEN jsonb_typeof(counts) = 'array' THEN jsonb_array_length(counts) <= 2 ELSE false END);
SELECT bound_column('bracket_entries', 'counts');

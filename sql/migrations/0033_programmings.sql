-- The tag that somebody wants written for an arrow, or the last one that was, and what became of it. There is one reader,
-- so there is one row.
CREATE TABLE programmings (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    id uuid NOT NULL,
    arrow_id uuid NOT NULL REFERENCES arrows ON DELETE CASCADE,
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    outcome text,
    other_arrow text,
    CONSTRAINT programming_outcome CHECK (outcome IN (
        'expired', 'programmed', 'taken_away', 'failed', 'reader_lost',
        'read_only', 'too_small', 'unsuitable', 'another_arrow', 'two_tags'))
);
SELECT bound_column('programmings', 'asked_at');
SELECT bound_column('programmings', 'expires_at');
SELECT bound_column('programmings', 'outcome');
SELECT bound_column('programmings', 'other_arrow', '{"most": 10, "least": 1, "is_multiline": false}');

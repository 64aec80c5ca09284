-- An arrow that a person enters for an archer, without an end, is the next of that archer's.
ALTER TABLE shots DROP CONSTRAINT shots_dealt_as_check,
    ADD CONSTRAINT shots_dealt_as_check CHECK (dealt_as IN ('order', 'owner', 'entry', 'next', 'sighter'));

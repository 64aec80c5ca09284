-- A coach may hold points back: those of this end and of later ones are shown when the coach has confirmed them.

ALTER TABLE sessions ADD COLUMN held_back_from integer CHECK (held_back_from BETWEEN 1 AND 1000);

-- Bows and sets of arrows of an archer, as far as advice needs them, and where the sight stood at which distance.

-- Lengths in mm: from the eye to the pin, from the eye down to the arrow, travel of the pin for one click and for 1 on its
-- scale. What nobody measured is null, and what follows from it is not told.
CREATE TABLE bows (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    archer_id uuid NOT NULL REFERENCES archers ON DELETE CASCADE,
    name text NOT NULL,
    hand text NOT NULL DEFAULT 'right' CHECK (hand IN ('right', 'left')),
    eye_to_sight_mm double precision,
    eye_to_arrow_mm double precision,
    click_mm double precision,
    mark_mm double precision
);
CREATE INDEX bows_of_archer ON bows (archer_id, name, id);
SELECT bound_column('bows', 'name', '{"most": 60, "least": 1, "is_multiline": false}');
SELECT bound_column('bows', 'hand');
SELECT bound_column('bows', 'eye_to_sight_mm', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}');
SELECT bound_column('bows', 'eye_to_arrow_mm', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}');
SELECT bound_column('bows', 'click_mm', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}');
SELECT bound_column('bows', 'mark_mm', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}');

CREATE TABLE arrow_sets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    archer_id uuid NOT NULL REFERENCES archers ON DELETE CASCADE,
    name text NOT NULL,
    shaft_diameter double precision,
    weight double precision
);
CREATE INDEX arrow_sets_of_archer ON arrow_sets (archer_id, name, id);
SELECT bound_column('arrow_sets', 'name', '{"most": 60, "least": 1, "is_multiline": false}');
SELECT bound_column('arrow_sets', 'shaft_diameter', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}');
SELECT bound_column('arrow_sets', 'weight', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}');

-- `sigma`: the standard error of the mark, as an offset that was shot gives it; null where a person only said the mark.
CREATE TABLE sight_marks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    bow_id uuid NOT NULL REFERENCES bows ON DELETE CASCADE,
    arrow_set_id uuid REFERENCES arrow_sets ON DELETE CASCADE,
    distance integer NOT NULL,
    distance_unit text NOT NULL DEFAULT 'm' CHECK (distance_unit IN ('m', 'yd', 'ft')),
    mark double precision NOT NULL,
    sigma double precision,
    set_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sight_marks_of_bow ON sight_marks (bow_id, set_at DESC, id DESC);
CREATE INDEX sight_marks_of_arrow_set ON sight_marks (arrow_set_id);
SELECT bound_column('sight_marks', 'distance', '{"least": 1, "most": 300}');
SELECT bound_column('sight_marks', 'distance_unit');
SELECT bound_column('sight_marks', 'mark', '{"below": 1000000.0, "above": -1000000.0, "nearest_zero": 1e-06}');
SELECT bound_column('sight_marks', 'sigma', '{"below": 1000000.0, "least": 1e-06, "nearest_zero": 0.0}');
SELECT bound_column('sight_marks', 'set_at');

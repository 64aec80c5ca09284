-- The butt of a session and the faces on it.
-- Frame: millimetres, origin at the butt's lower left corner, x right, y up as the archer sees it.

CREATE TABLE targets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    max_x double precision NOT NULL,
    max_y double precision NOT NULL,
    faces jsonb NOT NULL DEFAULT '[]',
    CONSTRAINT target_faces_valid CHECK (faces_error(faces, max_x, max_y) IS NULL)
);
CREATE INDEX targets_of_session ON targets (session_id, id);
CREATE INDEX targets_by_face ON targets USING gin (faces jsonb_path_ops);

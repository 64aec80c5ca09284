-- Who may do what: phones and programs that were paired, and one-time codes to pair by. Nothing that pairs is stored, only
-- its SHA-256. An archer's id is no key: archers that are replaced by an import are the same ones afterwards.
CREATE TABLE pairings (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('spectator', 'archer', 'coach', 'keeper')),
    archer_id uuid,
    token_digest text NOT NULL UNIQUE CHECK (token_digest ~ '^[0-9a-f]{64}$'),
    made_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz,
    withdrawn_at timestamptz
);
SELECT bound_column('pairings', 'name', '{"most": 60, "least": 1, "is_multiline": false}');
SELECT bound_column('pairings', 'role');
SELECT bound_column('pairings', 'token_digest');
SELECT bound_column('pairings', 'made_at');
SELECT bound_column('pairings', 'used_at');
SELECT bound_column('pairings', 'withdrawn_at');

CREATE TABLE pairing_codes (
    code_digest text PRIMARY KEY CHECK (code_digest ~ '^[0-9a-f]{64}$'),
    role text NOT NULL CHECK (role IN ('spectator', 'archer', 'coach', 'keeper')),
    archer_id uuid,
    expires_at timestamptz NOT NULL
);
SELECT bound_column('pairing_codes', 'code_digest');
SELECT bound_column('pairing_codes', 'role');
SELECT bound_column('pairing_codes', 'expires_at');

-- When the button on the box was pressed last, and whether that press has paired a phone: one row.
CREATE TABLE button_presses (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    pressed_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz
);
SELECT bound_column('button_presses', 'pressed_at');
SELECT bound_column('button_presses', 'used_at');

-- Where the sensors of the butt are, as it was said each time; and where the board is plugged in, as somebody chose.

-- `file_digest`: of the file that it came from, so that a file is taken again only when it has changed.
CREATE TABLE surveys (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    version integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    source text NOT NULL CHECK (source IN ('file', 'page', 'kit')),
    file_digest text CHECK (file_digest ~ '^[0-9a-f]{64}$'),
    survey jsonb NOT NULL
);
SELECT bound_column('surveys', 'created_at');
SELECT bound_column('surveys', 'source');
SELECT bound_column('surveys', 'file_digest');
SELECT bound_column('surveys', 'survey');

CREATE TABLE node_connections (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    url text NOT NULL,
    protocol text NOT NULL CHECK (protocol IN ('auto', 'archstats', 'freetarget')),
    baud integer NOT NULL,
    board_name text,
    chosen_at timestamptz NOT NULL DEFAULT now()
);
SELECT bound_column('node_connections', 'url', '{"most": 200, "least": 1, "is_multiline": false}');
SELECT bound_column('node_connections', 'protocol');
SELECT bound_column('node_connections', 'baud', '{"least": 300, "most": 4000000}');
SELECT bound_column('node_connections', 'board_name', '{"most": 32, "least": 1, "is_multiline": false}');
SELECT bound_column('node_connections', 'chosen_at');

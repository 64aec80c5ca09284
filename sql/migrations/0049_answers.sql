-- Responses to POST requests that may be repeated (Idempotency-Key), stored in the transaction of the request. `asker`: the id of
-- the pairing or the address; `word`: the key. The newest few hundred are kept.
CREATE TABLE answers (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    asker text NOT NULL,
    path text NOT NULL,
    word text NOT NULL,
    body text NOT NULL,
    CONSTRAINT answer_once UNIQUE (asker, path, word)
);
SELECT bound_column('answers', 'asker', '{"most": 64, "least": 1, "is_multiline": false}');
SELECT bound_column('answers', 'path', '{"most": 200, "least": 1, "is_multiline": false}');
SELECT bound_column('answers', 'word', '{"most": 60, "least": 1, "is_multiline": false}');
SELECT bound_column('answers', 'body', '{"most": 4096, "least": 0, "is_multiline": true}');

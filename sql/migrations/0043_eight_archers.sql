-- Up to eight archers on a butt, A to H.
ALTER TABLE session_archers
    DROP CONSTRAINT session_archers_letter_check,
    ADD CONSTRAINT session_archers_letter_check CHECK (letter IN ('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H')),
    DROP CONSTRAINT session_archers_shooting_order_in_domain;
SELECT bound_column('session_archers', 'shooting_order', '{"least": 1, "most": 8}');

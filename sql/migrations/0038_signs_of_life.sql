-- When the sensors' program lived last, in microseconds since 1970. It is said each 5 s and wanted only now: an unlogged
-- sequence takes no number of a transaction and writes no log, so that an idle box hardly writes to its card. A crash of
-- the server forgets it.
CREATE UNLOGGED SEQUENCE sensing_lived_us OWNED BY wings.reported_at;

-- Values of tables that were found valid, so that a connection checks each once and not with every arrow. They are
-- identified by a hash of their text (jsonb's own is the same for {} and []), and the newest few dozen are remembered.

CREATE OR REPLACE FUNCTION is_known_sound(hash bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(position(format(' %s ', hash) IN current_setting('arch_stats.sound', true)) > 0, false)
$$;

CREATE OR REPLACE FUNCTION remember_sound(hash bigint) RETURNS void LANGUAGE sql VOLATILE AS $$
    SELECT set_config('arch_stats.sound', left(format(' %s %s', hash, current_setting('arch_stats.sound', true)), 1000), false)
$$;

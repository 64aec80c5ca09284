-- Values of tables that were found sound, so that a connection looks at each once and not with every arrow. They are told
-- by a hash of their text (that of jsonb itself takes {} for []), and the newest few dozen are remembered.

CREATE OR REPLACE FUNCTION is_known_sound(hash bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(position(format(' %s ', hash) IN current_setting('arch_stats.sound', true)) > 0, false)
$$;

CREATE OR REPLACE FUNCTION remember_sound(hash bigint) RETURNS void LANGUAGE sql VOLATILE AS $$
    SELECT set_config('arch_stats.sound', left(format(' %s %s', hash, current_setting('arch_stats.sound', true)), 1000), false)
$$;

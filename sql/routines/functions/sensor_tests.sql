-- Sensor tests: an impact during one is no arrow.

-- A test whose page is gone ends by itself after this; a page that is open extends it well before.
CREATE OR REPLACE FUNCTION sensor_test_lasts() RETURNS interval LANGUAGE sql IMMUTABLE AS $$ SELECT interval '2 min' $$;

-- Begins a test, or extends the one that is on; returns its id.
CREATE OR REPLACE FUNCTION begin_sensor_test() RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moment timestamptz;
    on_now uuid;
BEGIN
    -- writers of impacts wait for this lock, so that they see every test that began before an impact
    PERFORM pg_advisory_xact_lock(7205391);
    moment := appliance_now();
    UPDATE sensor_tests SET ends_at = moment + sensor_test_lasts()
     WHERE id = (SELECT id FROM sensor_tests WHERE began_at <= moment AND moment < ends_at ORDER BY ends_at DESC LIMIT 1)
    RETURNING id INTO on_now;
    IF on_now IS NULL THEN
        INSERT INTO sensor_tests (began_at, ends_at) VALUES (moment, moment + sensor_test_lasts()) RETURNING id INTO on_now;
    END IF;
    RETURN on_now;
END $$;

-- Extends or ends a test; returns its id, null where there is none. A test that is over cannot be extended, as impacts
-- since then were scored.
CREATE OR REPLACE FUNCTION change_sensor_test(in_id uuid, in_is_on boolean) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moment timestamptz;
    test sensor_tests;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    moment := appliance_now();
    SELECT * INTO test FROM sensor_tests WHERE id = in_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF test.ends_at <= moment THEN
        IF in_is_on THEN
            RAISE EXCEPTION 'body.is_on: sensor_test_over' USING DETAIL = '{}';
        END IF;
        RETURN in_id;
    END IF;
    UPDATE sensor_tests
       SET ends_at = greatest(began_at, CASE WHEN in_is_on THEN moment + sensor_test_lasts() ELSE moment END)
     WHERE id = in_id;
    RETURN in_id;
END $$;

-- What is derived when a shot is written.

CREATE OR REPLACE FUNCTION derive_shot() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hung jsonb;
    by_arrow jsonb;
    owner uuid;
    mark record;
    loosed releases;
    before jsonb;
    known text;
    dealt record;
    shaft_mm double precision;
    dx double precision;
    dy double precision;
    edge_mm double precision;
    there record;
    scored record;
    is_dealing boolean := coalesce(current_setting('arch_stats.dealing', true), '') <> '';
    is_new boolean := TG_OP = 'INSERT';
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.is_underived AND NOT NEW.is_underived THEN
        -- as if it were written now, but for what a person has entered
        is_new := true;
        NEW.is_out_of_time := NULL;
        NEW.end_number := CASE WHEN NEW.is_end_given THEN NEW.end_number END;
        IF NOT NEW.is_archer_given THEN
            NEW.archer_id := NULL;
            NEW.attribution := NULL;
            NEW.dealt_as := NULL;
        END IF;
    ELSIF TG_OP = 'UPDATE' AND is_dealing THEN
        IF NEW.arrow_of_target IS NOT DISTINCT FROM OLD.arrow_of_target AND NEW.is_sighter = OLD.is_sighter
           AND (NEW.archer_id IS NOT DISTINCT FROM OLD.archer_id OR shaft_of(NEW.archer_id) = shaft_of(OLD.archer_id)) THEN
            -- only its archer and its end have changed
            RETURN NEW;
        END IF;
    END IF;
    IF TG_OP = 'INSERT' AND is_storing_underived() THEN
        NEW.seq := nextval('feed_seq');
        NEW.shot_at := coalesce(NEW.shot_at, NEW.arrow_landing_time, appliance_now());
        NEW.end_number := least(greatest(end_before(NEW.session_id, NEW.shot_at, NEW.seq), 1), 1000000000);
        NEW.dealt_as := 'order';
        NEW.is_archer_given := false;
        NEW.is_end_given := false;
        NEW.is_sighter_given := false;
        NEW.is_out_of_time := false;
        NEW.ends_target := false;
        NEW.is_underived := true;
        RETURN NEW;
    END IF;
    SELECT face INTO hung FROM nearest_face(NEW.session_id, NEW.x, NEW.y);
    by_arrow := face_by_arrow(NEW.session_id, hung);
    NEW.ends_target := false;
    IF is_new THEN
        NEW.seq := CASE WHEN TG_OP = 'INSERT' THEN nextval('feed_seq') ELSE OLD.seq END;
        NEW.is_end_given := coalesce(NEW.is_end_given, NEW.end_number IS NOT NULL);
        -- a phone's time is by another clock than the order of shots
        NEW.shot_at := coalesce(
            NEW.shot_at,
            CASE WHEN NEW.source <> 'manual' OR NEW.detection_id IS NOT NULL THEN NEW.arrow_landing_time END,
            appliance_now());
        IF NEW.detection_id IS NOT NULL THEN
            NEW.clock_id := (SELECT clock_id FROM detections WHERE id = NEW.detection_id);
        END IF;
        mark := mark_before(NEW.session_id, NEW.shot_at);
        IF NEW.detection_id IS NOT NULL AND NEW.arrow_disengage_time IS NULL THEN
            -- its impact was paired with a release before a person placed it
            SELECT * INTO loosed FROM releases WHERE detection_id = NEW.detection_id;
            NEW.arrow_engage_time := coalesce(NEW.arrow_engage_time, loosed.drawn_at);
            NEW.arrow_disengage_time := loosed.released_at;
        END IF;
        IF NEW.archer_id IS NOT NULL THEN
            NEW.attribution := coalesce(NEW.attribution, 'person');
        ELSIF NEW.dealt_as IS NULL AND mark.config IS NOT NULL THEN
            IF NEW.arrow_id IS NOT NULL THEN
                owner := (SELECT archer_id FROM archer_arrows WHERE arrow_id = NEW.arrow_id);
                IF mark.config -> 'archers' ? owner::text THEN
                    NEW.archer_id := owner;
                    NEW.attribution := 'arrow';
                END IF;
            END IF;
            IF NEW.archer_id IS NULL AND mark.config -> 'archers' ? loosed.archer_id::text THEN
                NEW.archer_id := loosed.archer_id;
                NEW.attribution := 'bow';
            END IF;
            IF NEW.archer_id IS NULL AND mark.config -> 'spots' ? (hung ->> 'human_identifier') THEN
                NEW.archer_id := (SELECT id FROM archers
                                   WHERE id = (mark.config -> 'spots' ->> (hung ->> 'human_identifier'))::uuid);
                NEW.attribution := CASE WHEN NEW.archer_id IS NOT NULL THEN 'spot' END;
            END IF;
        END IF;
        NEW.dealt_as := coalesce(NEW.dealt_as, CASE
            -- among sighters a shot that is marked as one too belongs to the archer whose turn it is
            WHEN NEW.is_sighter AND (NEW.archer_id IS NOT NULL OR mark.state ->> 'stage' IS DISTINCT FROM 'sighters')
                THEN 'sighter'
            WHEN NEW.archer_id IS NULL THEN 'order'
            WHEN NEW.attribution = 'person' THEN CASE WHEN NEW.is_end_given THEN 'entry' ELSE 'next' END
            ELSE 'owner' END);
        NEW.is_sighter_given := coalesce(NEW.is_sighter_given, NEW.is_sighter);
        NEW.is_archer_given := coalesce(NEW.is_archer_given, false);
        NEW.is_surplus := false;
        NEW.is_beyond := false;
        -- a person may enter a shot long after it was shot
        NEW.is_out_of_time := coalesce(NEW.is_out_of_time, NEW.source <> 'manual' AND is_out_of_time(NEW.shot_at));
        NEW.state := NULL;
        IF mark.config IS NULL THEN
            NEW.dealt_end := NULL;
            NEW.dealt_arrow := NULL;
            NEW.end_number := coalesce(NEW.end_number, end_before(NEW.session_id, NEW.shot_at, NEW.seq), 1);
        ELSE
            before := state_before(NEW.session_id, mark.holds_from, mark.state, mark.config, NEW.shot_at, NEW.seq);
            known := known_archer(NEW.dealt_as, NEW.archer_id, NEW.dealt_to);
            dealt := deal_one(mark.config, before, NEW.dealt_as, known);
            IF by_arrow IS NOT NULL AND is_hit(hung, NEW.x, NEW.y, shaft_for(NEW.arrow_id, coalesce(
                   NEW.archer_id, nullif(dealt.archer, '')::uuid)), NEW.points_called) THEN
                dealt := deal_shot(mark.config, before, NEW.dealt_as, known, true);
            END IF;
            NEW.state := dealt.state;
            IF NEW.dealt_as = 'order' THEN
                NEW.dealt_to := nullif(dealt.archer, '')::uuid;
                IF NOT NEW.is_archer_given AND NEW.attribution IS DISTINCT FROM 'arrow' THEN
                    NEW.archer_id := (SELECT id FROM archers WHERE id = NEW.dealt_to);
                    NEW.attribution := CASE WHEN NEW.archer_id IS NOT NULL THEN 'order' END;
                END IF;
            ELSE
                NEW.dealt_to := coalesce(nullif(dealt.archer, '')::uuid, NEW.dealt_to);
            END IF;
            NEW.dealt_end := CASE WHEN dealt.arrow IS NOT NULL THEN dealt.ended END;
            NEW.dealt_arrow := dealt.arrow;
            IF NOT NEW.is_end_given THEN
                NEW.end_number := dealt.ended;
            END IF;
            IF NOT NEW.is_sighter_given THEN
                NEW.is_sighter := dealt.stage = 'sighters';
            END IF;
        END IF;
    ELSE
        NEW.seq := OLD.seq;
        IF NOT is_dealing THEN
            IF NEW.attribution = 'bow' AND OLD.attribution IS DISTINCT FROM 'bow' THEN
                -- its bow decides its archer: settle_updated_shots deals again
                NEW.dealt_as := 'owner';
                NEW.dealt_to := NEW.archer_id;
                NEW.state := NULL;
            ELSIF NEW.archer_id IS DISTINCT FROM OLD.archer_id OR (NEW.is_archer_given AND NOT OLD.is_archer_given) THEN
                NEW.attribution := CASE WHEN NEW.archer_id IS NOT NULL THEN 'person' END;
            ELSIF NEW.arrow_id IS DISTINCT FROM OLD.arrow_id AND NEW.attribution IS DISTINCT FROM 'person' THEN
                SELECT listed.archer_id INTO owner
                  FROM archer_arrows JOIN session_archers AS listed ON listed.archer_id = archer_arrows.archer_id
                 WHERE listed.session_id = NEW.session_id AND archer_arrows.arrow_id = NEW.arrow_id;
                IF owner IS NOT NULL THEN
                    NEW.archer_id := owner;
                    NEW.attribution := 'arrow';
                END IF;
            END IF;
            NEW.is_end_given := NEW.is_end_given OR NEW.end_number <> OLD.end_number;
            IF NEW.arrow_landing_time IS DISTINCT FROM OLD.arrow_landing_time AND NEW.shot_at = OLD.shot_at
               AND (NEW.source <> 'manual' OR NEW.detection_id IS NOT NULL) THEN
                NEW.shot_at := coalesce(NEW.arrow_landing_time, OLD.shot_at);
            END IF;
            NEW.is_sighter_given := NEW.is_sighter_given OR NEW.is_sighter <> OLD.is_sighter;
            IF NEW.shot_at <> OLD.shot_at
               OR NEW.dealt_as IN ('entry', 'next', 'sighter')
                  AND NEW.archer_id IS NOT NULL AND NEW.archer_id IS DISTINCT FROM OLD.archer_id THEN
                -- its place has changed: settle_updated_shots deals again
                NEW.state := NULL;
            END IF;
        END IF;
    END IF;
    NEW.is_archer_given := NEW.is_archer_given AND NEW.attribution IS NULL OR NEW.attribution IS NOT DISTINCT FROM 'person';
    NEW.face := NULL;
    NEW.line_call := NULL;
    NEW.is_x := false;
    NEW.points := 0;
    shaft_mm := shaft_for(NEW.arrow_id, NEW.archer_id);
    NEW.arrow_of_target := CASE WHEN by_arrow IS NOT NULL AND NOT NEW.is_sighter THEN coalesce(NEW.arrow_of_target, 1) END;
    IF by_arrow IS NOT NULL THEN
        NEW.points_called := called_for_arrow(by_arrow, NEW.points_called, NEW.arrow_of_target);
        -- a sighter by its stage is left to deal_shot
        NEW.ends_target := NOT (NEW.is_sighter AND NEW.is_sighter_given)
                           AND is_hit(hung, NEW.x, NEW.y, shaft_mm, NEW.points_called);
        hung := face_for_arrow(hung, NEW.arrow_of_target);
    END IF;
    IF NOT is_new AND NOT is_dealing AND NEW.ends_target <> OLD.ends_target THEN
        -- its archer has more of the target left, or less: settle_updated_shots deals again
        NEW.state := NULL;
    END IF;
    IF NEW.x IS NULL OR NEW.y IS NULL THEN
        RETURN NEW;
    END IF;
    IF hung IS NULL THEN
        -- no face hangs there, so its points are unknown
        NEW.points := NULL;
        NEW.is_x := NULL;
        RETURN NEW;
    END IF;
    dx := NEW.x - (hung ->> 'x')::double precision;
    dy := NEW.y - (hung ->> 'y')::double precision;
    edge_mm := sqrt(dx * dx + dy * dy) - shaft_mm / 2;
    there := seen_from(hung, dx, dy, shaft_mm);
    scored := points_at(there.seen, edge_mm);
    NEW.points := scored.points;
    NEW.is_x := scored.is_x;
    IF scored.points > 0 THEN
        NEW.face := hung ->> 'human_identifier';
    END IF;
    IF NEW.sigma_major IS NOT NULL THEN
        NEW.line_call := line_call_at(there.seen, edge_mm, sigma_along(
            there.across_x, there.across_y, NEW.sigma_major, NEW.sigma_minor, NEW.sigma_angle));
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION end_before(in_session_id uuid, in_at timestamptz, in_seq bigint) RETURNS integer
LANGUAGE sql VOLATILE SET enable_seqscan = off AS $$
    SELECT end_number FROM shots WHERE session_id = in_session_id AND (shot_at, seq) < (in_at, in_seq)
     ORDER BY shot_at DESC, seq DESC LIMIT 1
$$;

-- The time at which a shot is placed that is entered late for an archer's end: behind the last recorded one or, where
-- the end is full, before the last one that was dealt by the order of shooting alone, which moves on to the archer who
-- shot it. Shots entered behind that one earlier are moved before it too. Null: now.
CREATE OR REPLACE FUNCTION late_place(in_session_id uuid, in_archer_id uuid, in_end_number integer) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
DECLARE
    tick CONSTANT interval := '1 microsecond';
    per_end integer;
    known record;
    pushed record;
BEGIN
    SELECT count(*) AS arrows, max(shot_at) AS last_at INTO known FROM shots
     WHERE session_id = in_session_id AND end_number = in_end_number AND archer_id IS NOT DISTINCT FROM in_archer_id
       AND NOT is_sighter;
    IF known.arrows = 0 THEN
        IF in_end_number >= (SELECT end_number FROM turn_now(in_session_id)) THEN
            RETURN NULL;
        END IF;
        RETURN coalesce(
            (SELECT max(shot_at) + tick FROM shots WHERE session_id = in_session_id AND end_number <= in_end_number),
            (SELECT min(shot_at) - tick FROM shots WHERE session_id = in_session_id));
    END IF;
    per_end := coalesce(
        (SELECT arrows_per_end FROM ends WHERE session_id = in_session_id AND end_number = in_end_number
            AND archer_id IS NOT DISTINCT FROM in_archer_id AND stage = 'scoring'),
        (SELECT arrows_per_end FROM sessions WHERE id = in_session_id));
    SELECT shot_at, seq INTO pushed FROM shots
     WHERE session_id = in_session_id AND end_number = in_end_number AND archer_id IS NOT DISTINCT FROM in_archer_id
       AND NOT is_sighter AND dealt_as = 'order' AND NOT is_archer_given AND NOT is_end_given
     ORDER BY shot_at DESC, seq DESC LIMIT 1;
    IF known.arrows < per_end OR pushed.seq IS NULL THEN
        RETURN known.last_at + tick;
    END IF;
    UPDATE shots AS entered SET shot_at = pushed.shot_at - behind.k * tick
      FROM (SELECT id, 1 + row_number() OVER (ORDER BY shot_at DESC, seq DESC) AS k FROM shots
             WHERE session_id = in_session_id AND end_number = in_end_number AND source = 'manual'
               AND archer_id IS NOT DISTINCT FROM in_archer_id AND detection_id IS NULL AND NOT is_sighter
               AND (shot_at, seq) > (pushed.shot_at, pushed.seq)) AS behind
     WHERE entered.id = behind.id;
    RETURN pushed.shot_at - tick;
END $$;

DROP FUNCTION IF EXISTS enter_shot(uuid, uuid, timestamptz, double precision, double precision, integer, boolean, text,
                                   integer, uuid, text, boolean);

-- The server's only way to write a coordinate: a person's entry, marked as such. Without a time it is placed by
-- late_place, where its end is given, and its archer unless there is no roster.
CREATE OR REPLACE FUNCTION enter_shot(
    in_session_id uuid, in_arrow_id uuid, in_landing_time timestamptz, in_x double precision, in_y double precision,
    in_end_number integer, in_is_sighter boolean, in_fate text, in_points_called integer, in_archer_id uuid, in_note text,
    in_is_x_called boolean, in_made_by text
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    place timestamptz;
    entered record;
BEGIN
    PERFORM pg_advisory_xact_lock(7205391);
    IF in_landing_time IS NULL AND in_end_number IS NOT NULL AND NOT in_is_sighter
       AND (in_archer_id IS NOT NULL OR NOT EXISTS (SELECT FROM rosters WHERE session_id = in_session_id)) THEN
        place := late_place(in_session_id, in_archer_id, in_end_number);
        IF in_x IS NULL AND coalesce(in_points_called, 0) = 0 THEN
            -- a miss goes before the shot that ended the target: nobody shoots at a target that is over
            place := coalesce(
                (SELECT min(shot_at) - interval '1 microsecond' FROM shots
                  WHERE session_id = in_session_id AND end_number = in_end_number
                    AND archer_id IS NOT DISTINCT FROM in_archer_id AND ends_target), place);
        END IF;
    END IF;
    INSERT INTO shots (session_id, arrow_id, arrow_landing_time, x, y, end_number, is_sighter, fate, points_called,
                       is_x_called, archer_id, note, source, shot_at)
    VALUES (in_session_id, in_arrow_id, coalesce(in_landing_time, CASE WHEN in_x IS NOT NULL THEN appliance_now() END),
            in_x, in_y, in_end_number, in_is_sighter, in_fate, in_points_called, in_is_x_called, in_archer_id, in_note,
            'manual', place)
    RETURNING id, shot_as_it_was(to_jsonb(shots)) AS shot INTO entered;
    PERFORM keep_correction(in_session_id, entered.id, in_made_by, 'entered', NULL, entered.shot);
    RETURN entered.id;
END $$;

-- What a row of shots becomes when it is written.

CREATE OR REPLACE FUNCTION derive_shot() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hung jsonb;
    owner uuid;
    may_take_turns boolean;
    dealt jsonb;
    before jsonb;
    shaft_mm double precision;
    dx double precision;
    dy double precision;
    edge_mm double precision;
    along double precision;
    scored record;
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('arch_stats.dealing', true) = 'on' THEN
        IF NEW.archer_id IS NOT DISTINCT FROM OLD.archer_id OR shaft_of(NEW.archer_id) = shaft_of(OLD.archer_id) THEN
            -- whose it is and of which end is all that has changed
            RETURN NEW;
        END IF;
    END IF;
    SELECT value INTO hung
      FROM targets, jsonb_array_elements(targets.faces) WITH ORDINALITY AS face(value, k)
     WHERE targets.session_id = NEW.session_id AND NEW.x IS NOT NULL
     ORDER BY sqrt((NEW.x - (value ->> 'x')::double precision) ^ 2 + (NEW.y - (value ->> 'y')::double precision) ^ 2), targets.id, k
     LIMIT 1;
    IF TG_OP = 'INSERT' THEN
        NEW.seq := nextval('feed_seq');
        NEW.is_end_given := coalesce(NEW.is_end_given, NEW.end_number IS NOT NULL);
        -- what a phone says of a time is by another clock than the order
        NEW.shot_at := coalesce(
            NEW.shot_at,
            CASE WHEN NEW.source <> 'manual' OR NEW.detection_id IS NOT NULL THEN NEW.arrow_landing_time END,
            appliance_now());
        IF NEW.detection_id IS NOT NULL THEN
            NEW.clock_id := (SELECT clock_id FROM detections WHERE id = NEW.detection_id);
        END IF;
        dealt := nullif(current_setting('arch_stats.dealt', true), '')::jsonb;
        IF (dealt ->> 'session_id')::uuid IS DISTINCT FROM NEW.session_id THEN
            dealt := dealing_of(NEW.session_id);
        END IF;
        IF NEW.archer_id IS NOT NULL THEN
            NEW.attribution := coalesce(NEW.attribution, 'person');
        ELSIF NEW.arrow_id IS NULL THEN
            NEW.archer_id := (dealt -> 'spots' ->> (hung ->> 'human_identifier'))::uuid;
            NEW.attribution := CASE WHEN NEW.archer_id IS NOT NULL THEN 'spot' END;
        ELSE
            SELECT found.archer_id, found.attribution INTO NEW.archer_id, NEW.attribution
              FROM archer_by_arrow_or_spot(NEW.session_id, NEW.arrow_id, hung ->> 'human_identifier') AS found;
        END IF;
        may_take_turns := NEW.archer_id IS NULL AND dealt ->> 'per_turn' IS NOT NULL;
        IF NOT may_take_turns AND NEW.end_number IS NOT NULL THEN
            dealt := dealt - 'at';
        ELSIF (dealt ->> 'newest_at')::timestamptz > NEW.shot_at THEN
            IF NOT dealt ? 'other_roster_until' THEN
                dealt := dealt || jsonb_build_object('other_roster_until', other_roster_until(NEW.session_id));
            END IF;
            may_take_turns := may_take_turns
                AND ((dealt ->> 'other_roster_until')::timestamptz > NEW.shot_at) IS NOT TRUE;
            -- after the shot that was put in its place before this one, as a rule
            before := CASE WHEN (dealt ->> 'at')::timestamptz <= NEW.shot_at
                THEN added_arrows(dealt -> 'until', arrows_between(
                    NEW.session_id, (dealt ->> 'at')::timestamptz, (dealt ->> 'seq')::bigint, NEW.shot_at, NEW.seq))
                ELSE added_arrows(dealt -> 'so_far', arrows_from(NEW.session_id, NEW.shot_at, NEW.seq)) END;
        ELSE
            before := dealt -> 'so_far';
        END IF;
        IF may_take_turns THEN
            NEW.archer_id := archer_in_turn(dealt, before);
            NEW.attribution := CASE WHEN NEW.archer_id IS NOT NULL THEN 'order' END;
        END IF;
        IF NEW.end_number IS NULL THEN
            NEW.end_number := coalesce(end_after(dealt, NEW.archer_id, before,
                CASE WHEN NEW.archer_id IS NULL AND dealt ->> 'per_turn' IS NOT NULL
                     THEN end_before(NEW.session_id, NEW.shot_at, NEW.seq) END), 1);
        END IF;
        dealt := dealt || jsonb_build_object('newest_at', greatest((dealt ->> 'newest_at')::timestamptz, NEW.shot_at));
        IF NOT NEW.is_sighter THEN
            dealt := jsonb_set(dealt, '{so_far}', one_arrow_more(dealt -> 'so_far', NEW.archer_id));
        END IF;
        IF before IS NOT NULL THEN
            dealt := dealt || jsonb_build_object('at', NEW.shot_at, 'seq', NEW.seq, 'until',
                CASE WHEN NEW.is_sighter THEN before ELSE one_arrow_more(before, NEW.archer_id) END);
        END IF;
        PERFORM set_config('arch_stats.dealt', dealt::text, true);
    ELSE
        NEW.seq := OLD.seq;
        IF coalesce(current_setting('arch_stats.dealing', true), '') <> 'on' THEN
            IF NEW.archer_id IS DISTINCT FROM OLD.archer_id OR (NEW.is_archer_given AND NOT OLD.is_archer_given) THEN
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
        END IF;
    END IF;
    NEW.is_archer_given := NEW.attribution IS NOT DISTINCT FROM 'person';
    NEW.face := NULL;
    NEW.line_call := NULL;
    NEW.is_x := false;
    NEW.points := 0;
    IF NEW.x IS NULL OR NEW.y IS NULL THEN
        RETURN NEW;
    END IF;
    IF hung IS NULL THEN
        -- no face hangs there, so nothing can be said about points
        NEW.points := NULL;
        NEW.is_x := NULL;
        RETURN NEW;
    END IF;
    shaft_mm := CASE WHEN NEW.arrow_id IS NULL THEN (dealt -> 'shafts' ->> NEW.archer_id::text)::double precision END;
    IF shaft_mm IS NULL THEN
        shaft_mm := coalesce((SELECT diameter FROM arrows WHERE id = NEW.arrow_id), shaft_of(NEW.archer_id));
    END IF;
    dx := NEW.x - (hung ->> 'x')::double precision;
    dy := NEW.y - (hung ->> 'y')::double precision;
    edge_mm := sqrt(dx * dx + dy * dy) - shaft_mm / 2;
    scored := points_at(hung, edge_mm);
    NEW.points := scored.points;
    NEW.is_x := scored.is_x;
    IF scored.points > 0 THEN
        NEW.face := hung ->> 'human_identifier';
    END IF;
    IF NEW.sigma_major IS NOT NULL THEN
        along := atan2(dy, dx) - radians(coalesce(NEW.sigma_angle, 0));
        NEW.line_call := line_call_at(hung, edge_mm,
            sqrt((NEW.sigma_major * cos(along)) ^ 2 + (coalesce(NEW.sigma_minor, NEW.sigma_major) * sin(along)) ^ 2));
    END IF;
    RETURN NEW;
END $$;

-- The server's one way to write a coordinate: an archer's own entry, marked as such.
CREATE OR REPLACE FUNCTION enter_shot(
    in_session_id uuid, in_arrow_id uuid, in_landing_time timestamptz, in_x double precision, in_y double precision,
    in_end_number integer, in_is_sighter boolean, in_fate text, in_points_called integer, in_archer_id uuid, in_note text,
    in_is_x_called boolean
) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO shots (session_id, arrow_id, arrow_landing_time, x, y, end_number, is_sighter, fate, points_called,
                       is_x_called, archer_id, note, source)
    VALUES (in_session_id, in_arrow_id, in_landing_time, in_x, in_y, in_end_number, in_is_sighter, in_fate,
            in_points_called, in_is_x_called, in_archer_id, in_note, 'manual')
    RETURNING id
$$;

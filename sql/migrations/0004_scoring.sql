-- Points follow from a position by the line-cutter rule, whoever wrote the row: distance of the hit centre from the
-- face's centre, less half the shaft, against each zone's outer radius. appliance/core/scoring.py says the same; a
-- test holds the two together.

-- World Archery's widest shaft, taken where the arrow's own diameter is not known.
CREATE FUNCTION default_shaft_mm() RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT 9.3::double precision';

-- Standard normal distribution: Abramowitz and Stegun 7.1.26, within 1.5e-7 (PostgreSQL has erf() from 16 on only).
CREATE FUNCTION normal_cdf(z double precision) RETURNS double precision LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    a double precision := abs(z) / sqrt(2);
    t double precision := 1 / (1 + 0.3275911 * a);
    erf double precision;
BEGIN
    IF a > 8 THEN
        erf := 1;
    ELSE
        erf := 1 - t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
                   * exp(-a * a);
    END IF;
    RETURN CASE WHEN z >= 0 THEN (1 + erf) / 2 ELSE (1 - erf) / 2 END;
END $$;

-- Points and X at `edge_mm`, the distance of the shaft's inner edge from the centre of `face`.
CREATE FUNCTION points_at(face jsonb, edge_mm double precision, OUT points integer, OUT is_x boolean)
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce((
               SELECT (face -> 'points' ->> (k - 1)::integer)::integer
                 FROM jsonb_array_elements_text(face -> 'radii') WITH ORDINALITY AS zone(radius, k)
                WHERE edge_mm <= radius::double precision
                ORDER BY radius::double precision
                LIMIT 1), 0),
           coalesce(edge_mm <= (face ->> 'x_radius')::double precision, false)
$$;

-- The two scores beside the nearest line and the probability of each, when the doubt of the fix straddles that line.
CREATE FUNCTION line_call_at(face jsonb, edge_mm double precision, sigma_mm double precision) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    line_mm double precision;
    inside double precision;
    higher record;
    lower record;
BEGIN
    SELECT line INTO line_mm FROM (
        SELECT radius::double precision AS line FROM jsonb_array_elements_text(face -> 'radii') AS zone(radius)
        UNION ALL SELECT (face ->> 'x_radius')::double precision
    ) AS lines WHERE line IS NOT NULL ORDER BY abs(line - edge_mm) LIMIT 1;
    IF line_mm IS NULL OR NOT sigma_mm > 0 THEN
        RETURN NULL;
    END IF;
    inside := normal_cdf((line_mm - edge_mm) / sigma_mm);
    IF inside NOT BETWEEN 0.005 AND 0.995 THEN
        RETURN NULL;
    END IF;
    higher := points_at(face, line_mm);
    lower := points_at(face, line_mm + 1e-6);
    RETURN jsonb_build_object(
        'higher', jsonb_build_object('points', higher.points, 'is_x', higher.is_x, 'probability', round(inside::numeric, 4)),
        'lower', jsonb_build_object('points', lower.points, 'is_x', lower.is_x, 'probability', 1 - round(inside::numeric, 4)));
END $$;

CREATE FUNCTION derive_shot() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hung jsonb;
    shaft_mm double precision;
    dx double precision;
    dy double precision;
    edge_mm double precision;
    along double precision;
    scored record;
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.seq := nextval('feed_seq');
        IF NEW.end_number IS NULL THEN
            SELECT 1 + count(*) FILTER (WHERE NOT shots.is_sighter) / sessions.arrows_per_end
              INTO NEW.end_number
              FROM sessions LEFT JOIN shots ON shots.session_id = sessions.id
             WHERE sessions.id = NEW.session_id
             GROUP BY sessions.arrows_per_end;
            NEW.end_number := coalesce(NEW.end_number, 1);
        END IF;
    ELSE
        NEW.seq := OLD.seq;
    END IF;
    NEW.face := NULL;
    NEW.line_call := NULL;
    NEW.is_x := false;
    NEW.points := 0;
    IF NEW.x IS NULL OR NEW.y IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT value INTO hung
      FROM targets, jsonb_array_elements(targets.faces) WITH ORDINALITY AS face(value, k)
     WHERE targets.session_id = NEW.session_id
     ORDER BY sqrt((NEW.x - (value ->> 'x')::double precision) ^ 2 + (NEW.y - (value ->> 'y')::double precision) ^ 2), targets.id, k
     LIMIT 1;
    IF hung IS NULL THEN
        -- no face hangs there, so nothing can be said about points
        NEW.points := NULL;
        NEW.is_x := NULL;
        RETURN NEW;
    END IF;
    SELECT diameter INTO shaft_mm FROM arrows WHERE id = NEW.arrow_id;
    dx := NEW.x - (hung ->> 'x')::double precision;
    dy := NEW.y - (hung ->> 'y')::double precision;
    edge_mm := sqrt(dx * dx + dy * dy) - coalesce(shaft_mm, default_shaft_mm()) / 2;
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

CREATE TRIGGER shots_derive BEFORE INSERT OR UPDATE ON shots FOR EACH ROW EXECUTE FUNCTION derive_shot();

-- Other faces, or another shaft: the shots they concern are scored again in the same transaction.
CREATE FUNCTION rescore_session() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE shots SET x = x WHERE session_id = coalesce(NEW.session_id, OLD.session_id);
    RETURN NULL;
END $$;
CREATE TRIGGER targets_rescore AFTER INSERT OR DELETE OR UPDATE OF faces ON targets
    FOR EACH ROW EXECUTE FUNCTION rescore_session();

CREATE FUNCTION rescore_arrow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE shots SET x = x WHERE arrow_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER arrows_rescore AFTER UPDATE OF diameter ON arrows
    FOR EACH ROW WHEN (OLD.diameter IS DISTINCT FROM NEW.diameter) EXECUTE FUNCTION rescore_arrow();

-- A shot as clients read it.
CREATE VIEW shot_read AS
    SELECT id, seq, session_id, arrow_id, arrow_engage_time, arrow_disengage_time, arrow_landing_time, x, y, end_number,
           is_sighter, face, points, is_x, points_called, sigma_major, sigma_minor, sigma_angle, line_call, fate, source,
           detection_id
      FROM shots;

-- Ends and sessions in points. A line call wins over the derived points; sighters do not count.
CREATE VIEW end_summary AS
    SELECT session_id,
           end_number,
           count(*)::integer AS arrows,
           count(x)::integer AS landed,
           coalesce(sum(coalesce(points_called, points)), 0)::integer AS score,
           (count(*) FILTER (WHERE coalesce(points_called, points) = 10))::integer AS tens,
           (count(*) FILTER (WHERE is_x AND points_called IS NULL))::integer AS xs
      FROM shots
     WHERE NOT is_sighter
     GROUP BY session_id, end_number;

-- Triggers, table by table. Those of the same event run in the order of their names.

-- The feed's lock: every statement that numbers a change takes it before it locks a row, so that numbers become visible
-- in their order.
CREATE OR REPLACE TRIGGER sessions_feed_lock BEFORE INSERT OR UPDATE OR DELETE ON sessions
    FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock();
CREATE OR REPLACE TRIGGER targets_feed_lock BEFORE INSERT OR UPDATE OR DELETE ON targets
    FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock();
CREATE OR REPLACE TRIGGER shots_feed_lock BEFORE INSERT OR UPDATE OR DELETE ON shots
    FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock();
CREATE OR REPLACE TRIGGER detections_feed_lock BEFORE INSERT OR UPDATE OR DELETE ON detections
    FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock();
CREATE OR REPLACE TRIGGER calibrations_feed_lock BEFORE INSERT OR UPDATE OR DELETE ON calibrations
    FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock();
CREATE OR REPLACE TRIGGER rosters_feed_lock BEFORE INSERT OR UPDATE OR DELETE ON rosters
    FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock();
CREATE OR REPLACE TRIGGER signatures_feed_lock BEFORE INSERT OR UPDATE OR DELETE ON signatures
    FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock();
CREATE OR REPLACE TRIGGER brackets_feed_lock BEFORE INSERT OR DELETE ON brackets
    FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock();
CREATE OR REPLACE TRIGGER matches_feed_lock BEFORE UPDATE ON matches
    FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock();
-- changes of archers and arrows change shots
CREATE OR REPLACE TRIGGER archers_feed_lock BEFORE UPDATE OR DELETE ON archers
    FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock();
CREATE OR REPLACE TRIGGER arrows_feed_lock BEFORE UPDATE OR DELETE ON arrows
    FOR EACH STATEMENT EXECUTE FUNCTION take_feed_lock();

-- Shots: points, archer and end are derived from what is written.
CREATE OR REPLACE TRIGGER shots_derive BEFORE INSERT OR UPDATE ON shots
    FOR EACH ROW EXECUTE FUNCTION derive_shot();
CREATE OR REPLACE TRIGGER shots_settle_inserted AFTER INSERT ON shots REFERENCING NEW TABLE AS new_shots
    FOR EACH STATEMENT EXECUTE FUNCTION settle_inserted_shots();
CREATE OR REPLACE TRIGGER shots_settle_updated AFTER UPDATE ON shots
    REFERENCING OLD TABLE AS old_shots NEW TABLE AS new_shots
    FOR EACH STATEMENT EXECUTE FUNCTION settle_updated_shots();
CREATE OR REPLACE TRIGGER shots_settle_deleted AFTER DELETE ON shots REFERENCING OLD TABLE AS old_shots
    FOR EACH STATEMENT EXECUTE FUNCTION settle_deleted_shots();
CREATE OR REPLACE TRIGGER ends_measure BEFORE UPDATE ON ends
    FOR EACH ROW WHEN (OLD.opened_at <> NEW.opened_at) EXECUTE FUNCTION measure_end();
CREATE OR REPLACE TRIGGER ends_settle AFTER INSERT OR DELETE ON ends
    FOR EACH ROW EXECUTE FUNCTION settle_end();
CREATE OR REPLACE TRIGGER ends_settle_length AFTER UPDATE ON ends
    FOR EACH ROW WHEN (OLD.arrows_per_end <> NEW.arrows_per_end) EXECUTE FUNCTION settle_end();

-- Other faces, or another shaft: the shots they concern are scored again in the same transaction.
CREATE OR REPLACE TRIGGER targets_rescore AFTER INSERT OR DELETE OR UPDATE OF faces ON targets
    FOR EACH ROW EXECUTE FUNCTION rescore_session();
CREATE OR REPLACE TRIGGER arrows_rescore AFTER UPDATE OF diameter ON arrows
    FOR EACH ROW WHEN (OLD.diameter IS DISTINCT FROM NEW.diameter) EXECUTE FUNCTION rescore_arrow();
CREATE OR REPLACE TRIGGER archers_rescore AFTER UPDATE OF shaft_diameter ON archers
    FOR EACH ROW WHEN (OLD.shaft_diameter IS DISTINCT FROM NEW.shaft_diameter) EXECUTE FUNCTION rescore_archer();

-- Sessions: when each was open, and who shoots in it.
CREATE OR REPLACE TRIGGER sessions_end BEFORE UPDATE ON sessions
    FOR EACH ROW EXECUTE FUNCTION end_session();
CREATE OR REPLACE TRIGGER sessions_span_first AFTER INSERT ON sessions
    FOR EACH ROW EXECUTE FUNCTION keep_session_span();
CREATE OR REPLACE TRIGGER sessions_span AFTER UPDATE ON sessions
    FOR EACH ROW WHEN (OLD.is_opened <> NEW.is_opened) EXECUTE FUNCTION keep_session_span();
CREATE OR REPLACE TRIGGER sessions_turns_first AFTER INSERT ON sessions
    FOR EACH ROW EXECUTE FUNCTION session_began();
CREATE OR REPLACE TRIGGER sessions_turns AFTER UPDATE ON sessions
    FOR EACH ROW WHEN (OLD.arrows_per_end <> NEW.arrows_per_end) EXECUTE FUNCTION setup_changed();
CREATE OR REPLACE TRIGGER sessions_round AFTER UPDATE ON sessions
    FOR EACH ROW WHEN (OLD.round_arrows IS DISTINCT FROM NEW.round_arrows) EXECUTE FUNCTION settle_round();
CREATE OR REPLACE TRIGGER rosters_turns AFTER INSERT OR DELETE OR UPDATE OF arrows_per_turn, rotates ON rosters
    FOR EACH ROW EXECUTE FUNCTION setup_changed();
CREATE OR REPLACE TRIGGER session_archers_turns AFTER INSERT OR DELETE OR UPDATE ON session_archers
    FOR EACH ROW EXECUTE FUNCTION setup_changed();
CREATE OR REPLACE TRIGGER archers_touch_rosters BEFORE DELETE OR UPDATE OF name ON archers
    FOR EACH ROW EXECUTE FUNCTION touch_rosters();

-- Calibrations: when one stops waiting for taps.
CREATE OR REPLACE TRIGGER calibrations_end_of_taps BEFORE UPDATE ON calibrations
    FOR EACH ROW WHEN (OLD.status IN ('asked', 'running') AND NEW.status NOT IN ('asked', 'running'))
    EXECUTE FUNCTION end_of_taps();
CREATE OR REPLACE TRIGGER calibrations_without_taps BEFORE INSERT ON calibrations
    FOR EACH ROW WHEN (NEW.status NOT IN ('asked', 'running')) EXECUTE FUNCTION end_of_taps();

-- Notices for phones: by a trigger per statement where hundreds of rows change at once, else by one per row.
CREATE OR REPLACE TRIGGER shots_announce_inserted AFTER INSERT ON shots REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION announce_changes();
CREATE OR REPLACE TRIGGER shots_announce_updated AFTER UPDATE ON shots
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announce_changes();
CREATE OR REPLACE TRIGGER shots_announce_deleted AFTER DELETE ON shots REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION announce_changes();
CREATE OR REPLACE TRIGGER detections_announce_inserted AFTER INSERT ON detections REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION announce_changes();
CREATE OR REPLACE TRIGGER detections_announce_updated AFTER UPDATE ON detections
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announce_changes();
CREATE OR REPLACE TRIGGER detections_announce_deleted AFTER DELETE ON detections REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION announce_changes();
CREATE OR REPLACE TRIGGER sessions_announce AFTER INSERT OR UPDATE OR DELETE ON sessions
    FOR EACH ROW EXECUTE FUNCTION announce_change();
CREATE OR REPLACE TRIGGER targets_announce AFTER INSERT OR UPDATE OR DELETE ON targets
    FOR EACH ROW EXECUTE FUNCTION announce_change();
CREATE OR REPLACE TRIGGER calibrations_announce AFTER INSERT OR UPDATE OR DELETE ON calibrations
    FOR EACH ROW EXECUTE FUNCTION announce_change();
CREATE OR REPLACE TRIGGER rosters_announce AFTER INSERT OR UPDATE OR DELETE ON rosters
    FOR EACH ROW EXECUTE FUNCTION announce_change();
CREATE OR REPLACE TRIGGER signatures_announce AFTER INSERT OR UPDATE OR DELETE ON signatures
    FOR EACH ROW EXECUTE FUNCTION announce_change();
-- matches come and go with their bracket
CREATE OR REPLACE TRIGGER brackets_announce AFTER INSERT OR DELETE ON brackets
    FOR EACH ROW EXECUTE FUNCTION announce_change();
CREATE OR REPLACE TRIGGER matches_announce AFTER UPDATE ON matches
    FOR EACH ROW EXECUTE FUNCTION announce_change();
CREATE OR REPLACE TRIGGER nodes_announce AFTER INSERT OR UPDATE OR DELETE ON nodes
    FOR EACH ROW EXECUTE FUNCTION announce_node();
CREATE OR REPLACE TRIGGER tags_held_announce AFTER INSERT OR UPDATE ON tags_held
    FOR EACH ROW EXECUTE FUNCTION announce_tag();
CREATE OR REPLACE TRIGGER programmings_announce AFTER INSERT OR UPDATE OR DELETE ON programmings
    FOR EACH ROW EXECUTE FUNCTION announce_unnumbered();

CREATE OR REPLACE TRIGGER surveys_announce AFTER INSERT OR UPDATE OR DELETE ON surveys
    FOR EACH ROW EXECUTE FUNCTION announce_unnumbered();
CREATE OR REPLACE TRIGGER node_connections_announce AFTER INSERT OR UPDATE OR DELETE ON node_connections
    FOR EACH ROW EXECUTE FUNCTION announce_unnumbered();
CREATE OR REPLACE TRIGGER sensor_tests_announce AFTER INSERT OR UPDATE ON sensor_tests
    FOR EACH ROW EXECUTE FUNCTION announce_unnumbered();
-- not for `used_at`, which changes with requests
CREATE OR REPLACE TRIGGER pairings_announce AFTER INSERT OR DELETE OR UPDATE OF withdrawn_at ON pairings
    FOR EACH STATEMENT EXECUTE FUNCTION announce_unnumbered();
CREATE OR REPLACE TRIGGER button_presses_announce AFTER INSERT OR UPDATE OF pressed_at ON button_presses
    FOR EACH ROW EXECUTE FUNCTION announce_unnumbered();

CREATE OR REPLACE TRIGGER shooting_timer_announce AFTER INSERT OR UPDATE OR DELETE ON shooting_timer
    FOR EACH ROW EXECUTE FUNCTION announce_unnumbered();

CREATE OR REPLACE TRIGGER turn_marks_mended AFTER UPDATE OF state, config OR DELETE ON turn_marks
    FOR EACH ROW WHEN (NOT (is_turn_state(OLD.state) AND is_turn_config(OLD.config)))
    EXECUTE FUNCTION deal_since_unreadable_mark();

-- The appliance itself: one row, always.
CREATE OR REPLACE TRIGGER appliance_stays BEFORE DELETE ON appliance
    FOR EACH ROW EXECUTE FUNCTION keep_appliance();
CREATE OR REPLACE TRIGGER appliance_is_not_emptied BEFORE TRUNCATE ON appliance
    FOR EACH STATEMENT EXECUTE FUNCTION keep_appliance();

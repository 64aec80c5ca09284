-- Functions that are called otherwise now: as routines they were made before this, and what they were called goes.
DROP FUNCTION IF EXISTS say_turn(uuid, text, integer, uuid, text);
DROP FUNCTION IF EXISTS say_roster(uuid, integer, jsonb, boolean, text);
DROP FUNCTION IF EXISTS say_goal(uuid, integer, text, text);
DROP FUNCTION IF EXISTS say_board(text, text, integer, text, text);
DROP FUNCTION IF EXISTS turn_as_told(jsonb);
DROP FUNCTION IF EXISTS state_as_said(uuid, jsonb, jsonb, text, integer, text);

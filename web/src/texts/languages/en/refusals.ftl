# Why the appliance refuses a request: sent in the language that the request accepts, behind the place that is meant.

## Requests

not_there = there is nothing at { $path }
method_not_possible = { $method } is not possible at { $path }
request_refused = { $reason }
no_certificate = there is no certificate: HTTPS is off, or not ready yet
no_network_manager = nobody sees to the Wi-Fi here: NetworkManager is not on this computer, or ARCH_STATS_ACCESS_POINT is off
wifi_being_tried = a network is being tried: wait until it is joined or given up
no_such_exchange = { $id } is no exchange that waits for an answer: begin again
clock_is_kept = a time server keeps the clock right; it needs no phone
round_trip_too_long = your answer took { $seconds } s, too long to be exact: try again, nearer to the box
implausible_time = { $time } can be no time of today: look at the clock of this phone. Taken is a time from { $made } on, when this version was made, until two years later; after that install a newer version
clock_not_settable = the clock cannot be set from here: set it on the computer itself
ssid_too_long = is longer than { $bytes } bytes
too_large = is larger than { $bytes } bytes
went_wrong_here = something went wrong here; tell request { $request } to your club
wrong_type = send { $type }, not { $other }
must_be_type = must be { $type }, not { $other }
empty_body = is empty; send a JSON object
too_many_values = holds more than { $values } values; nothing of ours has so many
given_more_than_once = is given more than once
nothing_to_change = is empty; send at least one field to change
more_errors = { $errors ->
    [one] 1 more value is wrong; correct these first
   *[other] { $errors } more values are wrong; correct these first
}
not_a_uuid = { $text } is not a UUID
not_a_word = must be at most { $letters } plain letters
not_a_number = { $text } is not a whole number from 0 to { $most }
content_encoding = send it as it is, without Content-Encoding { $encoding }
body_too_slow = { $bytes ->
    [one] { $bytes } byte
   *[other] { $bytes } bytes
} came within { $seconds } s, and no end; send it again
body_unreadable = its chunks or its length cannot be read; send it again
socket_without_parameters = this socket takes no parameters
unknown_feed_parameter = is not a parameter of the feed; use since
since_not_a_number = must be the seq of the last message heard, a whole number from 0
not_a_websocket = this is a WebSocket; connect with ws://
no_other_protocol = this socket speaks no other protocol; leave it out
websocket_key = must be { $bytes } bytes in base 64
no_handshake = is no handshake of WebSocket version 13; connect with ws://
too_many_sockets = too many listen already; try again in a moment
too_many_sockets_here = too many from one address listen already; try again in a moment
foreign_host = { $host } may be somebody else's name; use { $address }, or add the name to ARCH_STATS_ALLOWED_HOSTS
foreign_origin = { $origin } is not a page of this appliance; use { $address }
foreign_page = a page of somebody else asks for this; use { $address }
own_address = its address
foreign_cursor = not a cursor of this list; take it from the Link header
unknown_language = there are { $languages }, not { $language }

## Values

value_missing = Field required
value_extra = Extra inputs are not permitted
value_object = Input should be an object
value_null = Input should be null
value_from = Input should be greater than or equal to { $least }
value_above = Input should be greater than { $bound }
value_to = Input should be less than or equal to { $most }
value_below = Input should be less than { $bound }
value_finite = Input should be a finite number
list_too_short = List should have at least { $least ->
    [one] 1 item
   *[other] { $least } items
}, not { $given }
list_too_long = List should have at most { $most ->
    [one] 1 item
   *[other] { $most } items
}, not { $given }
text_too_short = String should have at least { $least ->
    [one] 1 character
   *[other] { $least } characters
}
text_too_long = String should have at most { $most ->
    [one] 1 character
   *[other] { $most } characters
}
text_pattern = String should match pattern { $pattern }
text_unicode = Input should be a valid string, without half characters
value_text = Input should be a valid string
value_list = Input should be a valid array
value_yes_or_no = Input should be a valid boolean
value_whole = Input should be a valid integer
value_whole_too_large = Input should be a valid integer, and this has too many digits
value_number = Input should be a valid number
value_datetime = Input should be a valid datetime
value_date = Input should be a valid date
value_timezone = Input should have timezone info
value_uuid = Input should be a valid UUID
value_choice = Input should be { $choices }
not_json = is not JSON: { $why }
value_wrong = { $why }
control_character = must not hold the control character { $character }; leave it out
not_iso_time = must be a date and time in ISO 8601 with an offset, such as 2026-11-23T10:00:00Z
year_outside = { $value } is not from { $first } to { $last }; give its year
unknown_time_zone = there is no time zone { $zone }; give an IANA name, such as Europe/Madrid
given_with_other = must be given exactly when { $other } is

## What is stored

another_session_open = another session is open; close it first
end_time_when_closed = must be given exactly when is_opened is false
end_before_start = must not be before start_time
arrow_registered_already = this arrow is registered already
identifier_taken = another arrow has this identifier
voided_when_retired = must be given exactly when is_active is false
no_such_session = there is no such session
faces_invalid = a face is outside the butt, named twice, or has radii that are not monotonic
no_such_archer = there is no such archer
another_calibration_waits = another calibration waits for its taps; finish or reject it first
sensor_on_another_bow = this sensor is on another bow already; take it off there first
arrow_not_registered = one of these arrows is not registered
archer_not_registered = one of these archers is not registered
no_such_arrow = there is no such arrow
landed_or_miss = give x and y (landed), or neither and no time (miss)
values_contradict = the values contradict each other or what is stored
value_outside = a value is outside what can be stored; give finite numbers, plain text and times from 1970 to 2199
resolved_already = somebody has resolved this impact already, as { resolution_name }
resolution_name = { $resolution ->
    [placed] placed
   *[dismissed] dismissed
}
sensor_test_over = this test of the sensors is over; begin another one
not_in_inbox = this impact is not in the inbox; its outcome is { $outcome }
still_an_arrow = this impact is still an arrow; delete that first
status_cannot_become = this calibration is { $now }, so it cannot become { $then }
row_not_there = there is no { $what ->
    [session] session
    [arrow] arrow
    [archer] archer
    [target] target
    [shot] shot
    [detection] detection
    [calibration] calibration
    [sensor_test] sensor test
    [survey] survey
    [deleted_shot] deleted shot
    [pairing] pairing
    [turn_mark] turn mark
    [correction] correction
    [goal] goal
    [bow] bow
    [arrow_set] set of arrows
    [sight_mark] sight mark
    [signature] signature
    [bracket] bracket
    [match] match
    [match_result] entered result of match
    [programming] tag to be written for arrow
   *[other] { $what }
} { $id }
row_unreadable = 1 of { table_name } cannot be read: correct or delete { $key } ({ $field })
row_beside_unreadable = a stored row that belongs to this cannot be read: correct or delete what is named as unreadable
no_tag_reader = there is no reader of arrow tags here
tag_reader_away = the reader of arrow tags does not answer: look at its cable
tag_reader_only_reads = this reader can read tags and not write them; a PN532 can do both
another_tag_wanted = the tag of arrow { $arrow } is to be written first: hold it to the reader, or cancel that
no_shots_in_end = session { $session } has no such shots in end { $end }
session_is_closed = this session is closed; open it again first
archer_not_in_turns = this archer does not shoot in turns here; add them to the roster without a spot of their own
roster_changed_since = who shoots was changed again since; set it as it is right
no_timer = no timer is set up yet; choose its times first
timer_runs = the timer runs already; end it first
timer_does_not_run = the timer does not run; start it first
timer_is_held = the timer is held; let it go on first, or end it
timer_not_held = the timer is not held, so nothing has to go on
timer_not_ended = nobody ended the time that is on, so nothing is to be taken back
timer_changed = somebody else was quicker: look at the timer as it is now, and say it again where that is still right
two_sides_alternate = alternating shooting has two sides or three
no_sensor_on_channel = there is no sensor on channel { $channel }
no_face = there is no face { $face }; see { $address }
no_round = there is no round { $round }; see { $address }

## What belongs together

points_called_needed = give points_called too, the points that go with it
both_when_placed = must both be given when resolution is placed
none_when_dismissed = must not be given when resolution is dismissed
one_of_them_needed = give at least one of them
given_to_two_archers = { $name } { $value } is given to two archers
one_entry_per_radius = must have one entry per radius, { $radii }, not { $points }
radii_not_monotonic = must be strictly increasing or strictly decreasing
one_outline_per_radius = must have one entry per radius, { $radii }, not { $outlines }
later_points_alike = must all be different, also from points, and none 0: points that a person calls say which zone it was
outline_crosses_itself = the outline touches or crosses itself
outline_reaches_otherwise = the outline reaches { $reach } mm from the centre, and its radius is { $radius } mm
used_twice_in_target = { $name } is used twice in this target
centre_outside = centre ({ $x }, { $y }) mm is outside the butt, { $width } x { $height } mm
point_outside = ({ $x }, { $y }) mm is outside the butt, { $width } x { $height } mm
both_or_none = give both, or none
face_points_not_told = are not given for a face; leave them out
give_at_least = give at least { $least }, not { $given }
shots_of_all_or_none = give shot_id with all of them, or with none
same_arrow_twice = the same arrow is there twice
marks_needed = an acceptance test needs marks to tap, each with x_mm and y_mm
no_survey_yet = set first where the sensors are, under Menu, Set up
arrow_not_heard = { $shot } is no arrow that the sensors heard; leave it out
no_session_to_hang_in = no session is open to hang a face in; open one first
no_face_taps = there are no taps; start a calibration of kind face, tap centre and outer line
tap_not_placed = a tap could not be placed; start again, and tap harder
no_face_of_this_size = no such face has its outermost line { $radius_mm } mm from the centre; tap again
centre_tapped_outside = the centre was tapped outside the butt; tap again
no_round_called = no round is called { $round }; see { $address }
session_without_round = this session has no round; PATCH round_name first
face_not_of_pass = { $face } is not a face of this pass; it is shot at { $wanted }
no_face_to_replace = no face hangs in this session; hang one first
no_such_pass_left = there is no pass { $number } that is left to shoot; left are { $left }
given_instead_of = give this or { $other }, not both
face_of_archer_gone = an archer shoots at { $face } alone, which would not hang any more: take it from the archer first
no_face_to_aim_at = no face hangs in this session: where the middle is nobody can tell
arrows_of_another_archer = these arrows are another archer's than the bow
archer_shot_nothing = { $name } shot nothing in this session
nobody_to_hand_off = nobody shoots in this session
no_arrows_to_hand_off = no arrow of this session can be handed off yet: none was shot, or the coach holds them back
more_distances_than_ianseo = ianseo has no more than { $distances } distances, and this round has more
say_whose_score = several archers shot in this session: say whose score with archer_id
counts_for_no_round = this counts for no round: { $why }
more_points_than_possible = { $score ->
    [one] { $score } point is
   *[other] { $score } points are
} more than { $arrows ->
    [one] { $arrows } arrow
   *[other] { $arrows } arrows
} of { $round } can give; check the face

## Backups

in_file = { $file }: { $what }
at_line = { $file }, line { $line }: { $what }
in_column = { $column }: { $what }
nothing_was_changed = { $what }; nothing was changed
more_after_end = there is more after the end
no_header_here = is not where a header belongs; this is no { $format } file
too_many_rows = has more than { $rows } rows
empty_file = is empty; this is no { $format } file
file_cut_off = was cut off; its end is missing, so take another copy
rows_missing = rows are missing: it says { $said } and has { $found }
counted = { $rows } { table_name }
counted_nothing = nothing
value_not_storable = a value cannot be stored
no_such_table = there is no such one
no_line_of_an_export = is no line of an export
value_not = { $what }, not { $value }
line_too_long = is longer than { $bytes } bytes; take another copy
more_behind_end = has more behind its end; take another copy
no_whole_file = is no whole export file (not gzip, or damaged): take another copy
file_unreadable = cannot be read: { $why }
file_too_large = is larger than { $mib } MiB
unpacks_to_too_much = unpacks to more than { $mib } MiB
shrunk_too_much = unpacks to more than { $times } times its size, as no export does
from_newer_version = is from a newer version ({ $version }): update this appliance first; nothing was changed
reference_missing = there is no { $value } among the { $parent }, neither in the file nor here; nothing was changed
taken_by_another = another one here has { $value }; change that one, or replace everything; nothing was changed
changed_meanwhile = what is stored here was changed meanwhile ({ $why }); import the file again
cannot_keep_backup = what is here now cannot be kept as a backup ({ $why }), so nothing was replaced
out_of_memory = it needs more memory than there is for it; nothing was changed
import_under_way = another file is being imported; try again when it is done
upload_under_way = another file is being sent; try again when it is done
download_under_way = another download is being made; try again in a moment
backup_under_way = a backup is being made or tried; try again when it is done
nothing_to_keep = there is nothing to keep yet
no_such_backup = there is no backup { $number } any more
no_passphrase_set = no passphrase is set; set one first
passphrase_needed = is encrypted: give the passphrase that it was made with
passphrase_wrong = was encrypted with another passphrase; nothing was changed
too_large_to_encrypt = is larger than { $mib } MiB, too large to be encrypted here
restored_otherwise = when it is restored, { table_name } are not as they were ({ $said } in the file, { $found } afterwards)
stick_read_only = the stick can only be read; take another one, or move its switch
stick_pulled_out = the stick was pulled out, or the work on it ended half-way; plug it in again
stick_full = the stick is full; delete something from it, or take another one
stick_unknown_format = the stick is not formatted as FAT, exFAT, NTFS or ext4, or it is damaged; format it, or take another one
stick_not_written = the stick could not be written to ({ $why }); take another one
stick_not_read = the stick could not be read to its end ({ $why }); plug it in again
no_scratch_server = it cannot be tried: PostgreSQL's programs are not installed here
job_took_too_long = the { job_name } took longer than { $minutes } minutes and was ended; start it again
job_ended_half_way = the { job_name } was ended half way; start it again
job_name = { $job ->
    [export] export
    [import] import
    [backup] backup
    [contents] reading
    [seal] encryption
    [verify] trial of the backup
   *[replace] replacement
}
card_too_full = the card is too full: { $free_mb } MB are free, this needs { $needed_mb } MB and { $kept_mb } MB stay free for arrows; delete old backups, or take a larger card
result_of_another_kind = is not what a calibration of kind { $kind } finds
result_when_accepted = must be given when status is accepted
points_called_with_x = must be given with is_x_called
closed_before_opened = must not be before opened_at
last_before_first = must not be before first_sequence
until_before_from = must not be before lost_from

## The survey

sensor_count = { $count ->
    [one] { $count } sensor
   *[other] { $count } sensors
}: an array has { $least } to { $most }
sensor_called_twice = two sensors are called { $sensor }: give each its own id
sensors_at_one_place = sensors { $first } and { $second } are at one place ({ $place }) mm: measure both again
sensors_on_a_line = all sensors lie on one line: at least one must stand off it
sensor_far_away = sensor { $sensor } at ({ $place }) mm is far from the butt, { $width } x { $height } mm: give millimetres from its lower left corner, z in front of the face
board_beside_butt = board: its centre is beside the butt: measure it from the lower left corner
taped_unknown_sensor = taped distance: there is no sensor { $sensor }
taped_to_itself = taped distance: sensor { $sensor } is named twice, name two
taped_far_off = taped distance: { $taped } mm from { $first } to { $second }, but by their places they are { $drawn } mm apart: measure both again
shots_for_wind = { $shots ->
    [one] { $shots } shot
   *[other] { $shots } shots
} cannot tell the wind: at least { $least } can
shot_without_place = a shot fixes no place: too few sensors heard it

## What the server says before a request is understood

server_failed = something went wrong here; try again
server_busy = too many requests at once; try again in a moment
http_line_too_long = its first line or one of its headers is too long
only_100_continue = only 100-continue can be expected of this server
not_http = cannot be read as HTTP/1.1; correct the client
no_version_to_update = no version is installed here that an update could take over from
no_update_offered = no update is offered

## Who may do what

pair_first = this needs a paired phone: scan the code that a keeper or coach shows, or enter the PIN of the label under Menu, Device
pairing_is_gone = this phone is not paired here any more: pair it again by a code that a keeper shows, or by the PIN of the label
role_too_small = { $role } may not do this, it takes { $least }: ask a keeper for a code
only_your_own = an archer's phone changes that archer's own shots and turns alone: ask a coach
role_name = { $role ->
    [spectator] a spectator
    [archer] an archer
    [coach] a coach
    [judge] a judge
   *[keeper] a keeper
}
judge_is_paired = only a phone that is paired as a judge's says that a judge did it
reserved_name = is a name that is taken: none is an archer's id, or begins with judge:
nothing_to_sign = has no arrows that count: there is nothing to sign yet
held_back_not_signed = holds an end that the coach does not show yet: sign it when its points are shown
end_not_over = is still being shot: sign the end when it is full, or closed
sheet_not_complete = is not complete: sign the sheet when the round is shot, or the session is closed
too_many_signatures = this session has { $most } signatures, and takes no more
only_your_signature = signed by somebody else: only who signed, a judge or a keeper takes it back
archer_signs_alone = only the archer's own phone signs as the archer
other_score_to_sign = what stands there is { $score } of { $arrows ->
    [one] 1 arrow
   *[other] { $arrows } arrows
}: look at it again, then sign
signed_already = { $by } signed this already: { $score } of { $arrows ->
    [one] 1 arrow
   *[other] { $arrows } arrows
}, and nothing was changed since
role_needs_archer = must be given for an archer's phone
exactly_one_needed = give exactly one of them
code_used_or_old = this code was used already, or is too old: ask for another one
code_for_smaller_roles = a coach makes codes for archers and spectators: ask a keeper
wrong_pin = this is not the PIN of this box: it stands on its label, and arch-stats token pin says it
no_pin_here = this box has no PIN: arch-stats token pin --new makes one
too_many_attempts = too many attempts: try again in { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}
no_button_here = this box has no button: use the PIN of the label
button_not_pressed = the button was not pressed in the last half minute: wait a minute, press it, then try once
button_asked_before = somebody asked just before: wait { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
}, press the button, then try once
too_many_pairings = { $most } phones are paired already: withdraw some first
too_many_codes = { $most } codes wait to be used already: wait until some are used or too old
not_paired = this phone is not paired

## Matches

teams_of_format = must be { $archers ->
    [one] left out: individuals shoot for themselves
   *[other] given, each of { $archers } archers
}
archer_in_two_teams = an archer shoots in one team alone
team_without_score = somebody of team { $team } has not shot in these sessions
too_few_for_bracket = fewer than two shot there what counts: a bracket needs two
match_has_begun = this match has begun already; delete its session to begin it anew
match_is_decided = this match is decided; where a judge decided it, a judge takes that back first
another_match_is_shot = another match is being shot and not decided yet; close its session first
result_cannot_be = no match ends { $a } to { $b } before a shoot-off
result_needs_winner = says who won where both have the same, and only there
no_such_match = this stage has no more matches than { $most }
archer_in_bracket = this archer stands in the matches of { $bracket }, which their arrows decide; delete that bracket first
match_without_sides = nobody knows yet who meets whom here, or somebody goes on without a match
match_not_equal = this match is not equal: a shoot-off decides where both have the same at the end
no_session_to_follow = no session is open, and the one of the ranking is gone: open one with the faces that hang
match_not_open = the session of this match is not open: open it again, or shoot the match first
match_does_not_alternate = in this match the sides do not alternate: whose turn it is says who shoots
end_has_begun = end { $end } has begun: whose turn it is can be changed, not who shot first
judge_has_no_name = must say who decides, where no phone is paired as a judge's
too_few_faces = { $faces ->
    [one] one face hangs
   *[other] { $faces } faces hang
}, and { $archers } archers shoot: let them take turns

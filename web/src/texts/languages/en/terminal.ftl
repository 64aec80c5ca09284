# What commands print and why a start is refused: for whoever sits at a terminal, in its language (LANG).

## Settings and files

setting_value = { $setting }={ $given }: { $why }
setting_file_unreadable = { $setting }={ $file }: cannot be read: { $why }
setting_file_not_toml = { $setting }={ $file }: is not TOML: { $why }
setting_unknown = { $setting } in { $file }: there is no such setting; known are { $known }
setting_unknown_here = { $setting } in the environment: there is no such setting; known are { $known }
setting_plain_name = must be a plain name of letters, digits and underscores
setting_time_zone = must be the IANA name of a time zone, such as Europe/Madrid
setting_host_name = must be up to 40 letters, digits and hyphens, since it becomes a host name
setting_watching = has no meaning while ARCH_STATS_ACCESS is open: leave one of them out
survey_unreadable = survey { $file }: cannot be read: { $why }
survey_not_toml = survey { $file }: is not TOML: { $why }
survey_value = survey { $file }: { $place }: { $why }
survey_missing = nobody has said where the sensors are: say it at the page, under Menu, Set up
survey_not_set_for_replay = ARCH_STATS_SURVEY is not set: say where the sensors of the recorded butt were
port_not_usable = port { $port } on { $host } cannot be used ({ $why }): stop the other program, or set ARCH_STATS_SERVER_PORT
host_not_usable = port { $port } on { $host } cannot be used ({ $why }): set ARCH_STATS_SERVER_HOST to an address of this machine, or leave it out for all of them
given_unreadable = { $file }: cannot be read: { $why }
given_not_json = { $file }: is not JSON: { $why }
given_of_other_format = { $file }: is { $given }; this command answers { $known }
given_incomplete = { $file }: { $what } is missing or of the wrong kind
given_wrong = { $file }: { $why }

## Export, import, backup, restore

progress_written = { $count ->
    [one] { $count } row
   *[other] { $count } rows
} written ...
progress_read = { $count ->
    [one] { $count } row
   *[other] { $count } rows
} read ...
progress_checked = { $count ->
    [one] { $count } row
   *[other] { $count } rows
} checked ...
progress_removed = { $count ->
    [one] { $count } row
   *[other] { $count } rows
} taken away ...
progress_new = { $count ->
    [one] { $count } new row
   *[other] { $count } new rows
} ...
address_by_name = { $address } (where no other box has that name)
address_by_https = by https instead of http as well; the certificate's SHA-256 fingerprint is { $fingerprint }
address_authority = the authority to install on a phone, at the device page, has { $fingerprint }
label_own = Wi-Fi { $ssid }, password { $password }, where there is no other
export_done = { $file }: { $rows }
import_done = { $file }: new here are { $rows }
restore_done = { $file }: brought back { $rows }
backup_done = { $file }: { $size } kB
backup_of_nothing = there is nothing to keep yet
backup_verified = it was restored into a scratch database, and every row came back
ask_passphrase = passphrase:
kept_before_replacing = what is here now is kept in { $file }
no_plain_file = { $file }: is no plain file and is not replaced; say another name
file_not_written = { $file }: cannot be written: { $why }
backup_not_written = { $folder }: cannot be written: { $why }; run this as the appliance's user
no_backup = { $folder }: there is no backup; say which file to restore

## Placing stored measurements again

relocate_by_survey = { $count ->
    [one] by the survey alone: 1 measurement would change
   *[other] by the survey alone: { $count } measurements would change
}
relocate_by_calibration = { $count ->
    [one] by calibration { $version }: 1 measurement would change
   *[other] by calibration { $version }: { $count } measurements would change
}
relocate_moves = { $count ->
    [one] 1 moves, by { $most } mm
   *[other] { $count } move, by { $rms } mm rms, { $most } mm at most
}
relocate_outcome = { $count ->
    [one] 1 was { $old } and would be { $new }
   *[other] { $count } were { $old } and would be { $new }
}
relocate_outcome_kept = { $count ->
    [one] 1 was { $old } and would be { $new }: kept as it is
   *[other] { $count } were { $old } and would be { $new }: kept as they are
}
relocate_more = ... and { $count } more
relocate_drawn = drawn in { $file }
relocate_written = written; the old positions are kept in the table relocations
relocate_not_written = nothing is written yet: --write does
relocate_picture = Arrows placed again; lines are ten times as long as the way
placed_again_so_far = { $count ->
    [one] 1 measurement placed again ...
   *[other] { $count } measurements placed again ...
}

## Events that were set aside

nothing_set_aside = nothing is set aside
set_aside_once = { $event }  { $time }  { $reason } (tried once)
set_aside_often = { $event }  { $time }  { $reason } (tried { $tries } times)
set_aside_waits = { $what }, waits to be tried again
set_aside_retry = arch-stats set-aside --retry [ID] has one of them, or all, tried again
event_not_set_aside = no event { $event } is set aside: arch-stats set-aside lists them
retry_recorded = { $count } of { $asked } recorded
retry_again = { $event } again: { $reason }
retry_waits = { $count ->
    [one] 1 waits until the sensors' program runs
   *[other] { $count } wait until the sensors' program runs
}

## Running, shooting, replaying

ready_at = Arch-Stats is ready: { $address }
ready_without_page = Arch-Stats sensors are listening
demo_at = Arrows are landing at { $address }
demo_advice = Open it on a phone in this network. Ctrl-C ends everything.
database_up_to_date = the database is up to date
no_appliance_running = no appliance is running in { $folder }: start it first
no_session_open = no session is open: open one on the page first
bot_arrow = arrow { $number } at ({ $x }, { $y }) mm: { $points }
bot_arrow_without_points = arrow { $number } at ({ $x }, { $y }) mm: no points
replaying_at = replaying; watch it at { $address }
replayed = replayed
request_failed = { $request }: { $why }

## The doctor's findings

finding_well = ok   { $what }
finding_unknown = ??   { $what }
finding_ill = !!   { $what }: { $advice }
nothing_ill = all is well
things_ill = { $ill ->
    [one] 1 of { $findings } things needs you
   *[other] { $ill } of { $findings } things need you
}
doctor_settings = settings
doctor_database = database
doctor_database_is = database: PostgreSQL { $version }, schema { $schema }
doctor_embedded_off = the embedded one is not running: start the appliance
doctor_database_empty = it is empty: run arch-stats migrate, or start the appliance
doctor_schema_other = this version knows schema { $known }: run arch-stats migrate, or update
doctor_data_dir = data directory { $folder }
doctor_data_dir_missing = it is not there: start the appliance once, or set ARCH_STATS_DATA_DIR
doctor_data_dir_read_only = this user cannot write it: run this as the appliance's user
doctor_disk_low = delete old backups, or take a larger card
doctor_journal = journal
doctor_not_worked_on = { $count ->
    [one] 1 event could not be worked on; it is kept in { $file }
   *[other] { $count } events could not be worked on; they are kept in { $file }
}
doctor_broken = { $count ->
    [one] 1 impact was damaged on the card; it is kept in { $file }
   *[other] { $count } impacts were damaged on the card; they are kept in { $file }
}
doctor_of_newer = { $count ->
    [one] 1 impact was written by a newer version: install that again; it is kept in { $file }
   *[other] { $count } impacts were written by a newer version: install that again; they are kept in { $file }
}
doctor_survey = survey
doctor_survey_is = { $sensors ->
    [one] survey { $file }: 1 sensor
   *[other] survey { $file }: { $sensors } sensors
}
doctor_survey_at_page = survey: no file is set, so what was said at the page holds (Menu, Set up)
doctor_node_at_page = node: none is set, so the board that was chosen at the page holds (Menu, Set up)
doctor_node_is = node { $url }
doctor_node_missing = there is no such port: plug the node in, or look under /dev/serial/by-id
doctor_node_forbidden = this user may not use it: add it to the group dialout
doctor_page = page
doctor_page_missing = it is not built: run scripts/build.bash
doctor_voltage = supply voltage
doctor_voltage_low = it is too low: use the power supply made for this computer
doctor_temperature_unknown = temperature: not told by this computer
doctor_temperature = temperature { $degrees } °C
doctor_hot = give it shade and air
doctor_clock = clock { $time }
doctor_clock_wrong = set it, or connect a network
doctor_backups = backups
doctor_backups_none = there is none: run arch-stats backup
doctor_clock_kept = clock { $time }, kept by a time server
doctor_clock_unkept = clock { $time }: no time server keeps it, compare it with yours
doctor_hardware_clock = hardware clock: there is one
doctor_no_hardware_clock = hardware clock: there is none, so without a network the time is not known after a power cut
doctor_card = card
doctor_card_free = card: { $free } MB free
doctor_wear_unknown = card's wear: not known, cards of this kind do not tell it
doctor_wear = card's wear: up to { $used } % of its life
doctor_worn = take a new card soon, and have a backup elsewhere
doctor_card_errors_unknown = errors of the card: not known, nothing here counts them
doctor_card_errors = errors of the card: { $count }
doctor_card_failing = take a backup elsewhere today, and another card
doctor_voltage_unknown = supply voltage: not known, this computer does not tell it
doctor_voltage_was_low = it was too low since the start: use the power supply made for this computer
doctor_versions = Arch-Stats { $version }, Python { $python }, { $system }
doctor_database_silent = database: not known, it does not answer
doctor_database_size = database: PostgreSQL { $version }, { $size } MB
doctor_vacuum_unknown = database's last cleaning: not known, there was none since its counters began
doctor_vacuumed = database's last cleaning: { $day }
doctor_checksums_unknown = database's checksums: not known, its pages have none
doctor_checksums = database's checksums: { $count } failed
doctor_checksums_bad = the card loses data: download a backup, and take another card
doctor_backups_are = backups: { $count }, the newest of { $day }
doctor_backup_old = it is more than a week old: leave the box on for some minutes after shooting
doctor_backup_ahead = it is dated after this computer's clock: look at the clock of the box; daily backups go on meanwhile
doctor_backup_tried = backups tried
doctor_backup_bad = the newest cannot be brought back ({ $why }): make another one
doctor_backup_good = backups tried: that of { $day } came back whole
doctor_backup_untried = backups tried: none yet, it is done in a quiet minute
doctor_no_board = board: none was heard yet
doctor_board = board { $node }: listening, version { $firmware }
doctor_wifi = Wi-Fi: { $ssid }, strength { $strength } %
doctor_wifi_weak = move the box or the router, or what stands between them; a cable is better still
doctor_wifi_own = Wi-Fi: the box's own access point, { $ssid }
doctor_wifi_none = Wi-Fi: on none
doctor_wifi_unknown = Wi-Fi: not known, for NetworkManager does not say
doctor_announced = found as { $name }, at { $addresses }
doctor_not_announced = name: not announced (ARCH_STATS_MDNS is off); found at { $addresses }
doctor_file_written = { $file }: everything a helper needs, without passwords and names of archers
doctor_appliance = appliance at { $address }
doctor_appliance_is = appliance at { $address }, version { $version }
doctor_appliance_off = it does not answer: start it, and look at journalctl -u arch-stats
doctor_it_says = it says
doctor_database_says = the database says
doctor_said = { $text }

## Another version of the program

self_test_done = the simulated arrow was scored where it landed: { $x }, { $y } mm
self_test_unheard = the simulated arrow was not scored within { $seconds } s
self_test_misplaced = the simulated arrow was placed { $millimetres } mm beside where it landed
not_installed_here = no version is installed here: run sudo scripts/install.bash
version_current = { $version } runs
version_previous = { $version } was before it: arch-stats program back
version_runs = { $version } runs
version_runs_again = back: { $version } runs again
version_being_tried = { $version } takes over, and is watched for two minutes
backup_before_update = making a backup
migration_being_tried = trying the new version on a copy of the database
trial_awaited = another version is being tried: waiting for its two minutes
update_under_way = another update is under way: try again in a few minutes
version_not_whole = version { $version } is not whole: install it again
no_version_before = there is no version before this one
version_did_not_start = it did not answer within { $seconds } s
version_went_away = it answered for { $seconds } s and then no more
version_crashes = it ended by itself again and again
version_rolled_back = version { $version } did not stay, and the one before runs again: { $why }
command_failed = { $command } failed: { $words }
no_update_key = no key is trusted on this box, so no update file is: put one into /etc/arch-stats/update-keys
update_damaged = the update file is damaged or not whole: fetch it again
update_not_signed = the update is not signed by a key that this box trusts
update_of_other_format = the update file is of another format: update to a version in between first
update_not_unpacked = the update cannot be unpacked: { $why }
update_too_large = the update file is larger than { $mb } MB: it is none of ours
update_for_other_python = the update is for Python { $there }, and this box has { $here }
update_for_other_machine = the update is for { $there }, and this box is { $here }
update_older = the update is version { $version }, older than { $runs }, which runs: arch-stats program back
update_needs_newer = the update needs version { $least } to start from, and { $runs } runs: install that one first
update_being_unpacked = unpacking { $version } beside the version that runs
version_being_tested = trying it with a simulated arrow
update_no_plain_file = { $file }: is no plain file
update_runs_already = the update on the stick is version { $version }, which runs already
update_offered = version { $version } is offered on the page

## Pairing

nothing_paired = nothing is paired
pairing_used = { $id }  { $name }: { $role }, last used { $used } UTC
pairing_never_used = { $id }  { $name }: { $role }, never used
pairing_withdrawn = withdrawn
not_paired_so = nothing is paired as { $id }: arch-stats token list says what is
pin_unusable = { $file }: cannot be used: { $why }
say_whose_phone = say whose phone it is: --archer NAME
no_such_archer_here = there is no archer { $archer }, or several: say the id
address_pin = PIN to pair a phone by: { $pin }
demo_pin = Further phones pair by the PIN { $pin }

## Nodes

node_none_plugged_in = no board is plugged in by USB: use a cable that carries data, or say the port: --port /dev/ttyACM0
node_several_plugged_in = several boards are plugged in ({ $ports }): say which one: --port PATH
node_not_heard = { $port }: no node was heard for { $seconds } s: look at cable and power; where it has no firmware yet: arch-stats node flash
node_speaks_other = { $port }: the node's firmware is of another version ({ $version }, not { $ours }): arch-stats node flash
node_no_prompt = { $port }: MicroPython does not answer. Hold BOOTSEL while you plug the board in, copy flash_nuke.uf2 onto the drive that appears (it empties the board), then in the same way the file of MicroPython for it, and try again
node_no_pico = { $port }: this board is { $machine }; the firmware is for Raspberry Pi Pico and Pico 2
node_pico_w = { $port }: this board is { $machine }: its radio takes pins that the firmware needs; take a Pico or Pico 2 without W
bow_pico_without_w = { $port }: this board is { $machine }, which has no Wi-Fi, and its setup names one: take a Pico W or Pico 2 W, or give it a setup without ssid, and it speaks over its cable
bow_setup_unreadable = { $file } cannot be read as JSON: see drivers/bow/README.md
bow_setup_wrong = { $file }: { $name } is unknown or of the wrong kind; it may have { $names }
bow_flashed = the firmware is written and starts; the lamp is lit once the appliance is there
node_micropython_old = MicroPython { $version } is too old, { $least } is the least: hold BOOTSEL while you plug the board in, and copy a newer one onto the drive that appears
node_written_badly = { $file } was not written as it should be: try again, and take another board when it happens again
node_write_cut = { $port }: the board fell silent while it was written: look at the cable, and run it again; when this stays, the board's flash is worn
node_last_fault = the last failure of its firmware: { $fault }
node_starts = the firmware is written and starts
node_flashed = node { $node } runs { $firmware }
node_flashed_uart = the firmware is written and starts; it is heard at its UART
node_is = node { $node }: { $firmware }, boot { $boot }, { $channels ->
    [one] { $channels } channel
   *[other] { $channels } channels
}, counter { $rate } MHz
node_holds = it holds { $held ->
    [one] { $held } shot
   *[other] { $held } shots
}, has given { $given ->
    [one] { $given } number
   *[other] { $given } numbers
}, and dropped { $dropped }
node_no_air = it measures no air: the appliance takes what you set
node_air = air { $temp } C, { $rh } %
node_memory = { $free } kB of memory are free; after a shot it was blind for { $blind } ms at most
node_is_well = it finds nothing wrong with itself
node_emitters_unknown = --emitters { $emitters }: sensors from 1 to { $channels }, or all
language_unknown = --protocol { $word }: { $words }
frames_dropped = { $frames ->
    [one] { $frames } frame was
   *[other] { $frames } frames were
} dropped: checksum or length

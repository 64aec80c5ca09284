# What stands on printed pages: the score sheet, a calibration, an acceptance test.

## The score sheet

score_sheet = Score sheet
score_sheet_of = Score sheet { $day } { $location }
points_of_arrows = { $points ->
    [one] { $points } point
   *[other] { $points } points
}, { $arrows ->
    [one] { $arrows } arrow
   *[other] { $arrows } arrows
}, { $xs } X
archer_fact = Archer
target_fact = Target
bow_fact = Bow
class_fact = Class
round_fact = Round
distance_fact = Distance
face_fact = Face
place_fact = Place
date_fact = Date
setting_fact = Setting
indoors = indoors
outdoors = outdoors
practice = practice
end_column = End
sum_column = Sum
total_column = Total
arrows_column = Arrows
round_total = Round total
pass_total = Pass { $n }
hits_column = Hits
golds_column = Golds
bouncer_letter = b
pass_through_letter = p
hanger_letter = h
called_letter = c
out_of_time_letter = t
bouncer_legend = b: bounced off
pass_through_legend = p: passed through
hanger_legend = h: hung on the face
called_legend = c: called by a person, measured value small beside it
out_of_time_legend = t: out of time, before the signal to shoot or after the one to stop
surplus_legend = struck out: more arrows than the end has, or behind a hit that ended the target, not counted
beyond_legend = struck out: shot when the round was over, not counted
held_back_legend = ·: held back by the coach, not counted yet
sighters_line = Sighters, not counted:
when_column = When
correction_column = Correction
by_column = By
initials_column = Initials
correction_kind = { $kind ->
    [entered] entered by hand
    [deleted] deleted
    [restored] brought back
    [turn] turn changed
    [undone] taken back
    [withdrawn] signature taken back
   *[rescored] scored again
}
correction_in_end = end { $end }
corrected_field = { $field ->
    [archer_id] { archer_fact }
    [end_number] { end_column }
    [is_sighter] Sighter
    [fate] Arrow
    [is_x_called] X
   *[points_called] Called
}
yes_word = yes
no_word = no
fate_name = { $fate ->
    [bouncer] bounced off
    [pass_through] passed through
    [hanger] hung on the face
   *[stuck] stuck
}
archer_signs = Archer
scorer_signs = Scorer
signature_column = Signed
hand_column = As
signed_score = { $score } of { $arrows ->
    [one] 1 arrow
   *[other] { $arrows } arrows
}
whole_sheet = whole sheet
as_signed_column = As signed
changed_since_column = Changed since
hand_name = { $hand ->
    [archer] { archer_signs }
   *[scorer] { scorer_signs }
}
signed_ends_line = Ends signed by the archer: { $archer }; by the scorer: { $scorer }
changed_since_legend = *: changed since it was signed
judge_named = { $name }, judge
where_arrows_landed = Where the arrows landed

## A calibration

acceptance_title = Acceptance test { $version }
calibration_title = Calibration { $version }
status_name = { $status ->
    [asked] asked
    [running] running
    [proposed] proposed
    [accepted] accepted
    [rejected] rejected
    [failed] failed
   *[rolled_back] rolled back
}
marks_picture = Marks, and lines to where they were placed
points_picture = Given points, and lines to where they were placed: dashed before, solid after
sensors_picture = Sensors as surveyed, and lines to where they are
picture_scale = { $picture }, { $times } times as long as they are; the longest is { NUMBER($longest_mm, minimumFractionDigits: 2, maximumFractionDigits: 2) } mm.
tapped_by = Tapped by
seen_by = Seen by
placed_by_survey = Placed by the survey alone.
placed_by_calibration = Placed by calibration { $version }.
acceptance_passed = Passed: { acceptance_rule }.
acceptance_not_passed = Not passed: { acceptance_rule }.
acceptance_rule = every mark placed, gross error at most { $rms_mm } mm rms and { $worst_mm } mm at worst
acceptance_meaning = At { $rms } mm rms the score of { $wide } % of arrows on a 122 cm face, and of { $narrow } % on a 40 cm face, is less than 99 % sure; { $worst } mm is half a shaft, and more at one mark means that a sensor there is wrong.
gross_error = Gross error { $rms } rms, { $worst } at worst.
marks_shifted = All marks shifted by { $x } right, { $y } up.
repeatability_unknown = Repeatability not known: tap marks twice to know it.
repeatability = Repeatability { $mm }, one standard deviation.
mark_column = Mark
x_column = x mm
y_column = y mm
z_column = z mm
placed_x_column = placed x
placed_y_column = placed y
error_column = error mm
sensor_column = Sensor
heard_column = heard
left_out_column = left out
weakest_column = weakest signal
timing_column = timing off, µs rms
moved_column = moved mm
late_column = late µs
points_error = Gross error of the given points { $before } rms before, { $after } after (each point by what the other ones make).
better = Better than what was in force.
no_better = No better than what was in force.
speed_of_sound = Speed of sound { $percent } % from what the air says.
readings_off = Readings { NUMBER($us, minimumFractionDigits: 2, maximumFractionDigits: 2) } µs rms off.

## Recovery sheet

recovery_title = Recovery sheet of { $box }
recovery_means = Backups that leave this box are encrypted. Without this passphrase nobody can read them, not even their owner.
recovery_passphrase = Passphrase
recovery_code = The passphrase as a code to scan
recovery_step_install = Set up an appliance, this one or another of the same version or a newer one.
recovery_step_import = Open its page, then Menu, Device, Bring back from, and choose the file ending in .age.
recovery_step_passphrase = Give the passphrase exactly as it stands above.
recovery_step_other = Without an appliance: the program age (age-encryption.org) opens the file with age -d; inside is gzip with one JSON object a line.
recovery_keep = Keep this sheet where the box is not, and not on the stick with the backups.

## Label

label_title = Arch-Stats { $box }
label_wifi_code = The access point as a code to scan
label_wifi_step = 1. Scan this where there is no other Wi-Fi.
label_wifi = Wi-Fi:
label_wifi_password = Password:
label_page_code = The page as a code to scan
label_page_step = 2. Scan this to open the page.
label_pin = PIN:
label_fingerprint = SHA-256 of the authority of HTTPS here:

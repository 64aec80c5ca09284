# The page's own words. Each name is a key of the page's code.

## Connection and frame

live = Live
offline = Offline
catchingUp = Catching up
notListening = Butt not listening
pages = Pages
sheet = Sheet
review = Review
menu = Menu
warnings = What is wrong
close = Close
all = All
undo = Undo
undone = Undone
undoThis = Undo: { $what }
noAnswer = The butt does not answer. Are you still in its Wi-Fi?
goneMeanwhile = Somebody else was quicker: this is not there any more. Go back and look at what is there now.
somethingWrong = Something went wrong. Try again.
asItWas = As of { $time }
waitingForButt = Waiting for the butt …

## Live

lastArrow = last arrow
total = total
arrowsCount = { $n ->
    [one] arrow
   *[other] arrows
}
tensX = tens / X
endNumber = End { $n }
end = End
faceWith = { $n ->
    [one] Target face with 1 arrow
   *[other] Target face with { $n } arrows
}
zoomAuto = Zoom: auto
zoomWhole = Whole face
zoomGroup = Group
thisEndOnly = This end only
nowTurn = Now: { $who }, arrow { $arrow } of { $of } · end { $end }
nowArrow = Arrow { $arrow } of { $of } · end { $end }
nowSighters = Sighters: { $who }
scoreNow = Score from now
waitingForFirst = Waiting for the first arrow.
groupIs = Group: { $radius } mm around its centre, { $spread } mm wide
groupIsOff = Centre { $across }, { $up }
mmLeft = { $n } mm left
mmRight = { $n } mm right
mmHigh = { $n } mm high
mmLow = { $n } mm low

## Sessions

session = Session
sessions = Sessions
noSession = No session is open.
noSessions = There are no sessions yet.
newSession = New session
openSession = Open session
open = open
where = Where
distance = Distance
unit = Unit
arrowsPerEnd = Arrows per end
round = Round
practice = Practice, no round
indoors = Indoors
allRounds = All rounds
searchRound = Name of the round
anyBow = Any bow
anywhere = Anywhere
outdoors = Outdoors
noRoundFound = No round has this name, for this bow and place.
roundFacts = { $n } arrows · { $distances } · { $faces }
favourite = Keep { $round } at hand
moreRounds = { $n ->
    [one] 1 more: type some of its name.
   *[other] { $n } more: type some of the name.
}
moreFaces = More faces
otherDistance = { $here }; the round says { $wanted }.
otherFace = { $here }; the round says { $wanted }.
roundIndoors = Outdoors; the round is shot indoors.
roundOutdoors = Indoors; the round is shot outdoors.
countsForNoRound = Opened so it counts for no handicap and no classification.
endOf = End { $n } of { $all }
roundScore = { $score ->
    [one] { $score } point
   *[other] { $score } points
}, { $n } of { $all } arrows
leftInPass = { $n ->
    [one] 1 arrow left in this pass
   *[other] { $n } arrows left in this pass
}
passComplete = This distance is complete.
roundComplete = Round complete: { $score ->
    [one] { $score } point
   *[other] { $score } points
}.
shotsBeyond = { $n ->
    [one] 1 more shot, which does not count
   *[other] { $n } more shot, which do not count
}
goOnAt = Go on at { $distance }
passBegun = The next distance has begun
correctRound = Correct round, face or distance
whatWouldChange = What would change?
scoreAgain = Score again
scoredAgain = Scored again
signatureWithdrawn = Signature taken back
noArrowChanges = The score of no arrow changes.
rescoredFrom = { $before ->
    [one] { $before } point becomes
   *[other] { $before } points become
} { $after }; { $n ->
    [one] { $n } arrow changes
   *[other] { $n } arrows change
}.
wrongLocation = Say where, in up to 255 letters.
wrongBetween = A whole number from { $low } to { $high }.
closeSession = Close session
closeForGood = Close it
goOn = Go on shooting
sessionClosed = Session closed
sessionIsClosed = Session closed
reopen = Open again
sessionReopened = Opened again
deleteSession = Delete session
deleteSessionWarning = All its arrows and measurements are deleted with it. This cannot be undone.
deleteForGood = Delete for good
earlier = Earlier ones
summary = Summary
noArrows = No arrow yet.

## Live and every page, a moment later

back = Back
sessionOpened = Session opened
toLivePage = To the live page
turnSaid = Turn changed
cannotUndo = That cannot be undone any more
closeToLine = close to a line
heardNotPlaced = ? { $n } heard but not placed
save = Save
unknown = Not known
nothing = Nothing
arrowsShort = { $n ->
    [one] 1 arrow
   *[other] { $n } arrows
}
average = average
targetFace = Target face
wholeFace = Whole face
whoseTurn = Whose turn is it?
turnOf = Now { $who }
endIsOver = End { $n } is over
sightersNow = Sighters from now: they do not count
tooManyArrows = Too many arrows
surplusArrows = { $n } arrows in end { $end } of { $of }: the lowest count. Which is not theirs?
behindHit = What is behind the hit that ended target { $end } does not count. Which arrow is not theirs?
killIs = a kill is { $kill }, a wound { $wound }
hitIs = a hit is { $points }
leaveIt = Leave it
earlyArrow = An early arrow
belongsToEnd = So soon after end { $n }: does it belong to it?
lineCall = Line call
lookAtPaper = On the line? Look.
lineCalled = Call noted
meanRadius = Mean radius
allEnds = All ends
whoseArrows = Whose arrows
saidMiss = miss

## Score sheet

scoreSheet = Score sheet
changeArrow = Change arrow { $label }
arrowTitle = Arrow { $label }
pointsThatCount = Points that count
asMeasured = As measured
bySensors = by the sensors
byHand = entered by hand
sighter = Sighter, does not count
sighters = Sighters
whatBecameOfIt = What became of it
stuck = Stuck
bouncer = Bouncer
passThrough = Pass-through
hanger = Hanger
calledX = X called
stage = Stage
scoring = Scoring
yes = Yes
no = No
whichArrow = Which arrow
nobody = Nobody
note = Note
notes = Notes
notesSaved = Notes saved
deleteArrow = Delete this arrow
arrowChanged = Arrow changed
arrowDeleted = Arrow deleted
arrowRestored = Arrow brought back
signatures = Signatures
signEnd = Sign end { $n }: { $score }
signSheet = Sign the sheet: { $score }
signedNow = Signed
signedByArcher = Signed by the archer: { $name }, { $time }
signedByScorer = Signed by the scorer: { $name }, { $time }
changedSince = Signed as { $score }, changed since: { $name }, { $time }
judgeNamed = { $name }, judge
corrections = Corrections
rosterChanged = Who shoots was changed
noCorrections = Nothing was corrected.
changedBy = Changed last by { $name }, { $time }
somebody = somebody
points = points
arrowEntered = Arrow entered
missEntered = Miss entered
addArrowOrMiss = Add a miss or an arrow
endIsShort = End { $end } is { $n ->
    [one] one arrow
   *[other] { $n } arrows
} short.
endOfIsShort = { $who }: end { $end } is { $n ->
    [one] one arrow
   *[other] { $n } arrows
} short.
itMissed = It missed
surplus = One too many: does not count
notShot = not shot
wrongEnd = A whole number from 1.
moveEnd = Whose end?
whoseEnd = Whose end { $n } was it?
endMoved = End moved
print = Print
csv = Spreadsheet
handOff = Hand off to ianseo
handOffMeans = Two files that ianseo takes under Participants, List Load: first the archers, then their arrows. All distances of the round are in them.
handOffSession = Session in ianseo
handOffArchers = Archers for ianseo
handOffArrows = Arrows for ianseo
handOffEmpty = Empty in the file of archers, and to be filled in before ianseo takes it: class, gender, country or club, date of birth, and the division of a bow that is not recurve, compound, barebow, longbow or traditional. ianseo refuses a line without division or class, and guesses a gender that is empty. The whole name stands as the family name.
handOffTarget = The target is the butt's number (Menu, Device). Where ianseo has the archers already, put its codes in place of those in the file of arrows.
handOffCheck = Compare the totals afterwards: ianseo leaves out an arrow that the face chosen there does not have. Older versions of ianseo do not know the file of arrows.
touchToZoom = Touch where it is
touchWhereItIs = Touch where the arrow is
itIsHere = It is here

## Inbox

inbox = Inbox
inboxMeans = Impacts that were heard and could not be placed. Show where each one was, or that it was nothing.
inboxEmpty = Everything that was heard is placed.
unknownReason = no reason is known
sensorsHeard = { $n } of { $of } sensors heard it
place = Place it
dismiss = It was nothing
placed = Placed
dismissed = Dismissed

## Review

scoreOverTime = Points per arrow, session by session
groupOverTime = Mean radius in mm, session by session
trendUp = Rising by { $by } points an arrow each session.
trendDown = Falling by { $by } points an arrow each session.
trendFlat = Neither rising nor falling.
trendTooFew = Three sessions make a trend.
compareWith = Compare with
endByEnd = Points per arrow, end by end
rhythm = Rhythm
rhythmIs = { $s } s, ± { $spread } s
holdTime = Hold
flightTime = Flight
secondsAre = { $s } s
fatigue = Second half against first, points an arrow
handicap = Handicap
classification = Classification
classificationNeeds = A classification goes by bow, category and age group, and needs the whole round.
byDistance = By distance
averageHead = Average
asRegistered = As registered
notSaid = Not said
category = Category
genderOpen = Open
genderFemale = Women
ageGroup = Age group
adult = Adult
over50 = 50 and over
underYears = Under { $n }
traditional = Traditional
flatbow = Flatbow
goal = Goal for the round
pace = Pace
paceIs = { $n } per end from here
notPossible = not possible any more

## Arrows

arrows = Arrows
registerArrow = Register an arrow
registerStep = New arrow, step { $n } of 2
register = Register
onward = Next
registered = Registered
arrowName = Name on the arrow
arrowNameHint = What you write on it: a number, initials. Up to 10 letters.
arrowLength = Length, cm
shaftDiameter = Shaft diameter, mm
shaftHint = Decides line calls. Left empty: { $mm } mm, the widest allowed.
arrowWeight = Weight, g
spine = Spine
tag = Tag
tagHint = Hold the arrow to the reader, or leave this empty: it works without a tag.
tagRead = Tag { $code } read
tagTaken = This tag is on arrow { $name } already.
writeTag = Write the tag
doNotWriteTag = Do not write it
hasTag = has one
wrongArrowName = 1 to 10 letters.
wrongPositive = A number above 0.
wrongTag = A tag reads like 0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01.
arrowRegistered = Arrow registered
retire = Retire
arrowRetired = Arrow retired
retiredArrows = { $n } retired
useAgain = Use it again
arrowInUse = Arrow in use again
noArrowsYet = No arrow is registered yet. The page works without; with them you learn which one flies off.
neverShot = Never shot so far.
verdictMeans = At most 1 in { $rate } quivers of sound arrows ever has one wrongly marked, however often you look.

## Archers

archer = Archer
archers = Archers
addArcher = Add an archer
archerAdded = Archer added
changeArcher = Change { $name }
archerChanged = Archer changed
name = Name
wrongName = 1 to 60 letters.
bow = Bow
recurve = Recurve
compound = Compound
barebow = Barebow
longbow = Longbow
rosterMeans = Choose up to eight archers for this session, in shooting order.
openFirst = Open a session first; then choose who shoots in it.
ownSpot = Own spot
anySpot = any spot
turn = The turn passes after
wholeEnd = a whole end
arrowsATurn = { $n ->
    [one] 1 arrow
   *[other] { $n } arrows
}
details = At the line together
allTogether = All together
detailsRotate = Another detail begins each end
saveRoster = Set who shoots
rosterSaved = Archers saved
nobodyShoots = nobody
isItMe = My phone
itIsMe = This is me
codeFor = QR code for { $name }
codeMeans = Photograph this with a phone in the butt's Wi-Fi: it becomes the phone of this archer.

## Coach and spectators

coach = Coach
watch = Spectators
holdBack = Hold points back until the end is complete
holdBackForAll = Hold points back for everybody until I confirm the end
confirmEnd = Confirm end { $n }
pointsHeldBack = Points held back
pointsShown = Points shown
nobodysArrows = Nobody's arrows
board = All archers, ranked
rank = Rank { $n }
hits = hits
golds = golds
countedAs = { $what ->
    [tens] { $n ->
        [one] 1 ten
       *[other] { $n } tens
    }
    [hits] { $n ->
        [one] 1 hit
       *[other] { $n } hits
    }
    [golds] { $n ->
        [one] 1 gold
       *[other] { $n } golds
    }
    [xs] { $n } X
   *[other] { $n } × { $what }
}
watchNoSession = No session is open. When one begins, everybody's arrows are shown here.
isCoach = This is the coach's phone: show here what is held back
pinnedNotes = Pinned notes
noteOn = Note on arrow { $label }
pin = Pin
notePinned = Note pinned

## Butt

buttAndSensors = Butt and sensors
noSurvey = The places of the sensors are not set yet.
setUp = Set up
setUpMeans = From the box to the first arrow. Leave at any time: what is done stays done, and nothing that is heard here counts, except the first arrow.
setUpDone = Everything is set up.
setUpWaits = Set up this butt: { $n } of { $of } steps are done
stepDone = done
stepOpen = to do
setupSensors = The butt and its sensors
setupBoard = Plug in the board
setupHearing = Does each sensor hear?
setupTemplate = Mark where to tap
setupCalibration = Calibrate
setupFirstArrow = The first arrow
setupButtMeans = How large is the butt? Measure its face in millimetres.
buttWidth = Width, mm
buttHeight = Height, mm
setupKitMeans = Which sensors has it? Choose the picture; correct the places below where yours hang elsewhere.
kits = Kits of sensors
kit_freetarget = freETarget board
kit_four = 4 in the corners
kit_six = 6 at the sides
kit_eight = 8 all around
typePlaces = Type where each sensor is
typePlacesMeans = In millimetres from the lower left corner of the face, as the archer sees it. In the order in which they are wired to the board.
sensorOfChannel = Input { $n }
fromTheLeft = From the left, mm
upwards = Up, mm
addSensor = Add a sensor
removeSensor = Remove sensor { $name }
tapedDistance = One distance between two sensors, taped (it may be left empty)
tapedMeans = Where the sensors have emitters, this sets the scale of the array. From the hole of one microphone to that of the other, the farther apart the better.
tapedFrom = From
tapedTo = To
tapedMm = Taped, mm
tapedSigma = Known to, ± mm
saveSensors = The sensors are there
sensorsSaid = Saved: it holds from the next arrow on
setupBoardMeans = Plug the board into this box and give it power. It is found by itself within a few seconds.
noBoardYet = No board is listened to yet.
whereIsTheBoard = Where is the board?
findTheBoard = Find it by itself
boardDetails = Another place, kind or speed
boardAddress = Port, or address in the network
boardKind = Kind of board
protocol_auto = Find out
protocol_archstats = Arch-Stats node
protocol_freetarget = freETarget
boardSpeed = Speed
boardName = Name of the board
boardNameHint = Only where several freETarget boards send to one place.
useThisBoard = Listen there
lookAgain = Look again
asInTheSettings = As it was installed
boardChosen = Chosen: it is listened to there
boardAsInstalled = As it was installed again
setupHearingMeans = Tap the butt beside each sensor, with a knuckle or a rod. Each that hears turns green.
sensorHears = hears
sensorNotYet = not yet
otherChannels = The board has { $board ->
    [one] { $board } input
   *[other] { $board } inputs
}, and { $said ->
    [one] { $said } sensor is set up
   *[other] { $said } sensors are set up
}: correct the first step.
setupTemplateMeans = A sheet says where to mark the points for the calibration, with a plumb line and a tape.
setupCalibrationMeans = Tap the marked points one after the other. Errors of the tape are taken out, and the page says how good the butt is.
otherCalibrations = Other ways to calibrate
setupOpenSession = Open a session on the live page, and shoot.
tapTemplate = Where to tap
templateMeans = For a butt of { $width } by { $height } cm. Hang a plumb line at each distance from the left edge, and mark the heights above the lower edge along it. The numbers are the order in which to tap.
plumbLine = Plumb line { $n }: { $x } cm from the left edge
cmUp = { $y } cm up
sensorTest = Sensor test: tap each corner and see which sensors hear it.
testIsOn = The sensors are being tested: what hits the butt now does not count.
testEndsAt = Leaving this page ends the test; if this phone goes out of reach, it ends at { $time }.
endTest = End the test
beginTest = Begin the test
tapsWouldCount = A session is open: without the test, each tap counts as an arrow.
heardInTests = { $n ->
    [one] 1 impact heard in tests
   *[other] { $n } impacts heard in tests
}
heardInTestsMeans = Was one of these an arrow? Then it is given back to its session.
itWasAnArrow = It was an arrow
allWereTaps = All of them were taps
arrowGivenBack = The arrow counts
cmFromCorner = { $x } cm from the left, { $y } cm up
buttPicture = The butt with its sensors
allAgree = all agree
sensor = Sensor
heard = Heard
offBy = Off by
signal = Signal
chirps = Chirps between the sensors
chirpsAir = Wind { $x } m/s to the right and { $y } m/s up, ± { $sigma }; sound travels at { $speed } m/s
chirpsDisagree = What the sensors hear of each other does not fit where they are said to be: it is not used
emitter = Emitter
emitterHeard = heard
emitterMissing = none
hearsOthers = Hears others
offItsPlace = Off its place
calibrate = Calibrate
calibration = Calibration
calibrateByTaps = By 16 taps with a rod
calibrateByArrows = By arrows in the paper
findFace = Find the face by two taps
faceByTaps = Face by taps
acceptance = Acceptance test
acceptanceTest = Acceptance test: ten marks, twice
goOnCalibrating = Go on with what is running
tapHere = Tap point { $n } of { $of }: { $x } cm from the left, { $y } cm up
tapCentre = Tap the very centre of the face.
tapRing = Now tap its outermost line.
working = Calculating …
tapAgain = That was no tap: { $why }. Tap the same point again.
heardTap = Tap { $n } was heard by { $of ->
    [one] { $of } sensor
   *[other] { $of } sensors
}.
beforeAfter = Error { $before } mm before, { $after } mm after
grossMeans = Root mean square of the distances on the face between each marked point and where it was placed by a calibration from the other points.
calibrationBetter = Better than what is in force: accept it.
calibrationNoBetter = No better than what is in force: the butt is as good as it was.
waysMean = Dotted lines: how far off each point was before; solid lines: after. Drawn { $n } times their length.
spoiledTap = The tap at { $x }, { $y } cm was beside its point and is left out.
moved = Moved
late = Late
accept = Accept
reject = Reject
giveUp = Give up
giveUpMeans = { $n ->
    [one] 1 tap is lost.
   *[other] { $n } taps are lost.
}
rollBack = Roll back
calibrationAccepted = Calibration in force
calibrationRejected = Calibration rejected
calibrationRolledBack = Rolled back to the one before
passed = Passed
notPassed = Not passed
acceptanceIs = At worst { $worst } mm; repeatability { $repeat } mm.
faceFound = Found: { $name }
hangIt = Hang it
faceHung = Face hung
arrowsMean = Touch on the face exactly where at least { $n } arrows are in the paper; { $fewest } arrows or more take part, the untouched ones too.
tooFewArrows = At least { $n } arrows are needed; the sensors placed { $have } so far.
calibrateNow = { $n ->
    [one] Calibrate by 1 touched arrow
   *[other] Calibrate by { $n } touched arrows
}
is_asked = asked
is_running = waits for taps
is_proposed = proposed
is_accepted = in force
is_rejected = rejected
is_failed = failed
is_rolled_back = rolled back

## Device and settings

device = Device
devicePlace = Where it stands
devicePlaceSaved = Saved.
timeZoneIs = Dates on paper and in files are those of { $zone }.
takeTimeZone = Use this phone's time zone: { $zone }
secureAddress = Secure address
isSecure = This page is open by HTTPS.
secureMeans = By HTTPS the phone lets the page keep the screen on. The browser warns first, since no public authority knows this box: compare the fingerprint it shows with the one below.
openSecure = Open by HTTPS
authorityMeans = With the certificate authority of this box installed on the phone, the browser does not warn, and the page opens without a network too. It can vouch for local networks only.
downloadAuthority = Download the certificate authority
certificateIs = SHA-256 of the certificate, until { $day }
authorityIs = SHA-256 of the authority
printLabel = Print the label of the box
wifi = Wi-Fi
wifiOwn = The box has opened its own access point: { $ssid }
wifiOn = The box is on { $ssid }.
wifiJoining = A network is being tried.
wifiWaiting = The box looks for a network that it knows.
wifiNetwork = Network
wifiPassword = Password of the network
wifiMeans = The box leaves the network that it is on now, and this phone loses it: join the new network with the phone too, and open the page again. If the box cannot join, its own access point opens again within a minute.
wifiJoin = Join this network
wifiTried = The box tries the network.
targetNumber = Number of this target, as on score sheets
level_good = All is well
level_warning = Look at this
level_fault = Arrows are not heard
level_unknown = Nobody knows: the butt does not answer
version = Version
runsFor = Runs for
clock = Clock
clockOff = { $s } s different from this phone
clockBehindPhone = The box's clock is { $duration } behind this phone's, and nobody keeps it right.
clockAheadOfPhone = The box's clock is { $duration } ahead of this phone's, and nobody keeps it right.
takePhoneTime = Set it by this phone
phoneTimeTaken = The clock is set; arrows since the box was started have their right time now.
database = Database
ready = ready
away = away
diskFree = Free on the card
temperature = Temperature
supply = Supply voltage
good = good
tooLow = too low
phones = Phones watching
waitingImpacts = Impacts waiting to be recorded
setAside = Events set aside
parts = Parts
part_starting = starting
part_running = running
part_waiting = waiting: { $why }
part_failed = failed, tried again: { $why }
lostFrames = { $n ->
    [one] 1 message lost
   *[other] { $n } messages lost
}
node_listening = Listening.
node_connecting = Connecting.
node_silent = Silent.
node_lost = Not connected.
node_not_understood = Not understood.
backup = Backup
backupMeans = One file with every session, arrow and measurement. Bringing one back adds what is missing here and changes nothing else, unless you say otherwise.
downloadBackup = Download a backup
restoreFrom = Bring back from
restore = Bring back
imported = Brought back
replaceAll = Replace everything that is here
replaceAllMeans = Every session, arrow and archer that is not in the file goes. What is here now is kept as a backup on the device first.
replaceForGood = Replace everything
makeBackup = Make a backup now
backupMade = Backup made
backupDeleted = Backup deleted
noBackupYet = There is no backup on this box yet. One is made each day, in a quiet minute.
backup_asked = made by hand
backup_daily = daily
backup_before_replacing = before replacing
backup_before_update = before an update
backupGood = tested, complete
backupGoodSince = Restoring it was tried on { $day }: everything came back.
backupBad = cannot be brought back
backupUntried = not tried yet
deleteBackup = Delete this backup
deleteBackupMeans = Its file on this box is gone then. What is stored stays.
addMissingMeans = Bringing it back adds what is missing here and changes nothing else.
download = Download
loading = Looking …
encryptedWith = Downloads and sticks are encrypted
notEncrypted = Downloads and sticks are not encrypted
passphraseMeans = With a passphrase, backups that leave this box can be read by nobody without it. Print the recovery sheet, and keep it elsewhere: nobody can find out a lost passphrase.
passphrase = Passphrase, at least 10 characters
passphraseOfFile = Its passphrase, if it is encrypted with another than this box's
setPassphrase = Encrypt with it
passphraseSet = Encrypted from now on
passphraseForgotten = Not encrypted from now on
forgetPassphrase = Do not encrypt any more
recoverySheet = Print the recovery sheet
stick_reading = A stick is being read: leave it in.
stick_writing = A stick is being written to: leave it in.
stick_done = Safe to remove the stick.
stick_failed = The stick could not be written to.
doctor = Check-up
doctorMeans = What was looked at on this box, and what to do. "Not known" is neither good nor bad.
finding_well = fine
finding_ill = to do
finding_unknown = not known
downloadReport = Download a file for a helper
reportMeans = With versions, settings and the log; without passwords and names of archers.
update = Update
versionRuns = Version { $version } runs.
versionBefore = Before it: { $version }.
updateUnderWay = Another version is being tried: do not switch the box off.
update_being_tried = Version { $version } is being tried.
update_updated = Version { $version } took over.
update_rolled_back = Version { $version } did not run as it should; the one before runs again.
update_refused = The last update was refused.
updateFile = An update file
sendUpdate = Update
updateSent = The update is being tried
updateOffered = A USB stick brought version { $version }. Nothing is changed until you say so.
updateNotTaken = The update on the stick cannot be taken:
takeOffer = Install it
forgetOffer = Discard it
updateNeedsKey = This box has no key for updates yet, so it accepts none from here.
downloadLog = Download the log
thisPhone = This phone
sayArrows = Say every arrow
vibrate = Vibrate at every arrow
stayAwake = Keep the screen on while a session is open
language = Language
theme = Colours
themeAuto = As the phone
themeLight = Light, for the sun
themeDark = Dark
homeScreen = To keep this page as an app: open the browser's menu and choose “Add to home screen”.

## Timer

timer = Timer
timerReady = ready
timerRunUp = to the line
timerShoot = shoot
timerEndsSoon = time is nearly over
timerOver = time is over
timerHeld = stopped
timerStart = Start
timerNext = Next turn
timerPause = Hold
timerResume = Go on
timerStop = End it
timerEnded = Time ended
timerTakeBack = It was not over: go on
timerEndedBy = Ended by { $name }, { $time }
timeGoesOn = Time went on: that it was ended was taken back
timerStopAtOnce = Stop shooting!
timerUnreadable = The timer cannot be read: no lamp, horn or screen shows its time. Choose its times again under Menu, Timer.
timerPutAway = Put the timer away
timerHorn = Horn on this phone
timerTapForSound = Tap once for sound
timerTimes = Times
timerPlan = What is shot
timerKind = { $kind ->
    [ends] Ends
    [alternating] Alternating
    [shoot_off] Shoot-off
   *[make_up] Make-up arrows
}
timerPlanName = { $plan ->
    [ends_90] End of 3 arrows, { $seconds } s
    [ends_180] End of 6 arrows, { $seconds } s
    [ends_120] End of 3 arrows, { $seconds } s
    [ends_240] End of 6 arrows, { $seconds } s
    [alternating] Alternating, { $seconds } s an arrow
    [alternating_30] Alternating, { $seconds } s an arrow
    [alternating_team] Alternating teams, { $seconds } s an end
    [alternating_mixed_team] Alternating mixed teams, { $seconds } s an end
    [shoot_off] Shoot-off, one arrow, { $seconds } s
    [shoot_off_30] Shoot-off, one arrow, { $seconds } s
    [shoot_off_team] Shoot-off of teams, an arrow each of three, { $seconds } s
    [shoot_off_mixed_team] Shoot-off of mixed teams, an arrow each of two, { $seconds } s
    [shoot_off_alternating] Shoot-off, alternating, { $seconds } s
    [shoot_off_alternating_30] Shoot-off, alternating, { $seconds } s
   *[other] Make-up arrows, { $seconds } s
}
timerSeconds = Another time to shoot, in seconds
timerDetails = Details
timerPassesOn = The next turn begins
timerPassesOnBy = { $by ->
    [tap] when somebody taps
    [time] when the time is over
   *[arrows] when the time is over or all have shot
}
timerUse = Use these times
timerSet = Times set
timerAway = Timer put away
outOfTime = Out of time
outOfTimeArrow = { $arrow } in end { $end } came before the signal to shoot, or after the one to stop.
wasInTime = It was in time
wasOutOfTime = It was out of time
notHeard = Not heard
unheardArrow = End { $end }: an arrow left the bow and was not heard. It counts as a miss.
noArrowShot = No arrow was shot

## Pairing

pairThisPhone = Pair this phone
pairMeans = To change something here a phone is paired once. Scan the code that a keeper or a coach shows on their phone, or enter the PIN that stands on the label of the box.
pairByCodeMeans = This code pairs your phone with the box: one tap, and it is remembered.
pinOfLabel = PIN of the label
nameOfPhone = What the phone is called
neededHere = This is needed.
buttonPressed = I pressed the button on the box
phonePaired = Paired
pairingCodeMeans = Photograph this with one phone in the butt's Wi-Fi: it is paired, once.
goodUntil = Good until { $time }
anotherCode = Another code
pairedPhones = Paired phones
changingIsOpen = Everybody in this Wi-Fi may change everything and read everything: ARCH_STATS_ACCESS is set to open.
thisPhoneIs = This phone: { $role }
thisPhoneIsNothing = This phone is not paired.
roleSpectator = Spectator
roleArcher = Archer
roleCoach = Coach
roleJudge = Judge
roleKeeper = Keeper
lastUsed = last used { $day }
neverUsed = never used
withdraw = Withdraw
withdrawPhone = Withdraw { $name }
withdrawMeans = It may change nothing here any more. To be back, it needs a new code.
pairingWithdrawn = Withdrawn
codeForCoach = A code for a coach
codeForJudge = A code for a judge
codeForKeeper = A code for another keeper

## An archer's own numbers

numbers = Numbers
numbersOf = Numbers: { $name }
numbersOfArcher = Numbers of { $name }
when = When
timeSpan = Time span
lastDays = The last { $n } days
arrowsShot = Arrows shot
byDay = By day
byWeek = By week
byMonth = By month
eachDay = Each day
eachWeek = Each week
eachMonth = Each month
arrowGoal = Goal: arrows
goalPeriod = Period
goalSoFar = { $shot } of { $arrows } arrows so far
goalKept = Goal kept
forgetGoal = Remove the goal
goalForgotten = Goal removed
personalBests = Personal bests
handicapOverTime = Handicap over the season; lower is better
ringDistribution = Arrows in each ring
formByEnd = Points an arrow above or below the session's average, by end
formByHour = The same by hour of the day, at the same round, distance and face
formMeans = The thin lines are 95 % intervals (Student's t) over three or more sessions; of fewer nothing sure can be said. Where one crosses zero, the end or hour may be like any other.
besideFriend = Compared with a friend
friend = Friend
sessionsTogether = { $n ->
    [one] 1 session
   *[other] { $n } sessions
}
friendTooFew = { $n ->
    [one] One session with { $name } is too few to compare.
   *[other] { $n } sessions with { $name } are too few to compare.
}
friendEven = No sure difference between { $archer } and { $name }: { $by } ± { $doubt } points an arrow (95 %).
friendBehind = { $archer } is ahead of { $name } by { $by } ± { $doubt } points an arrow (95 %).
friendAhead = { $name } is ahead of { $archer } by { $by } ± { $doubt } points an arrow (95 %).
friendOverTime = Points an arrow above the friend's, session by session
numbersAreOwn = These numbers are shown on the phone of this archer, and to coaches. Whoever shot in the same sessions sees the average of each of those.

## A picture to share

sharePicture = Share as a picture
withName = With the name
withArrows = With the arrows

## Advice

advice = Advice
adviceFor = Advice for { $name }
kitName = Name
addBow = Add a bow
changeBow = Change the bow
forgetBow = Forget this bow and its marks
addArrowSet = Add arrows
changeArrowSet = Change the arrows
forgetArrowSet = Forget these arrows and their marks
bowSaved = Bow saved
arrowSetSaved = Arrows saved
kitForgotten = Forgotten
forgetMeans = The marks go with it. This cannot be undone.
forgetForGood = Forget for good
drawingHand = The hand that draws
rightHand = Right
leftHand = Left
eyeToSight = Eye to pin, mm
eyeToSightMeans = At full draw, along the line of sight. Needed to tell the sight's movement in clicks.
eyeToArrow = Eye down to the arrow, mm
clickLength = One click, mm
clickLengthMeans = How far the pin travels with one click.
markLength = 1 on the scale, mm
markLengthMeans = How far the pin travels for 1 on its scale, which grows downwards.
bowSensor = Sensor on the bow
noSensor = none
bowSensorMeans = It reports each release: the arrow is then this archer's, and its time of flight is known.
settingTheSight = Setting the sight
tooFewToSight = { $n ->
    [one] { $n } arrow is
   *[other] { $n } arrows are
} too few to move a sight: { $needed } are needed.
groupInMiddle = The middle of { $n } arrows is within { $doubt } mm of the gold: that may be chance. Leave the sight where it is.
groupHigh = { $mm } mm high, ± { $doubt }.
groupLow = { $mm } mm low, ± { $doubt }.
groupRight = { $mm } mm to the right, ± { $doubt }.
groupLeft = { $mm } mm to the left, ± { $doubt }.
sightUp = Sight { $n ->
    [one] 1 click
   *[other] { $n } clicks
} up; it follows the arrows.
sightDown = Sight { $n ->
    [one] 1 click
   *[other] { $n } clicks
} down; it follows the arrows.
sightRight = Sight { $n ->
    [one] 1 click
   *[other] { $n } clicks
} to the right; it follows the arrows.
sightLeft = Sight { $n ->
    [one] 1 click
   *[other] { $n } clicks
} to the left; it follows the arrows.
clicksNotKnown = How many clicks that is follows from eye to pin and one click: add them to the bow.
sightMoved = I have moved the sight
sightNotMoved = I have not moved it
arrowsSinceSightMoved = Arrows since you moved the sight.
markStood = The sight stood at
sightMarks = Sight marks
sightMark = Mark
distanceInM = Distance, m
keepMark = Keep the mark
keepBetterMark = Keep { $mark } as the mark
markKept = Mark kept
forgetMark = Forget the mark at { $distance }
markForgotten = Mark forgotten
marksBetween = Marks between, with 95 % of doubt
arrowSpeed = The marks are those of an arrow at { $speed } ± { $doubt } m/s.
curveNotMeasured = Marks between need eye to pin, eye to arrow, and 1 on the scale: add them to the bow.
curveOneDistance = Marks at two distances are needed, better three.
curveTooNear = The distances are too near together to tell how the arrow falls.
curveMarksFall = A farther distance has a smaller mark: the scale is read from the other side, or a mark is wrong.
curveNoSuchSpeed = No arrow of a bow flies like that: a mark, or what was measured of the bow, is wrong.
curveMarksDisagree = The marks lie on no curve of one bow: one of them is wrong.
tuning = Tuning
bareShaftTest = Bare shafts
bareShaftHow = At 18 m, shoot an end of fletched arrows, six or so, then an end of three bare shafts at the same spot, with the same sight.
fletchedEnd = End of fletched arrows
bareEnd = End of bare shafts
whatItSays = Show the result
bareTooFew = { $fletched ->
    [one] { $fletched } fletched arrow
   *[other] { $fletched } fletched arrows
} and { $bare ->
    [one] { $bare } bare shaft
   *[other] { $bare } bare shafts
} are too few to tell.
nockTooHigh = The bare shafts are low: the nocking point is too high. Lower it a little, and shoot again.
nockTooLow = The bare shafts are high: the nocking point is too low. Raise it a little, and shoot again.
nockIsRight = Up and down the bare shafts land with the fletched arrows, as far as these arrows show.
shaftStiff = Sideways they show that the arrow is too stiff: less pressure of the button, more draw weight, or weaker arrows.
shaftWeak = Sideways they show that the arrow is too weak: more pressure of the button, less draw weight, or stiffer arrows.
shaftIsRight = Sideways the bare shafts land with the fletched arrows, as far as these arrows show.
walkBackTest = Walk back
walkBackHow = Leave the sight where it is for the first distance. Shoot an end of three at a spot high on the butt, go back, shoot the next end at the same spot, and so on: six distances.
firstDistance = First distance, m
stepBack = Each time farther by, m
walkTooFew = { $n ->
    [one] { $n } distance is
   *[other] { $n } distances are
} too few, or too few arrows: four at least, with two or three each.
driftIs = { $side ->
    [left] To the left by
   *[right] To the right by
} { $by } ± { $doubt } mm for each metre back.
lineIsBent = The line is bent: that is the button's spring or the shaft. Shoot bare shafts first.
buttonIn = Move the button in a little, towards the riser, set the sight, and shoot it again.
buttonOut = Move the button out a little, away from the riser, set the sight, and shoot it again.
centreIsRight = The line is upright, as far as these arrows tell: centre shot is right.

## Matches

matches = Matches
noBrackets = No bracket has been made. Shoot a round first: its scores say who meets whom.
newBracket = New bracket
seededFrom = Seeded by what was shot in
matchFormat = Individuals or teams
individuals = Individuals
teamsOfThree = Teams of three
mixedTeams = Mixed teams of two
matchCounting = What counts
countingSets = Set points
countingCumulative = The score of all ends
howMany = How many go on
whoShootsMatches = Who shoots matches
teamsNeed = Write the same name of a team beside { $n } archers.
teamOf = Team of { $name }
seeding = Seeding
seedFacts = { $score ->
    [one] { $score } point
   *[other] { $score } points
} · { $beside }
tiedSeed = Tied: a draw decides
drawnFirst = The draw puts { $name } before { $above }
makeBracket = Make the bracket
stageName = { $stage ->
    [2] Final
    [3] Third place
    [4] Semifinals
    [8] Quarterfinals
   *[other] Last { $stage }
}
podium = Podium
bye = Bye
notDecidedYet = not known yet
goesOn = goes on
shotNow = Being shot now
matchContested = A result before this match has changed, and others meet here: shoot it again.
endsOfMatch = End by end
endsWithSetPoints = End by end, with set points
shootOffShort = S
shootOff = Shoot-off
countsUnshot = { $end }, { $name }: { $n ->
    [one] one arrow was not shot and counts as a miss
   *[other] { $n } arrows were not shot and count as misses
}.
matchWon = { $name } has won.
goesOnByBye = { $name } goes on without a match.
matchIsEqual = Equal: a shoot-off decides.
nearWithDoubt = { $mm } mm ± { $doubt }
overWithDoubt = { $mm } mm over the middle ± { $doubt }
nearWithoutDoubt = { $mm } mm, tapped by hand
nearestIs = Nearest to the middle is { $name }: { $near } against { $far }.
tooCloseToTell = { $near } against { $far }: too close to tell. A judge decides, or one more arrow each.
nearestNotMeasured = Equal, and not every arrow was measured: a judge decides, or one more arrow each.
bothMissed = Nobody hit: one more arrow each.
decidedBy = Decided by { $who }.
atButt = Butt { $butt }
shotNext = Next
nextAtButt = Next at butt { $butt }
buttsInTurn = Butts, in turn
buttsInTurnMeans = Their numbers, as 1, 2, 3: the matches of a stage take them one after the other. Empty: all at this one.
atAnotherButt = At another butt
buttNumber = Number of the butt; empty: this one
keepButt = Shoot it there
matchMoved = Moved
matchBegun = Match begun
resultMeans = What the match came to there: set points, or the score where that counts, before a shoot-off.
whoWonShootOff = Who won the shoot-off
resultReads = { $name } wins, { $own } to { $other }.
enterResult = Enter this result
resultEntered = Result entered
takeResultBack = Take the result back
resultTakenBack = Result taken back
enteredBy = Entered by { $who }.
enteredByHand = Entered by hand.
beginMatch = Shoot this match
beginMeans = The session that is open is closed. The match has one of its own, at the same distance on the same faces.
onOwnFaces = Each on a face of their own, from left to right
alternately = each arrow: alternating, timed
whoShootsFirst = Who shoots first
shootsFirst = { $name } shoots first
letShootFirst = { $name } shoots first instead
beginShootOff = Begin the shoot-off: one arrow each
oneMoreArrow = The next arrow of each is one of the shoot-off.
judgeDecides = A judge decides
judgeDecidesMeans = Where the measurement cannot tell, or somebody does not shoot. The decision bears the judge's name.
judgesName = Name of the judge
sideWins = { $name } wins
takeDecisionBack = Take the decision back
decisionKept = Decided
decisionTakenBack = Decision taken back
deleteBracket = Delete the bracket
deleteBracketMeans = Its sessions and their arrows stay.

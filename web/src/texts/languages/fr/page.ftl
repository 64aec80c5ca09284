# Les mots de la page. Chaque nom est une clé de son code.

## Connection and frame

live = En direct
offline = Hors ligne
catchingUp = Rattrapage
notListening = La butte n'écoute pas
pages = Pages
sheet = Feuille
review = Analyse
menu = Menu
warnings = Ce qui ne va pas
close = Fermer
all = Tous
undo = Annuler
undone = Annulé
undoThis = Annuler : { $what }
noAnswer = La butte ne répond pas. Êtes-vous toujours sur son Wi-Fi ?
goneMeanwhile = Quelqu'un a été plus rapide : ceci n'existe plus. Revenez en arrière et regardez ce qu'il y a maintenant.
somethingWrong = Quelque chose n'a pas marché. Réessayez.
asItWas = État de { $time }
waitingForButt = En attente de la butte …

## Live

lastArrow = dernière flèche
total = total
arrowsCount = { $n ->
    [one] flèche
   *[other] flèches
}
tensX = dix / X
endNumber = Volée { $n }
end = Volée
faceWith = Blason avec { $n ->
    [one] { $n } flèche
   *[other] { $n } flèches
}
zoomAuto = Zoom : auto
zoomWhole = Blason entier
zoomGroup = Groupement
thisEndOnly = Cette volée seule
nowTurn = À { $who }, flèche { $arrow } sur { $of } · volée { $end }
nowArrow = Flèche { $arrow } sur { $of } · volée { $end }
nowSighters = Flèches d'essai : { $who }
scoreNow = Compter dès maintenant
waitingForFirst = En attente de la première flèche.
groupIs = Groupement : { $radius } mm autour de son centre, { $spread } mm de large
groupIsOff = Centre { $across }, { $up }
mmLeft = { $n } mm à gauche
mmRight = { $n } mm à droite
mmHigh = { $n } mm haut
mmLow = { $n } mm bas

## Sessions

session = Séance
sessions = Séances
noSession = Aucune séance n'est ouverte.
noSessions = Il n'y a pas encore de séance.
newSession = Nouvelle séance
openSession = Ouvrir une séance
open = ouverte
where = Lieu
distance = Distance
unit = Unité
arrowsPerEnd = Flèches par volée
round = Épreuve
practice = Entraînement, sans épreuve
indoors = En salle
allRounds = Toutes les épreuves
searchRound = Nom de l'épreuve
anyBow = Tous les arcs
anywhere = Partout
outdoors = À l'extérieur
noRoundFound = Aucune épreuve ne porte ce nom, pour cet arc et ce lieu.
roundFacts = { $n } flèches · { $distances } · { $faces }
favourite = Garder { $round } sous la main
moreRounds = { $n ->
    [one] 1 de plus : tapez une partie du nom.
   *[other] { $n } de plus : tapez une partie du nom.
}
moreFaces = Plus de blasons
otherDistance = { $here } ; l'épreuve veut { $wanted }.
otherFace = { $here } ; l'épreuve veut { $wanted }.
roundIndoors = À l'extérieur ; l'épreuve se tire en salle.
roundOutdoors = En salle ; l'épreuve se tire à l'extérieur.
countsForNoRound = Ouverte ainsi, elle ne compte ni pour le handicap ni pour le classement.
endOf = Volée { $n } sur { $all }
roundScore = { $score ->
    [one] { $score } point
   *[other] { $score } points
}, { $n ->
    [one] { $n } flèche
   *[other] { $n } flèches
} sur { $all }
leftInPass = { $n ->
    [one] il reste 1 flèche dans cette partie
   *[other] il reste { $n } flèches dans cette partie
}
passComplete = Cette distance est complète.
roundComplete = Épreuve complète : { $score ->
    [one] { $score } point
   *[other] { $score } points
}.
shotsBeyond = { $n ->
    [one] 1 flèche de plus, qui ne compte pas
   *[other] { $n } flèches de plus, qui ne comptent pas
}
goOnAt = Continuer à { $distance }
passBegun = La distance suivante a commencé
correctRound = Corriger épreuve, blason ou distance
whatWouldChange = Qu'est-ce qui changerait ?
scoreAgain = Compter de nouveau
scoredAgain = Compté de nouveau
signatureWithdrawn = Signature retirée
noArrowChanges = Le score d'aucune flèche ne change.
rescoredFrom = { $before ->
    [one] { $before } point devient
   *[other] { $before } points deviennent
} { $after } ; { $n ->
    [one] { $n } flèche change
   *[other] { $n } flèches changent
}.
wrongLocation = Dites où, en 255 lettres au plus.
wrongBetween = Un nombre entier de { $low } à { $high }.
closeSession = Fermer la séance
closeForGood = La fermer
goOn = Continuer à tirer
sessionClosed = Séance fermée
sessionIsClosed = Séance fermée
reopen = Rouvrir
sessionReopened = Rouverte
deleteSession = Supprimer la séance
deleteSessionWarning = Toutes ses flèches et ses mesures sont supprimées avec elle. C'est irréversible.
deleteForGood = Supprimer définitivement
earlier = Plus anciennes
summary = Résumé
noArrows = Aucune flèche pour le moment.

## Live and every page, a moment later

back = Retour
sessionOpened = Séance ouverte
toLivePage = Vers la page en direct
turnSaid = Tour changé
cannotUndo = Cela ne peut plus être annulé
closeToLine = près d'un cordon
heardNotPlaced = ? { $n ->
    [one] { $n } entendue mais non située
   *[other] { $n } entendues mais non situées
}
save = Enregistrer
unknown = Inconnu
nothing = Rien
arrowsShort = { $n ->
    [one] { $n } flèche
   *[other] { $n } flèches
}
average = moyenne
targetFace = Blason
wholeFace = Blason entier
whoseTurn = À qui le tour ?
turnOf = Au tour de { $who }
endIsOver = La volée { $n } est finie
sightersNow = Flèches d'essai dès maintenant : elles ne comptent pas
tooManyArrows = Trop de flèches
surplusArrows = { $n } flèches dans la volée { $end } de { $of } : les plus basses comptent. Laquelle n’est pas à lui ?
behindHit = Ce qui suit la touche qui a terminé la cible { $end } ne compte pas. Quelle flèche n’est pas à lui ?
killIs = un tué vaut { $kill }, un blessé { $wound }
hitIs = une touche vaut { $points }
leaveIt = Laisser ainsi
earlyArrow = Une flèche précoce
belongsToEnd = Si tôt après la volée { $n } : en fait-elle partie ?
lineCall = Flèche sur le cordon
lookAtPaper = Sur le cordon ? Regardez.
lineCalled = Cordon jugé
meanRadius = Rayon moyen
allEnds = Toutes les volées
whoseArrows = Les flèches de qui
saidMiss = manquée

## Score sheet

scoreSheet = Feuille de marque
changeArrow = Modifier la flèche { $label }
arrowTitle = Flèche { $label }
pointsThatCount = Points qui comptent
asMeasured = Comme mesuré
bySensors = par les capteurs
byHand = saisie à la main
sighter = Flèche d'essai, ne compte pas
sighters = Flèches d'essai
whatBecameOfIt = Ce qu'elle est devenue
stuck = Plantée
bouncer = Rebond
passThrough = Traversée
hanger = Pendante
calledX = X annoncé
stage = Phase
scoring = Tirs comptés
yes = Oui
no = Non
whichArrow = Quelle flèche
nobody = Personne
note = Note
notes = Notes
notesSaved = Notes enregistrées
deleteArrow = Supprimer cette flèche
arrowChanged = Flèche modifiée
arrowDeleted = Flèche supprimée
arrowRestored = Flèche rétablie
signatures = Signatures
signEnd = Signer la volée { $n } : { $score }
signSheet = Signer la feuille : { $score }
signedNow = Signé
signedByArcher = Signé par l'archer : { $name }, { $time }
signedByScorer = Signé par le marqueur : { $name }, { $time }
changedSince = Signé à { $score }, modifié depuis : { $name }, { $time }
judgeNamed = { $name }, arbitre
corrections = Corrections
rosterChanged = Tireurs changés
noCorrections = Rien n’a été corrigé.
changedBy = Dernier changement de { $name }, { $time }
somebody = quelqu'un
points = points
arrowEntered = Flèche saisie
missEntered = Flèche manquée saisie
addArrowOrMiss = Ajouter une flèche, manquée ou non
endIsShort = Il manque { $n ->
    [one] une flèche
   *[other] { $n } flèches
} à la volée { $end }.
endOfIsShort = { $who } : il manque { $n ->
    [one] une flèche
   *[other] { $n } flèches
} à la volée { $end }.
itMissed = Manquée
surplus = De trop : ne compte pas
notShot = non tirée
wrongEnd = Un nombre entier à partir de 1.
moveEnd = La volée de qui ?
whoseEnd = De qui était la volée { $n } ?
endMoved = Volée attribuée
print = Imprimer
csv = Tableur
handOff = Transmettre à ianseo
handOffMeans = Deux fichiers qu'ianseo prend sous Participants, Télécharge les athlètes d'une liste : d'abord les archers, puis leurs flèches. Toutes les distances de l'épreuve y sont.
handOffSession = Départ dans ianseo
handOffArchers = Archers pour ianseo
handOffArrows = Flèches pour ianseo
handOffEmpty = Vides dans le fichier des archers, et à remplir avant qu'ianseo le prenne : catégorie, sexe, pays ou club, date de naissance, et la division d'un arc qui n'est ni classique, ni à poulies, ni nu, ni longbow, ni traditionnel. ianseo refuse une ligne sans division ou catégorie, et devine un sexe vide. Le nom entier figure comme nom de famille.
handOffTarget = La cible est le numéro de la butte (Menu, Appareil). Si ianseo a déjà les archers, mettez ses codes à la place de ceux du fichier des flèches.
handOffCheck = Comparez ensuite les totaux : ianseo omet une flèche que le blason choisi là-bas n'a pas. Les anciennes versions d'ianseo ne connaissent pas le fichier des flèches.
touchToZoom = Touchez où elle est
touchWhereItIs = Touchez où est la flèche
itIsHere = Elle est ici

## Inbox

inbox = À résoudre
inboxMeans = Des impacts entendus qui n'ont pas pu être situés. Indiquez où était chacun, ou que ce n'était rien.
inboxEmpty = Tout ce qui a été entendu est situé.
unknownReason = on n'en connaît pas la raison
sensorsHeard = { $n } capteurs sur { $of } l'ont entendu
place = La situer
dismiss = Ce n'était rien
placed = Située
dismissed = Écartée

## Review

scoreOverTime = Points par flèche, séance après séance
groupOverTime = Rayon moyen en mm, séance après séance
trendUp = En hausse de { $by } points par flèche à chaque séance.
trendDown = En baisse de { $by } points par flèche à chaque séance.
trendFlat = Ni hausse ni baisse.
trendTooFew = Il faut trois séances pour une tendance.
compareWith = Comparer avec
endByEnd = Points par flèche, volée après volée
rhythm = Rythme
rhythmIs = { $s } s, ± { $spread } s
holdTime = Tenue
flightTime = Vol
secondsAre = { $s } s
fatigue = Seconde moitié contre première, points par flèche
handicap = Handicap
classification = Classification
classificationNeeds = Une classification dépend de l'arc, de la catégorie et de l'âge, et demande l'épreuve entière.
byDistance = Par distance
averageHead = Moyenne
asRegistered = Comme enregistré
notSaid = Non précisé
category = Catégorie
genderOpen = Ouverte
genderFemale = Femmes
ageGroup = Classe d'âge
adult = Adulte
over50 = 50 ans et plus
underYears = Moins de { $n } ans
traditional = Traditionnel
flatbow = Flatbow
goal = Objectif de l'épreuve
pace = Cadence
paceIs = { $n } par volée à partir d'ici
notPossible = ce n'est plus possible

## Arrows

arrows = Flèches
registerArrow = Enregistrer une flèche
registerStep = Nouvelle flèche, étape { $n } sur 2
register = Enregistrer
onward = Suivant
registered = Enregistrée
arrowName = Nom sur la flèche
arrowNameHint = Ce que vous écrivez dessus : un numéro, des initiales. 10 lettres au plus.
arrowLength = Longueur, cm
shaftDiameter = Diamètre du tube, mm
shaftHint = Décide sur les cordons. Laissé vide : { $mm } mm, le plus large autorisé.
arrowWeight = Masse, g
spine = Spine
tag = Étiquette
tagHint = Approchez la flèche du lecteur, ou laissez vide : cela marche sans étiquette.
tagRead = Étiquette { $code } lue
tagTaken = Cette étiquette est déjà sur la flèche { $name }.
writeTag = Écrire l'étiquette
doNotWriteTag = Ne pas l'écrire
hasTag = en a une
wrongArrowName = De 1 à 10 lettres.
wrongPositive = Un nombre supérieur à 0.
wrongTag = Une étiquette ressemble à 0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01.
arrowRegistered = Flèche enregistrée
retire = Retirer
arrowRetired = Flèche retirée
retiredArrows = { $n ->
    [one] { $n } retirée
   *[other] { $n } retirées
}
useAgain = La remettre en service
arrowInUse = Flèche de nouveau en service
noArrowsYet = Aucune flèche n'est encore enregistrée. La page marche sans ; avec elles, vous apprenez laquelle s'écarte.
neverShot = Jamais tirée jusqu'ici.
verdictMeans = Au plus 1 jeu de bonnes flèches sur { $rate } en a un jour une marquée à tort, même si vous regardez souvent.

## Archers

archer = Archer
archers = Archers
addArcher = Ajouter un archer
archerAdded = Archer ajouté
changeArcher = Modifier { $name }
archerChanged = Archer modifié
name = Nom
wrongName = De 1 à 60 lettres.
bow = Arc
recurve = Classique
compound = À poulies
barebow = Arc nu
longbow = Longbow
rosterMeans = Choisissez jusqu'à huit archers pour cette séance, dans l'ordre de tir.
openFirst = Ouvrez d'abord une séance ; choisissez ensuite qui y tire.
ownSpot = Blason attitré
anySpot = n'importe quel blason
turn = Le tour passe après
wholeEnd = une volée entière
arrowsATurn = { $n ->
    [one] { $n } flèche
   *[other] { $n } flèches
}
details = Ensemble sur le pas de tir
allTogether = Tous ensemble
detailsRotate = Une autre vague commence chaque volée
saveRoster = Définir qui tire
rosterSaved = Archers enregistrés
nobodyShoots = personne
isItMe = Mon téléphone
itIsMe = C'est moi
codeFor = Code QR de { $name }
codeMeans = Photographiez ceci avec un téléphone sur le Wi-Fi de la butte : il devient le téléphone de cet archer.

## Coach and spectators

coach = Entraîneur
watch = Spectateurs
holdBack = Garder les points jusqu'à la fin de la volée
holdBackForAll = Garder les points pour tous jusqu'à ce que je confirme la volée
confirmEnd = Confirmer la volée { $n }
pointsHeldBack = Points retenus
pointsShown = Points montrés
nobodysArrows = Flèches de personne
board = Tous les archers, par rang
rank = Rang { $n }
hits = touchées
golds = ors
countedAs = { $what ->
    [tens] { $n } dix
    [hits] { $n ->
        [one] { $n } touchée
       *[other] { $n } touchées
    }
    [golds] { $n ->
        [one] { $n } or
       *[other] { $n } ors
    }
    [xs] { $n } X
   *[other] { $n } × { $what }
}
watchNoSession = Aucune séance n'est ouverte. Quand une commence, on voit ici les flèches de tous.
isCoach = Ceci est le téléphone de l'entraîneur : montrer ici ce qui est gardé
pinnedNotes = Notes épinglées
noteOn = Note sur la flèche { $label }
pin = Épingler
notePinned = Note épinglée

## Butt

buttAndSensors = Butte et capteurs
noSurvey = Les positions des capteurs ne sont pas encore indiquées.
setUp = Mise en service
setUpMeans = De l'appareil à la première flèche. Partez quand vous voulez : ce qui est fait reste fait, et rien de ce qui est entendu ici ne compte, sauf la première flèche.
setUpDone = Tout est en service.
setUpWaits = Mettez cette butte en service : { $n } étapes sur { $of } sont faites
stepDone = fait
stepOpen = à faire
setupSensors = La butte et ses capteurs
setupBoard = Branchez la carte
setupHearing = Chaque capteur entend-il ?
setupTemplate = Marquez où frapper
setupCalibration = Étalonnez
setupFirstArrow = La première flèche
setupButtMeans = De quelle taille est la butte ? Mesurez sa face en millimètres.
buttWidth = Largeur, mm
buttHeight = Hauteur, mm
setupKitMeans = Quels capteurs a-t-elle ? Choisissez le dessin ; corrigez plus bas les places si les vôtres sont ailleurs.
kits = Jeux de capteurs
kit_freetarget = Carte freETarget
kit_four = 4 dans les coins
kit_six = 6 sur les côtés
kit_eight = 8 tout autour
typePlaces = Écrire où est chaque capteur
typePlacesMeans = En millimètres depuis le coin inférieur gauche de la face, vu par l'archer. Dans l'ordre où ils sont branchés sur la carte.
sensorOfChannel = Entrée { $n }
fromTheLeft = Depuis la gauche, mm
upwards = Vers le haut, mm
addSensor = Ajouter un capteur
removeSensor = Retirer le capteur { $name }
tapedDistance = Une distance entre deux capteurs, mesurée au mètre ruban (peut rester vide)
tapedMeans = Là où les capteurs ont des émetteurs, elle fixe l'échelle de l'ensemble. Du trou d'un microphone à celui de l'autre, le plus loin possible.
tapedFrom = De
tapedTo = À
tapedMm = Mesuré, mm
tapedSigma = À ± mm près
saveSensors = Les capteurs sont là
sensorsSaid = Enregistré : valable dès la prochaine flèche
setupBoardMeans = Branchez la carte sur cet appareil et donnez-lui du courant. Elle est trouvée d'elle-même en quelques secondes.
noBoardYet = Aucune carte n'est encore écoutée.
whereIsTheBoard = Où est la carte ?
findTheBoard = La trouver d'elle-même
boardDetails = Autre endroit, sorte ou vitesse
boardAddress = Port, ou adresse dans le réseau
boardKind = Sorte de carte
protocol_auto = Le trouver
protocol_archstats = Nœud Arch-Stats
protocol_freetarget = freETarget
boardSpeed = Vitesse
boardName = Nom de la carte
boardNameHint = Seulement si plusieurs cartes freETarget envoient au même endroit.
useThisBoard = Écouter là
lookAgain = Regarder encore
asInTheSettings = Comme à l'installation
boardChosen = Choisi : c'est là qu'on écoute
boardAsInstalled = De nouveau comme à l'installation
setupHearingMeans = Frappez la butte près de chaque capteur, du doigt ou avec une tige. Celui qui entend devient vert.
sensorHears = entend
sensorNotYet = pas encore
otherChannels = La carte a { $board ->
    [one] { $board } entrée
   *[other] { $board } entrées
}, et { $said ->
    [one] { $said } capteur est indiqué
   *[other] { $said } capteurs sont indiqués
} : corrigez la première étape.
setupTemplateMeans = Une feuille dit où marquer les points de l'étalonnage, avec un fil à plomb et un mètre.
setupCalibrationMeans = Frappez les points marqués l'un après l'autre. Les erreurs du mètre sont retirées, et la page dit ce que vaut la butte.
otherCalibrations = Autres façons d'étalonner
setupOpenSession = Ouvrez une séance sur la page en direct, et tirez.
tapTemplate = Où frapper
templateMeans = Pour une butte de { $width } sur { $height } cm. Suspendez un fil à plomb à chaque distance du bord gauche, et marquez-y les hauteurs au-dessus du bord inférieur. Les numéros sont l'ordre dans lequel frapper.
plumbLine = Fil à plomb { $n } : à { $x } cm du bord gauche
cmUp = { $y } cm de haut
sensorTest = Essai des capteurs : frappez chaque coin et voyez quels capteurs l'entendent.
testIsOn = Les capteurs sont à l'essai : ce qui touche la butte maintenant ne compte pas.
testEndsAt = Quitter cette page termine l'essai ; si ce téléphone n'est plus joignable, il se termine à { $time }.
endTest = Terminer l'essai
beginTest = Commencer l'essai
tapsWouldCount = Une séance est ouverte : sans l'essai, chaque coup compte comme une flèche.
heardInTests = { $n ->
    [one] 1 impact entendu pendant les essais
   *[other] { $n } impacts entendus pendant les essais
}
heardInTestsMeans = L'un d'eux était une flèche ? Elle est alors rendue à sa séance.
itWasAnArrow = C'était une flèche
allWereTaps = Tous étaient des coups d'essai
arrowGivenBack = La flèche compte
cmFromCorner = à { $x } cm de la gauche, { $y } cm de haut
buttPicture = La butte et ses capteurs
allAgree = tous d'accord
sensor = Capteur
heard = Entendu
offBy = Écart
signal = Signal
chirps = Chirps entre les capteurs
chirpsAir = Vent de { $x } m/s vers la droite et { $y } m/s vers le haut, ± { $sigma } ; le son va à { $speed } m/s
chirpsDisagree = Ce que les capteurs entendent les uns des autres ne correspond pas aux places indiquées : ce n'est pas utilisé
emitter = Émetteur
emitterHeard = entendu
emitterMissing = aucun
hearsOthers = Entend les autres
offItsPlace = Hors de sa place
calibrate = Étalonner
calibration = Étalonnage
calibrateByTaps = Par 16 coups de baguette
calibrateByArrows = Par des flèches dans le papier
findFace = Trouver le blason en deux coups
faceByTaps = Blason par coups
acceptance = Essai de réception
acceptanceTest = Essai de réception : dix repères, deux fois
goOnCalibrating = Continuer ce qui est en cours
tapHere = Frappez le point { $n } sur { $of } : à { $x } cm de la gauche, { $y } cm de haut
tapCentre = Frappez le centre exact du blason.
tapRing = Frappez maintenant sa ligne la plus extérieure.
working = Calcul …
tapAgain = Ce n'était pas un coup : { $why }. Frappez de nouveau le même point.
heardTap = Le coup { $n } a été entendu par { $of ->
    [one] { $of } capteur
   *[other] { $of } capteurs
}.
beforeAfter = Erreur { $before } mm avant, { $after } mm après
grossMeans = Moyenne quadratique des distances sur le blason entre chaque point marqué et l'endroit où le situe un étalonnage fait avec les autres points.
calibrationBetter = Mieux que ce qui est en vigueur : acceptez-le.
calibrationNoBetter = Pas mieux que ce qui est en vigueur : la butte est aussi bonne qu'avant.
waysMean = En pointillé : l'écart de chaque point avant ; en trait plein : après. Dessinés à { $n } fois leur longueur.
spoiledTap = Le coup à { $x }, { $y } cm est tombé à côté de son point et n'est pas compté.
moved = Déplacé
late = Retard
accept = Accepter
reject = Rejeter
giveUp = Abandonner
giveUpMeans = { $n ->
    [one] { $n } coup est perdu.
   *[other] { $n } coups sont perdus.
}
rollBack = Revenir en arrière
calibrationAccepted = Étalonnage en vigueur
calibrationRejected = Étalonnage rejeté
calibrationRolledBack = Retour au précédent
passed = Réussi
notPassed = Échoué
acceptanceIs = Au pire { $worst } mm ; répétabilité { $repeat } mm.
faceFound = Trouvé : { $name }
hangIt = L'accrocher
faceHung = Blason accroché
arrowsMean = Touchez sur le blason l'endroit exact d'au moins { $n } flèches plantées ; { $fewest } flèches ou plus participent, les non touchées aussi.
tooFewArrows = Il faut au moins { $n } flèches ; les capteurs en ont situé { $have } jusqu'ici.
calibrateNow = Étalonner par { $n ->
    [one] { $n } flèche touchée
   *[other] { $n } flèches touchées
}
is_asked = demandé
is_running = attend des coups
is_proposed = proposé
is_accepted = en vigueur
is_rejected = rejeté
is_failed = échoué
is_rolled_back = annulé

## Device and settings

device = Appareil
devicePlace = Où il se trouve
devicePlaceSaved = Enregistré.
timeZoneIs = Les dates sur papier et dans les fichiers sont celles de { $zone }.
takeTimeZone = Prendre le fuseau horaire de ce téléphone : { $zone }
secureAddress = Adresse sûre
isSecure = Cette page est ouverte par HTTPS.
secureMeans = Par HTTPS, le téléphone laisse la page garder l'écran allumé. Le navigateur avertit d'abord, car aucune autorité publique ne connaît cette boîte : comparez l'empreinte affichée avec celle d'en bas.
openSecure = Ouvrir par HTTPS
authorityMeans = Avec l'autorité de certification de cette boîte installée sur le téléphone, le navigateur n'avertit plus et la page s'ouvre aussi sans réseau. Elle ne répond que de réseaux locaux.
downloadAuthority = Télécharger l'autorité de certification
certificateIs = SHA-256 du certificat, jusqu'au { $day }
authorityIs = SHA-256 de l'autorité
printLabel = Imprimer l'étiquette de la boîte
wifi = Wi-Fi
wifiOwn = La boîte a ouvert son propre point d'accès : { $ssid }
wifiOn = La boîte est sur { $ssid }.
wifiJoining = Un réseau est à l'essai.
wifiWaiting = La boîte cherche un réseau connu.
wifiNetwork = Réseau
wifiPassword = Mot de passe du réseau
wifiMeans = La boîte quitte le réseau actuel et ce téléphone la perd : rejoignez aussi le nouveau réseau avec le téléphone, puis rouvrez la page. Si la boîte n'y arrive pas, son propre point d'accès s'ouvre de nouveau en une minute.
wifiJoin = Rejoindre ce réseau
wifiTried = La boîte essaie le réseau.
targetNumber = Numéro de cette cible, comme sur les feuilles de marque
level_good = Tout va bien
level_warning = À regarder
level_fault = Les flèches ne sont pas entendues
level_unknown = On ne sait pas : la butte ne répond pas
version = Version
runsFor = En marche depuis
clock = Horloge
clockOff = { $s } s d'écart avec ce téléphone
clockBehindPhone = L'horloge du boîtier retarde de { $duration } sur ce téléphone, et personne ne la règle.
clockAheadOfPhone = L'horloge du boîtier avance de { $duration } sur ce téléphone, et personne ne la règle.
takePhoneTime = La régler sur ce téléphone
phoneTimeTaken = L'horloge est à l'heure ; les flèches depuis le démarrage du boîtier ont maintenant la bonne heure.
database = Base de données
ready = prête
away = absente
diskFree = Libre sur la carte
temperature = Température
supply = Tension d'alimentation
good = bonne
tooLow = trop basse
phones = Téléphones qui regardent
waitingImpacts = Impacts à enregistrer
setAside = Événements mis de côté
parts = Éléments
part_starting = démarre
part_running = en marche
part_waiting = attend : { $why }
part_failed = en panne, nouvel essai : { $why }
lostFrames = { $n ->
    [one] { $n } message perdu
   *[other] { $n } messages perdus
}
node_listening = À l'écoute.
node_connecting = Connexion.
node_silent = Silencieux.
node_lost = Non connecté.
node_not_understood = Incompris.
backup = Sauvegarde
backupMeans = Un fichier avec toutes les séances, flèches et mesures. Le rapporter ajoute ce qui manque ici et ne change rien d'autre, sauf si vous le demandez.
downloadBackup = Télécharger une sauvegarde
restoreFrom = Rapporter depuis
restore = Rapporter
imported = Rapporté
replaceAll = Remplacer tout ce qui est ici
replaceAllMeans = Toute séance, flèche et tout archer absents du fichier disparaissent. Ce qui est ici est d'abord gardé comme sauvegarde sur l'appareil.
replaceForGood = Tout remplacer
makeBackup = Faire une sauvegarde maintenant
backupMade = Sauvegarde faite
backupDeleted = Sauvegarde supprimée
noBackupYet = Il n'y a pas encore de sauvegarde sur cet appareil. Il s'en fait une par jour, dans une minute calme.
backup_asked = faite à la main
backup_daily = du jour
backup_before_replacing = avant remplacement
backup_before_update = avant une mise à jour
backupGood = testée, complète
backupGoodSince = Sa restauration a été essayée le { $day } : tout est revenu.
backupBad = ne peut pas être rapportée
backupUntried = pas encore essayée
deleteBackup = Supprimer cette sauvegarde
deleteBackupMeans = Son fichier disparaît de cet appareil. Ce qui est stocké reste.
addMissingMeans = La rapporter ajoute ce qui manque ici et ne change rien d'autre.
download = Télécharger
loading = Un instant …
encryptedWith = Téléchargements et clés USB sont chiffrés
notEncrypted = Téléchargements et clés USB ne sont pas chiffrés
passphraseMeans = Avec une phrase secrète, personne ne peut lire sans elle les sauvegardes qui quittent cet appareil. Imprimez la feuille de récupération et gardez-la ailleurs : personne ne peut retrouver une phrase perdue.
passphrase = Phrase secrète, d'au moins 10 caractères
passphraseOfFile = Sa phrase secrète, s'il est chiffré avec une autre que celle de cet appareil
setPassphrase = Chiffrer avec elle
passphraseSet = Chiffré à partir de maintenant
passphraseForgotten = Plus chiffré à partir de maintenant
forgetPassphrase = Ne plus chiffrer
recoverySheet = Imprimer la feuille de récupération
stick_reading = Une clé USB est en cours de lecture : laissez-la.
stick_writing = Une clé USB est en cours d'écriture : laissez-la.
stick_done = La clé USB peut être retirée.
stick_failed = La clé USB n'a pas pu être écrite.
doctor = Examen
doctorMeans = Ce qui a été regardé sur cet appareil, et que faire. « Inconnu » n'est ni bon ni mauvais.
finding_well = bien
finding_ill = à faire
finding_unknown = inconnu
downloadReport = Télécharger un fichier pour qui aide
reportMeans = Avec versions, réglages et journal ; sans mots de passe ni noms d'archers.
update = Mise à jour
versionRuns = La version { $version } est en marche.
versionBefore = Avant elle : { $version }.
updateUnderWay = Une autre version est à l’essai : n’éteignez pas l’appareil.
update_being_tried = La version { $version } est à l’essai.
update_updated = La version { $version } a pris le relais.
update_rolled_back = La version { $version } n’a pas fonctionné comme il faut ; celle d’avant est de nouveau en marche.
update_refused = La dernière mise à jour a été refusée.
updateFile = Un fichier de mise à jour
sendUpdate = Mettre à jour
updateSent = La mise à jour est à l’essai
updateOffered = Une clé USB a apporté la version { $version }. Rien ne change tant que vous ne le dites pas.
updateNotTaken = La mise à jour de la clé USB ne peut pas être admise :
takeOffer = L’installer
forgetOffer = L’écarter
updateNeedsKey = Cet appareil n’a pas encore de clé pour les mises à jour, donc il n’en accepte aucune d’ici.
downloadLog = Télécharger le journal
thisPhone = Ce téléphone
sayArrows = Annoncer chaque flèche
vibrate = Vibrer à chaque flèche
stayAwake = Garder l'écran allumé tant qu'une séance est ouverte
language = Langue
theme = Couleurs
themeAuto = Comme le téléphone
themeLight = Clair, pour le soleil
themeDark = Sombre
homeScreen = Pour garder cette page comme application : ouvrez le menu du navigateur et choisissez « Sur l'écran d'accueil ».

## Chronomètre

timer = Chronomètre
timerReady = prêt
timerRunUp = à la ligne
timerShoot = tirez
timerEndsSoon = le temps s'achève
timerOver = le temps est écoulé
timerHeld = arrêté
timerStart = Démarrer
timerNext = Tour suivant
timerPause = Suspendre
timerResume = Reprendre
timerStop = Terminer
timerEnded = Temps terminé
timerTakeBack = Ce n'était pas fini : reprendre
timerEndedBy = Terminé par { $name }, { $time }
timeGoesOn = Le temps a repris : sa fin a été annulée
timerStopAtOnce = Halte au tir !
timerUnreadable = Le chronomètre est illisible : ni lampes, ni corne, ni écrans n’indiquent son temps. Choisissez à nouveau les temps sous Menu, Chronomètre.
timerPutAway = Ranger le chronomètre
timerHorn = Corne sur ce téléphone
timerTapForSound = Touchez une fois pour le son
timerTimes = Temps
timerPlan = Ce qu'on tire
timerKind = { $kind ->
    [ends] Volées
    [alternating] Tir alterné
    [shoot_off] Barrage
   *[make_up] Flèches de rattrapage
}
timerPlanName = { $plan ->
    [ends_90] Volée de 3 flèches, { $seconds } s
    [ends_180] Volée de 6 flèches, { $seconds } s
    [ends_120] Volée de 3 flèches, { $seconds } s
    [ends_240] Volée de 6 flèches, { $seconds } s
    [alternating] Tir alterné, { $seconds } s par flèche
    [alternating_30] Tir alterné, { $seconds } s par flèche
    [alternating_team] Équipes en alternance, { $seconds } s par volée
    [alternating_mixed_team] Équipes mixtes en alternance, { $seconds } s par volée
    [shoot_off] Barrage, une flèche, { $seconds } s
    [shoot_off_30] Barrage, une flèche, { $seconds } s
    [shoot_off_team] Barrage par équipes, une flèche de chacun des trois, { $seconds } s
    [shoot_off_mixed_team] Barrage par équipes mixtes, une flèche de chacun des deux, { $seconds } s
    [shoot_off_alternating] Barrage alterné, { $seconds } s
    [shoot_off_alternating_30] Barrage alterné, { $seconds } s
   *[other] Flèches de rattrapage, { $seconds } s
}
timerSeconds = Un autre temps de tir, en secondes
timerDetails = Vagues
timerPassesOn = Le tour suivant commence
timerPassesOnBy = { $by ->
    [tap] quand quelqu'un touche
    [time] quand le temps est écoulé
   *[arrows] quand le temps est écoulé ou que tous ont tiré
}
timerUse = Utiliser ces temps
timerSet = Temps choisis
timerAway = Chronomètre rangé
outOfTime = Hors du temps
outOfTimeArrow = { $arrow } de la volée { $end } est arrivée avant le signal de tir ou après celui d'arrêt.
wasInTime = Elle était à temps
wasOutOfTime = Elle était hors du temps
notHeard = Non entendue
unheardArrow = Volée { $end } : une flèche a quitté l'arc et n'a pas été entendue. Elle compte comme manquée.
noArrowShot = Aucune flèche n'a été tirée

## Associer

pairThisPhone = Associer ce téléphone
pairMeans = Pour changer quelque chose ici, un téléphone est associé une fois. Scannez le code qu'un responsable ou un entraîneur montre sur son téléphone, ou saisissez le PIN qui est sur l'étiquette de l'appareil.
pairByCodeMeans = Ce code associe votre téléphone à l'appareil : une touche, et c'est retenu.
pinOfLabel = PIN de l'étiquette
nameOfPhone = Nom du téléphone
neededHere = Il le faut.
buttonPressed = J'ai pressé le bouton de l'appareil
phonePaired = Associé
pairingCodeMeans = Photographiez ceci avec un seul téléphone sur le Wi-Fi de la butte : il est associé, une fois.
goodUntil = Valable jusqu'à { $time }
anotherCode = Un autre code
pairedPhones = Téléphones associés
changingIsOpen = Tout le monde sur ce Wi-Fi peut tout changer et tout lire : ARCH_STATS_ACCESS est sur open.
thisPhoneIs = Ce téléphone : { $role }
thisPhoneIsNothing = Ce téléphone n'est pas associé.
roleSpectator = Spectateur
roleArcher = Archer
roleCoach = Entraîneur
roleJudge = Arbitre
roleKeeper = Responsable
lastUsed = utilisé pour la dernière fois le { $day }
neverUsed = jamais utilisé
withdraw = Retirer
withdrawPhone = Retirer { $name }
withdrawMeans = Il ne pourra plus rien changer ici. Pour revenir, il lui faut un nouveau code.
pairingWithdrawn = Retiré
codeForCoach = Un code pour un entraîneur
codeForJudge = Un code pour un arbitre
codeForKeeper = Un code pour un autre responsable

## Les chiffres d'un archer

numbers = Chiffres
numbersOf = Chiffres : { $name }
numbersOfArcher = Chiffres de { $name }
when = Quand
timeSpan = Période
lastDays = Les { $n } derniers jours
arrowsShot = Flèches tirées
byDay = Par jour
byWeek = Par semaine
byMonth = Par mois
eachDay = Chaque jour
eachWeek = Chaque semaine
eachMonth = Chaque mois
arrowGoal = Objectif : flèches
goalPeriod = Période
goalSoFar = { $shot } flèches sur { $arrows } jusqu'ici
goalKept = Objectif enregistré
forgetGoal = Supprimer l'objectif
goalForgotten = Objectif supprimé
personalBests = Records personnels
handicapOverTime = Handicap sur la saison ; plus bas, c'est mieux
ringDistribution = Flèches dans chaque zone
formByEnd = Points par flèche au-dessus ou au-dessous de la moyenne de la séance, par volée
formByHour = De même par heure du jour, à même round, distance et blason
formMeans = Les traits fins sont des intervalles à 95 % (t de Student) sur au moins trois séances ; avec moins, on ne peut rien dire de sûr. Si l'un passe par zéro, cette volée ou cette heure est peut-être comme les autres.
besideFriend = Comparaison avec un ami
friend = Ami
sessionsTogether = { $n ->
    [one] 1 séance
   *[other] { $n } séances
}
friendTooFew = { $n ->
    [one] Une séance avec { $name } ne suffit pas pour comparer.
   *[other] { $n } séances avec { $name } ne suffisent pas pour comparer.
}
friendEven = Aucune différence sûre entre { $archer } et { $name } : { $by } ± { $doubt } points par flèche (95 %).
friendBehind = { $archer } devance { $name } de { $by } ± { $doubt } points par flèche (95 %).
friendAhead = { $name } devance { $archer } de { $by } ± { $doubt } points par flèche (95 %).
friendOverTime = Points par flèche au-dessus de ceux de l'ami, séance après séance
numbersAreOwn = Ces chiffres se montrent sur le téléphone de cet archer et aux entraîneurs. Qui a tiré aux mêmes séances voit la moyenne de chacune d'elles.

## Une image à partager

sharePicture = Partager comme image
withName = Avec le nom
withArrows = Avec les flèches

## Conseils

advice = Conseils
adviceFor = Conseils pour { $name }
kitName = Nom
addBow = Ajouter un arc
changeBow = Changer l'arc
forgetBow = Oublier cet arc et ses repères
addArrowSet = Ajouter des flèches
changeArrowSet = Changer les flèches
forgetArrowSet = Oublier ces flèches et leurs repères
bowSaved = Arc gardé
arrowSetSaved = Flèches gardées
kitForgotten = Oublié
forgetMeans = Les repères partent avec. On ne peut pas revenir en arrière.
forgetForGood = Oublier pour de bon
drawingHand = La main qui tire
rightHand = Droite
leftHand = Gauche
eyeToSight = De l'œil à l'œilleton, mm
eyeToSightMeans = À pleine allonge, le long de la ligne de visée. Nécessaire pour donner le réglage du viseur en clics.
eyeToArrow = De l'œil à la flèche en dessous, mm
clickLength = Un clic, mm
clickLengthMeans = De combien l'œilleton bouge pour un clic.
markLength = 1 sur l'échelle, mm
markLengthMeans = De combien l'œilleton bouge pour 1 sur son échelle, qui croît vers le bas.
bowSensor = Capteur de l'arc
noSensor = aucun
bowSensorMeans = Il signale chaque décoche : la flèche est alors à cet archer et son temps de vol est connu.
settingTheSight = Régler le viseur
tooFewToSight = { $n ->
    [one] { $n } flèche
   *[other] { $n } flèches
}, c'est trop peu pour bouger un viseur : il en faut { $needed }.
groupInMiddle = Le milieu de { $n } flèches est à moins de { $doubt } mm du jaune : c'est peut-être le hasard. Laissez le viseur où il est.
groupHigh = { $mm } mm trop haut, ± { $doubt }.
groupLow = { $mm } mm trop bas, ± { $doubt }.
groupRight = { $mm } mm à droite, ± { $doubt }.
groupLeft = { $mm } mm à gauche, ± { $doubt }.
sightUp = Viseur { $n ->
    [one] 1 clic
   *[other] { $n } clics
} vers le haut ; il suit les flèches.
sightDown = Viseur { $n ->
    [one] 1 clic
   *[other] { $n } clics
} vers le bas ; il suit les flèches.
sightRight = Viseur { $n ->
    [one] 1 clic
   *[other] { $n } clics
} à droite ; il suit les flèches.
sightLeft = Viseur { $n ->
    [one] 1 clic
   *[other] { $n } clics
} à gauche ; il suit les flèches.
clicksNotKnown = Combien de clics cela fait vient de l'œil à l'œilleton et d'un clic : ajoutez-les à l'arc.
sightMoved = J’ai déplacé le viseur
sightNotMoved = Je ne l’ai pas déplacé
arrowsSinceSightMoved = Flèches depuis que vous avez déplacé le viseur.
markStood = Le viseur était à
sightMarks = Repères du viseur
sightMark = Repère
distanceInM = Distance, m
keepMark = Garder le repère
keepBetterMark = Garder { $mark } comme repère
markKept = Repère gardé
forgetMark = Oublier le repère à { $distance }
markForgotten = Repère oublié
marksBetween = Repères intermédiaires, avec leur doute à 95 %
arrowSpeed = Les repères sont ceux d'une flèche à { $speed } ± { $doubt } m/s.
curveNotMeasured = Les repères intermédiaires demandent de l'œil à l'œilleton, de l'œil à la flèche et 1 sur l'échelle : ajoutez-les à l'arc.
curveOneDistance = Il faut des repères à deux distances, mieux à trois.
curveTooNear = Les distances sont trop proches pour dire comment la flèche tombe.
curveMarksFall = Une distance plus grande a un repère plus petit : l'échelle se lit de l'autre côté, ou un repère est faux.
curveNoSuchSpeed = Aucune flèche d'un arc ne vole ainsi : un repère, ou ce qui est mesuré de l'arc, est faux.
curveMarksDisagree = Les repères ne sont sur aucune courbe d'un seul arc : l'un est faux.
tuning = Réglages
bareShaftTest = Tubes nus
bareShaftHow = À 18 m, tirez une volée de flèches empennées, six environ, puis une volée de trois tubes nus au même point, avec le même viseur.
fletchedEnd = Volée empennée
bareEnd = Volée de tubes nus
whatItSays = Voir le résultat
bareTooFew = { $fletched ->
    [one] { $fletched } flèche empennée
   *[other] { $fletched } flèches empennées
} et { $bare ->
    [one] { $bare } tube nu
   *[other] { $bare } tubes nus
}, c'est trop peu pour le dire.
nockTooHigh = Les tubes nus sont bas : le point d'encochage est trop haut. Baissez-le un peu et tirez encore.
nockTooLow = Les tubes nus sont hauts : le point d'encochage est trop bas. Montez-le un peu et tirez encore.
nockIsRight = En hauteur les tubes nus sont avec les flèches empennées, pour autant que ces flèches le montrent.
shaftStiff = Sur le côté ils montrent que la flèche est trop rigide : moins de pression du berger, plus de puissance ou des flèches plus souples.
shaftWeak = Sur le côté ils montrent que la flèche est trop souple : plus de pression du berger, moins de puissance ou des flèches plus rigides.
shaftIsRight = Sur le côté les tubes nus sont avec les flèches empennées, pour autant que ces flèches le montrent.
walkBackTest = En reculant
walkBackHow = Laissez le viseur comme il est pour la première distance. Tirez une volée de trois vers un point haut de la cible, reculez, tirez la suivante au même point, et ainsi six distances.
firstDistance = Première distance, m
stepBack = Chaque fois plus loin de, m
walkTooFew = { $n ->
    [one] { $n } distance
   *[other] { $n } distances
}, c'est trop peu, ou trop peu de flèches : quatre au moins, de deux ou trois chacune.
driftIs = { $side ->
    [left] À gauche de
   *[right] À droite de
} { $by } ± { $doubt } mm par mètre de recul.
lineIsBent = La ligne est courbe : c'est le ressort du berger ou le tube. Tirez d'abord des tubes nus.
buttonIn = Rentrez un peu le berger, vers la poignée, réglez le viseur et recommencez.
buttonOut = Sortez un peu le berger, loin de la poignée, réglez le viseur et recommencez.
centreIsRight = La ligne est droite, pour autant que ces flèches le disent : l'alignement est bon.

## Duels

matches = Duels
noBrackets = Aucun tableau n'a été fait. Tirez d'abord une épreuve : ses scores disent qui rencontre qui.
newBracket = Nouveau tableau
seededFrom = Classés d'après ce qui a été tiré dans
matchFormat = Individuel ou par équipes
individuals = Individuels
teamsOfThree = Équipes de trois
mixedTeams = Équipes mixtes de deux
matchCounting = Ce qui compte
countingSets = Points de set
countingCumulative = Le score de toutes les volées
howMany = Combien passent
whoShootsMatches = Qui tire des duels
teamsNeed = Écrivez le même nom d'équipe à côté de { $n } archers.
teamOf = Équipe de { $name }
seeding = Classement
seedFacts = { $score ->
    [one] { $score } point
   *[other] { $score } points
} · { $beside }
tiedSeed = Égalité : le sort décide
drawnFirst = Le sort met { $name } avant { $above }
makeBracket = Faire le tableau
stageName = { $stage ->
    [2] Finale
    [3] Troisième place
    [4] Demi-finales
    [8] Quarts de finale
    [16] Huitièmes de finale
    [32] Seizièmes de finale
   *[other] { $stage } derniers
}
podium = Podium
bye = Exempt
notDecidedYet = pas encore connu
goesOn = passe
shotNow = Se tire maintenant
matchContested = Un résultat d'avant a changé et d'autres se rencontrent ici : tirez-le de nouveau.
endsOfMatch = Volée par volée
endsWithSetPoints = Volée par volée, avec points de set
shootOffShort = B
shootOff = Barrage
countsUnshot = { $end }, { $name } : { $n ->
    [one] une flèche n'a pas été tirée et compte comme manquée
   *[other] { $n } flèches n'ont pas été tirées et comptent comme manquées
}.
matchWon = { $name } a gagné.
goesOnByBye = { $name } passe sans duel.
matchIsEqual = Égalité : un tir de barrage décide.
nearWithDoubt = { $mm } mm ± { $doubt }
overWithDoubt = { $mm } mm au-delà du centre ± { $doubt }
nearWithoutDoubt = { $mm } mm, touché à la main
nearestIs = La plus proche du centre est celle de { $name } : { $near } contre { $far }.
tooCloseToTell = { $near } contre { $far } : trop près pour le dire. Un arbitre décide, ou encore une flèche chacun.
nearestNotMeasured = Égalité, et toutes les flèches n'ont pas été mesurées : un arbitre décide, ou encore une flèche chacun.
bothMissed = Personne n'a touché : encore une flèche chacun.
decidedBy = Décidé par { $who }.
atButt = Cible { $butt }
shotNext = Suivant
nextAtButt = Suivant sur la cible { $butt }
buttsInTurn = Cibles, à tour de rôle
buttsInTurnMeans = Leurs numéros, comme 1, 2, 3 : les duels d'un tour les prennent l'un après l'autre. Vide : tous sur celle-ci.
atAnotherButt = Sur une autre cible
buttNumber = Numéro de la cible ; vide : celle-ci
keepButt = Se tire là-bas
matchMoved = Changé de cible
matchBegun = Duel commencé
resultMeans = Comment le duel a fini là-bas : points de set, ou le score là où il compte, avant un tir de barrage.
whoWonShootOff = Qui a gagné le tir de barrage
resultReads = { $name } gagne, { $own } à { $other }.
enterResult = Noter ce résultat
resultEntered = Résultat noté
takeResultBack = Retirer le résultat
resultTakenBack = Résultat retiré
enteredBy = Noté par { $who }.
enteredByHand = Noté à la main.
beginMatch = Tirer ce duel
beginMeans = La séance ouverte est fermée. Le duel a la sienne, à la même distance sur les mêmes blasons.
onOwnFaces = Chacun sur son blason, de gauche à droite
alternately = chaque flèche : en alternance, chronométré
whoShootsFirst = Qui tire en premier
shootsFirst = { $name } tire en premier
letShootFirst = { $name } en premier à la place
beginShootOff = Commencer le tir de barrage : une flèche chacun
oneMoreArrow = La prochaine flèche de chacun est de barrage.
judgeDecides = Un arbitre décide
judgeDecidesMeans = Quand la mesure ne suffit pas, ou que quelqu'un ne tire pas. La décision porte le nom de l'arbitre.
judgesName = Nom de l'arbitre
sideWins = { $name } gagne
takeDecisionBack = Retirer la décision
decisionKept = Décidé
decisionTakenBack = Décision retirée
deleteBracket = Supprimer le tableau
deleteBracketMeans = Ses séances et leurs flèches restent.

# Las palabras de la página. Cada nombre es una clave de su código.

## Connection and frame

live = En vivo
offline = Sin conexión
catchingUp = Poniéndose al día
notListening = El parapeto no escucha
pages = Páginas
sheet = Planilla
review = Análisis
menu = Menú
warnings = Qué va mal
close = Cerrar
all = Todos
undo = Deshacer
undone = Deshecho
undoThis = Deshacer: { $what }
noAnswer = El parapeto no responde. ¿Sigues en su Wi-Fi?
goneMeanwhile = Alguien fue más rápido: esto ya no está. Vuelve y mira lo que hay ahora.
somethingWrong = Algo salió mal. Inténtalo otra vez.
asItWas = Situación de { $time }
waitingForButt = Esperando al parapeto …

## Live

lastArrow = última flecha
total = total
arrowsCount = { $n ->
    [one] flecha
   *[other] flechas
}
tensX = dieces / X
endNumber = Tanda { $n }
end = Tanda
faceWith = { $n ->
    [one] Diana con 1 flecha
   *[other] Diana con { $n } flechas
}
zoomAuto = Zoom: auto
zoomWhole = Diana entera
zoomGroup = Agrupación
thisEndOnly = Solo esta tanda
nowTurn = Ahora: { $who }, flecha { $arrow } de { $of } · tanda { $end }
nowArrow = Flecha { $arrow } de { $of } · tanda { $end }
nowSighters = Calentamiento: { $who }
scoreNow = Puntuar desde ahora
waitingForFirst = Esperando la primera flecha.
groupIs = Agrupación: { $radius } mm de radio, { $spread } mm de ancho
groupIsOff = Centro { $across }, { $up }
mmLeft = { $n } mm a la izquierda
mmRight = { $n } mm a la derecha
mmHigh = { $n } mm alto
mmLow = { $n } mm bajo

## Sessions

session = Sesión
sessions = Sesiones
noSession = No hay ninguna sesión abierta.
noSessions = Todavía no hay sesiones.
newSession = Sesión nueva
openSession = Abrir sesión
open = abierta
where = Dónde
distance = Distancia
unit = Unidad
arrowsPerEnd = Flechas por tanda
round = Serie
practice = Práctica, sin serie
indoors = En sala
allRounds = Todos los rounds
searchRound = Nombre del round
anyBow = Cualquier arco
anywhere = En cualquier sitio
outdoors = Aire libre
noRoundFound = Ningún round tiene ese nombre, para este arco y lugar.
roundFacts = { $n } flechas · { $distances } · { $faces }
favourite = Tener { $round } a mano
moreRounds = { $n ->
    [one] 1 más: escribe parte del nombre.
   *[other] { $n } más: escribe parte del nombre.
}
moreFaces = Más dianas
otherDistance = { $here }; el round dice { $wanted }.
otherFace = { $here }; el round dice { $wanted }.
roundIndoors = Al aire libre; el round se tira en sala.
roundOutdoors = En sala; el round se tira al aire libre.
countsForNoRound = Abierta así no cuenta para el hándicap ni la clasificación.
endOf = Tanda { $n } de { $all }
roundScore = { $score ->
    [one] { $score } punto
   *[other] { $score } puntos
}, { $n } de { $all } flechas
leftInPass = { $n ->
    [one] queda 1 flecha de esta parte
   *[other] quedan { $n } flechas de esta parte
}
passComplete = Esta distancia está completa.
roundComplete = Round completo: { $score ->
    [one] { $score } punto
   *[other] { $score } puntos
}.
shotsBeyond = { $n ->
    [one] 1 flecha más, que no cuenta
   *[other] { $n } flechas más, que no cuentan
}
goOnAt = Seguir a { $distance }
passBegun = Ha empezado la distancia siguiente
correctRound = Corregir round, diana o distancia
whatWouldChange = ¿Qué cambiaría?
scoreAgain = Puntuar de nuevo
scoredAgain = Puntuado de nuevo
signatureWithdrawn = Firma retirada
noArrowChanges = No cambia la puntuación de ninguna flecha.
rescoredFrom = { $before ->
    [one] { $before } punto pasa
   *[other] { $before } puntos pasan
} a { $after }; { $n ->
    [one] cambia { $n } flecha
   *[other] cambian { $n } flechas
}.
wrongLocation = Di dónde, en hasta 255 letras.
wrongBetween = Un número entero de { $low } a { $high }.
closeSession = Cerrar sesión
closeForGood = Cerrarla
goOn = Seguir tirando
sessionClosed = Sesión cerrada
sessionIsClosed = Sesión cerrada
reopen = Abrir de nuevo
sessionReopened = Abierta de nuevo
deleteSession = Borrar sesión
deleteSessionWarning = Con ella se borran todas sus flechas y mediciones. No se puede deshacer.
deleteForGood = Borrar para siempre
earlier = Anteriores
summary = Resumen
noArrows = Ninguna flecha todavía.

## Live and every page, a moment later

back = Volver
sessionOpened = Sesión abierta
toLivePage = A la página en vivo
turnSaid = Turno cambiado
cannotUndo = Eso ya no se puede deshacer
closeToLine = cerca de una línea
heardNotPlaced = { $n ->
    [one] ? 1 oída pero sin lugar
   *[other] ? { $n } oídas pero sin lugar
}
save = Guardar
unknown = No se sabe
nothing = Nada
arrowsShort = { $n ->
    [one] 1 flecha
   *[other] { $n } flechas
}
average = promedio
targetFace = Diana
wholeFace = Diana entera
whoseTurn = ¿A quién le toca?
turnOf = Ahora { $who }
endIsOver = La tanda { $n } ha terminado
sightersNow = Calentamiento desde ahora: no cuenta
tooManyArrows = Demasiadas flechas
surplusArrows = { $n } flechas en la tanda { $end } de { $of }: cuentan las más bajas. ¿Cuál no es suya?
behindHit = Lo que sigue al impacto que terminó el blanco { $end } no cuenta. ¿Qué flecha no es suya?
killIs = una muerte vale { $kill }, una herida { $wound }
hitIs = un impacto vale { $points }
leaveIt = Dejarlo así
earlyArrow = Una flecha temprana
belongsToEnd = Tan pronto tras la tanda { $n }: ¿es de ella?
lineCall = Flecha en la línea
lookAtPaper = ¿En la línea? Mira.
lineCalled = Línea decidida
meanRadius = Radio medio
allEnds = Todas las tandas
whoseArrows = Flechas de quién
saidMiss = fallo

## Score sheet

scoreSheet = Planilla
changeArrow = Cambiar la flecha { $label }
arrowTitle = Flecha { $label }
pointsThatCount = Puntos que cuentan
asMeasured = Lo medido
bySensors = por los sensores
byHand = anotada a mano
sighter = De prueba, no cuenta
sighters = De prueba
whatBecameOfIt = Qué fue de ella
stuck = Clavada
bouncer = Rebotada
passThrough = Atravesada
hanger = Colgada
calledX = X cantada
stage = Fase
scoring = Puntuando
yes = Sí
no = No
whichArrow = Qué flecha
nobody = Nadie
note = Nota
notes = Notas
notesSaved = Notas guardadas
deleteArrow = Borrar esta flecha
arrowChanged = Flecha cambiada
arrowDeleted = Flecha borrada
arrowRestored = Flecha recuperada
signatures = Firmas
signEnd = Firmar la tanda { $n }: { $score }
signSheet = Firmar la hoja: { $score }
signedNow = Firmado
signedByArcher = Firmado por el arquero: { $name }, { $time }
signedByScorer = Firmado por el anotador: { $name }, { $time }
changedSince = Firmado con { $score }, cambiado después: { $name }, { $time }
judgeNamed = { $name }, juez
corrections = Correcciones
rosterChanged = Cambiado quién tira
noCorrections = No se corrigió nada.
changedBy = Último cambio de { $name }, { $time }
somebody = alguien
points = puntos
arrowEntered = Flecha anotada
missEntered = Fallo anotado
addArrowOrMiss = Añadir un fallo o una flecha
endIsShort = A la tanda { $end } le { $n ->
    [one] falta una flecha
   *[other] faltan { $n } flechas
}.
endOfIsShort = { $who }: a la tanda { $end } le { $n ->
    [one] falta una flecha
   *[other] faltan { $n } flechas
}.
itMissed = Falló
surplus = De más: no cuenta
notShot = no tirada
wrongEnd = Un número entero desde 1.
moveEnd = ¿De quién?
whoseEnd = ¿De quién fue la tanda { $n }?
endMoved = Tanda asignada
print = Imprimir
csv = Hoja de cálculo
handOff = Entregar a ianseo
handOffMeans = Dos archivos que ianseo toma en Participantes, Cargar los atletas de una lista: primero los arqueros, luego sus flechas. Contienen todas las distancias de la ronda.
handOffSession = Sesión en ianseo
handOffArchers = Arqueros para ianseo
handOffArrows = Flechas para ianseo
handOffEmpty = Vacíos en el archivo de arqueros, y por rellenar antes de que ianseo lo tome: clase, sexo, país o club, fecha de nacimiento, y la división de un arco que no sea recurvo, compuesto, desnudo, longbow ni tradicional. ianseo rechaza una línea sin división o clase, y adivina un sexo vacío. El nombre entero figura como apellido.
handOffTarget = La diana es el número de este parapeto (Menú, Aparato). Si ianseo ya tiene a los arqueros, pon sus códigos en lugar de los del archivo de flechas.
handOffCheck = Compara después los totales: ianseo omite una flecha que la diana elegida allí no tiene. Las versiones antiguas de ianseo no conocen el archivo de flechas.
touchToZoom = Toca donde está
touchWhereItIs = Toca donde está la flecha
itIsHere = Está aquí

## Inbox

inbox = Por resolver
inboxMeans = Impactos que se oyeron y no se pudieron situar. Indica dónde fue cada uno, o que no fue nada.
inboxEmpty = Todo lo oído tiene su lugar.
unknownReason = no se conoce la razón
sensorsHeard = { $n } de { $of } sensores lo oyeron
place = Situarla
dismiss = No fue nada
placed = Situada
dismissed = Descartada

## Review

scoreOverTime = Puntos por flecha, sesión a sesión
groupOverTime = Radio medio en mm, sesión a sesión
trendUp = Sube { $by } puntos por flecha en cada sesión.
trendDown = Baja { $by } puntos por flecha en cada sesión.
trendFlat = Ni sube ni baja.
trendTooFew = Con tres sesiones hay tendencia.
compareWith = Comparar con
endByEnd = Puntos por flecha, tanda a tanda
rhythm = Ritmo
rhythmIs = { $s } s, ± { $spread } s
holdTime = Apertura
flightTime = Vuelo
secondsAre = { $s } s
fatigue = Segunda mitad contra la primera, puntos por flecha
handicap = Hándicap
classification = Clasificación
classificationNeeds = La clasificación depende del arco, la categoría y la edad, y necesita la ronda completa.
byDistance = Por distancia
averageHead = Media
asRegistered = Como está registrado
notSaid = Sin decir
category = Categoría
genderOpen = Abierta
genderFemale = Femenina
ageGroup = Edad
adult = Adulto
over50 = 50 o más
underYears = Menos de { $n }
traditional = Tradicional
flatbow = Flatbow
goal = Meta de la serie
pace = Paso
paceIs = { $n } por tanda desde aquí
notPossible = ya no es posible

## Arrows

arrows = Flechas
registerArrow = Registrar una flecha
registerStep = Flecha nueva, paso { $n } de 2
register = Registrar
onward = Siguiente
registered = Registrada
arrowName = Nombre en la flecha
arrowNameHint = Lo que escribes en ella: un número, iniciales. Hasta 10 letras.
arrowLength = Largo, cm
shaftDiameter = Diámetro del tubo, mm
shaftHint = Decide en las líneas. Si queda vacío: { $mm } mm, el mayor permitido.
arrowWeight = Peso, g
spine = Spine
tag = Etiqueta
tagHint = Acerca la flecha al lector, o déjalo vacío: funciona sin etiqueta.
tagRead = Etiqueta { $code } leída
tagTaken = Esta etiqueta ya está en la flecha { $name }.
writeTag = Grabar la etiqueta
doNotWriteTag = No grabarla
hasTag = tiene una
wrongArrowName = De 1 a 10 letras.
wrongPositive = Un número mayor que 0.
wrongTag = Una etiqueta es como 0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01.
arrowRegistered = Flecha registrada
retire = Retirar
arrowRetired = Flecha retirada
retiredArrows = { $n ->
    [one] 1 retirada
   *[other] { $n } retiradas
}
useAgain = Usarla de nuevo
arrowInUse = Flecha en uso de nuevo
noArrowsYet = Todavía no hay flechas registradas. La página funciona sin ellas; con ellas sabrás cuál se desvía.
neverShot = Aún no se ha tirado.
verdictMeans = Como mucho 1 de cada { $rate } juegos de flechas buenas llega a tener una mal señalada, por mucho que se mire.

## Archers

archer = Arquero
archers = Arqueros
addArcher = Añadir un arquero
archerAdded = Arquero añadido
changeArcher = Cambiar { $name }
archerChanged = Arquero cambiado
name = Nombre
wrongName = De 1 a 60 letras.
bow = Arco
recurve = Recurvo
compound = Compuesto
barebow = Desnudo
longbow = Longbow
rosterMeans = Elige hasta ocho arqueros para esta sesión, en el orden en que tiran.
openFirst = Abre primero una sesión; luego elige quién tira.
ownSpot = Diana propia
anySpot = cualquier diana
turn = El turno pasa después de
wholeEnd = una tanda entera
arrowsATurn = { $n ->
    [one] 1 flecha
   *[other] { $n } flechas
}
details = Juntos en la línea
allTogether = Todos juntos
detailsRotate = Cada tanda empieza otro turno
saveRoster = Fijar quién tira
rosterSaved = Arqueros guardados
nobodyShoots = nadie
isItMe = Mi teléfono
itIsMe = Soy yo
codeFor = Código QR de { $name }
codeMeans = Fotografíalo con un teléfono en el Wi-Fi del parapeto: pasa a ser el teléfono de este arquero.

## Coach and spectators

coach = Entrenador
watch = Público
holdBack = Guardar los puntos hasta terminar la tanda
holdBackForAll = Guardar los puntos de todos hasta que confirme la tanda
confirmEnd = Confirmar la tanda { $n }
pointsHeldBack = Puntos retenidos
pointsShown = Puntos mostrados
nobodysArrows = Flechas de nadie
board = Todos los arqueros, por puesto
rank = Puesto { $n }
hits = impactos
golds = oros
countedAs = { $what ->
    [tens] { $n ->
        [one] 1 diez
       *[other] { $n } dieces
    }
    [hits] { $n ->
        [one] 1 impacto
       *[other] { $n } impactos
    }
    [golds] { $n ->
        [one] 1 oro
       *[other] { $n } oros
    }
    [xs] { $n } X
   *[other] { $n } × { $what }
}
watchNoSession = No hay ninguna sesión abierta. Cuando empiece una, aquí se ven las flechas de todos.
isCoach = Este es el teléfono del entrenador: mostrar aquí lo retenido
pinnedNotes = Notas fijadas
noteOn = Nota sobre la flecha { $label }
pin = Fijar
notePinned = Nota fijada

## Butt

buttAndSensors = Parapeto y sensores
noSurvey = Todavía no están puestas las posiciones de los sensores.
setUp = Puesta en marcha
setUpMeans = Del aparato a la primera flecha. Puedes salir cuando quieras: lo hecho queda hecho, y nada de lo que se oye aquí cuenta, salvo la primera flecha.
setUpDone = Todo está en marcha.
setUpWaits = Pon en marcha este parapeto: { $n } de { $of } pasos hechos
stepDone = hecho
stepOpen = por hacer
setupSensors = El parapeto y sus sensores
setupBoard = Enchufa la placa
setupHearing = ¿Oye cada sensor?
setupTemplate = Marca dónde golpear
setupCalibration = Calibra
setupFirstArrow = La primera flecha
setupButtMeans = ¿Cómo de grande es el parapeto? Mide su frente en milímetros.
buttWidth = Ancho, mm
buttHeight = Alto, mm
setupKitMeans = ¿Qué sensores tiene? Elige el dibujo; corrige abajo los lugares si los tuyos están en otro sitio.
kits = Juegos de sensores
kit_freetarget = Placa freETarget
kit_four = 4 en las esquinas
kit_six = 6 a los lados
kit_eight = 8 alrededor
typePlaces = Escribir dónde está cada sensor
typePlacesMeans = En milímetros desde la esquina inferior izquierda del frente, como la ve el arquero. En el orden en que están conectados a la placa.
sensorOfChannel = Entrada { $n }
fromTheLeft = Desde la izquierda, mm
upwards = Hacia arriba, mm
addSensor = Añadir un sensor
removeSensor = Quitar el sensor { $name }
tapedDistance = Una distancia entre dos sensores, medida con cinta (puede quedar vacía)
tapedMeans = Donde los sensores tienen emisores, fija la escala del conjunto. Del agujero de un micrófono al del otro, cuanto más separados mejor.
tapedFrom = De
tapedTo = A
tapedMm = Medida, mm
tapedSigma = Con un error de ± mm
saveSensors = Los sensores están ahí
sensorsSaid = Guardado: vale desde la próxima flecha
setupBoardMeans = Enchufa la placa a este aparato y dale corriente. Se encuentra sola en unos segundos.
noBoardYet = Todavía no se escucha ninguna placa.
whereIsTheBoard = ¿Dónde está la placa?
findTheBoard = Que se encuentre sola
boardDetails = Otro sitio, tipo o velocidad
boardAddress = Puerto, o dirección en la red
boardKind = Tipo de placa
protocol_auto = Averiguarlo
protocol_archstats = Nodo Arch-Stats
protocol_freetarget = freETarget
boardSpeed = Velocidad
boardName = Nombre de la placa
boardNameHint = Solo si varias placas freETarget envían al mismo sitio.
useThisBoard = Escuchar ahí
lookAgain = Mirar otra vez
asInTheSettings = Como se instaló
boardChosen = Elegido: ahí se escucha
boardAsInstalled = De nuevo como se instaló
setupHearingMeans = Golpea el parapeto junto a cada sensor, con el nudillo o una varilla. El que oye se pone verde.
sensorHears = oye
sensorNotYet = todavía no
otherChannels = La placa tiene { $board ->
    [one] { $board } entrada
   *[other] { $board } entradas
} y { $said ->
    [one] hay { $said } sensor puesto
   *[other] hay { $said } sensores puestos
}: corrige el primer paso.
setupTemplateMeans = Una hoja dice dónde marcar los puntos de la calibración, con una plomada y una cinta.
setupCalibrationMeans = Golpea los puntos marcados uno tras otro. Se quitan los errores de la cinta, y la página dice lo bueno que es el parapeto.
otherCalibrations = Otras formas de calibrar
setupOpenSession = Abre una sesión en la página en vivo y tira.
tapTemplate = Dónde golpear
templateMeans = Para un parapeto de { $width } por { $height } cm. Cuelga una plomada a cada distancia del borde izquierdo y marca en ella las alturas sobre el borde inferior. Los números son el orden en que se golpea.
plumbLine = Plomada { $n }: a { $x } cm del borde izquierdo
cmUp = a { $y } cm de alto
sensorTest = Prueba de sensores: golpea cada esquina y mira cuáles lo oyen.
testIsOn = Se están probando los sensores: lo que da ahora en el parapeto no cuenta.
testEndsAt = Al salir de esta página termina la prueba; si este teléfono pierde la conexión, termina a las { $time }.
endTest = Terminar la prueba
beginTest = Empezar la prueba
tapsWouldCount = Hay una sesión abierta: sin la prueba, cada golpe cuenta como una flecha.
heardInTests = { $n ->
    [one] 1 impacto oído en pruebas
   *[other] { $n } impactos oídos en pruebas
}
heardInTestsMeans = ¿Alguno era una flecha? Entonces se devuelve a su sesión.
itWasAnArrow = Era una flecha
allWereTaps = Todos eran golpes
arrowGivenBack = La flecha cuenta
cmFromCorner = a { $x } cm de la izquierda y { $y } cm de alto
buttPicture = El parapeto con sus sensores
allAgree = todos de acuerdo
sensor = Sensor
heard = Oído
offBy = Desvío
signal = Señal
chirps = Chirridos entre los sensores
chirpsAir = Viento { $x } m/s hacia la derecha y { $y } m/s hacia arriba, ± { $sigma }; el sonido va a { $speed } m/s
chirpsDisagree = Lo que los sensores oyen unos de otros no concuerda con las posiciones indicadas: no se usa
emitter = Emisor
emitterHeard = se oye
emitterMissing = ninguno
hearsOthers = Oye a los demás
offItsPlace = Fuera de su sitio
calibrate = Calibrar
calibration = Calibración
calibrateByTaps = Con 16 golpes de varilla
calibrateByArrows = Con flechas en el papel
findFace = Encontrar la diana con dos golpes
faceByTaps = Diana por golpes
acceptance = Prueba de aceptación
acceptanceTest = Prueba de aceptación: diez marcas, dos veces
goOnCalibrating = Seguir con lo que está en marcha
tapHere = Golpea el punto { $n } de { $of }: a { $x } cm de la izquierda y { $y } cm de alto
tapCentre = Golpea el centro exacto de la diana.
tapRing = Ahora golpea su línea más exterior.
working = Calculando …
tapAgain = Eso no fue un golpe: { $why }. Golpea otra vez el mismo punto.
heardTap = El golpe { $n } { $of ->
    [one] lo oyó { $of } sensor
   *[other] lo oyeron { $of } sensores
}.
beforeAfter = Error { $before } mm antes, { $after } mm después
grossMeans = Media cuadrática de las distancias en la diana entre cada punto marcado y donde lo sitúa una calibración con los demás puntos.
calibrationBetter = Mejor que lo que está en uso: acéptala.
calibrationNoBetter = No mejor que lo que está en uso: el parapeto está tan bien como estaba.
waysMean = Líneas de puntos: cuánto se desviaba cada punto antes; líneas continuas: después. Dibujadas a { $n } veces su longitud.
spoiledTap = El golpe en { $x }, { $y } cm cayó al lado de su punto y no se usa.
moved = Movido
late = Tarde
accept = Aceptar
reject = Rechazar
giveUp = Dejarlo
giveUpMeans = { $n ->
    [one] Se pierde 1 golpe.
   *[other] Se pierden { $n } golpes.
}
rollBack = Volver atrás
calibrationAccepted = Calibración en uso
calibrationRejected = Calibración rechazada
calibrationRolledBack = De vuelta a la anterior
passed = Superada
notPassed = No superada
acceptanceIs = En el peor caso { $worst } mm; repetibilidad { $repeat } mm.
faceFound = Encontrada: { $name }
hangIt = Colgarla
faceHung = Diana colgada
arrowsMean = Toca en la diana el lugar exacto de al menos { $n } flechas clavadas; participan { $fewest } o más, también las no tocadas.
tooFewArrows = Hacen falta al menos { $n } flechas; los sensores han situado { $have }.
calibrateNow = { $n ->
    [one] Calibrar con 1 flecha tocada
   *[other] Calibrar con { $n } flechas tocadas
}
is_asked = pedida
is_running = espera golpes
is_proposed = propuesta
is_accepted = en uso
is_rejected = rechazada
is_failed = fallida
is_rolled_back = retirada

## Device and settings

device = Aparato
devicePlace = Dónde está
devicePlaceSaved = Guardado.
timeZoneIs = Las fechas en papel y en archivos son las de { $zone }.
takeTimeZone = Usar la zona horaria de este teléfono: { $zone }
secureAddress = Dirección segura
isSecure = Esta página está abierta por HTTPS.
secureMeans = Por HTTPS el teléfono deja que la página mantenga la pantalla encendida. El navegador avisa antes, porque ninguna autoridad pública conoce esta caja: compara la huella que muestra con la de abajo.
openSecure = Abrir por HTTPS
authorityMeans = Con la autoridad de certificación de esta caja instalada en el teléfono, el navegador no avisa y la página se abre también sin red. Solo responde por redes locales.
downloadAuthority = Descargar la autoridad de certificación
certificateIs = SHA-256 del certificado, hasta el { $day }
authorityIs = SHA-256 de la autoridad
printLabel = Imprimir la etiqueta de la caja
wifi = Wifi
wifiOwn = La caja ha abierto su propio punto de acceso: { $ssid }
wifiOn = La caja está en { $ssid }.
wifiJoining = Se está probando una red.
wifiWaiting = La caja busca una red que conoce.
wifiNetwork = Red
wifiPassword = Contraseña de la red
wifiMeans = La caja deja la red en la que está y este teléfono la pierde: entra también con el teléfono en la red nueva y abre la página otra vez. Si la caja no puede entrar, su propio punto de acceso vuelve a abrirse en un minuto.
wifiJoin = Entrar en esta red
wifiTried = La caja prueba la red.
targetNumber = Número de esta diana, como en las planillas
level_good = Todo está bien
level_warning = Mira esto
level_fault = No se oyen las flechas
level_unknown = No se sabe: el parapeto no responde
version = Versión
runsFor = En marcha
clock = Reloj
clockOff = { $s } s de diferencia con este teléfono
clockBehindPhone = El reloj de la caja va { $duration } por detrás del de este teléfono, y nadie lo pone en hora.
clockAheadOfPhone = El reloj de la caja va { $duration } por delante del de este teléfono, y nadie lo pone en hora.
takePhoneTime = Ponerlo en hora con este teléfono
phoneTimeTaken = El reloj está en hora; las flechas desde que se encendió la caja llevan ya la fecha correcta.
database = Base de datos
ready = lista
away = ausente
diskFree = Libre en la tarjeta
temperature = Temperatura
supply = Tensión
good = buena
tooLow = demasiado baja
phones = Teléfonos mirando
waitingImpacts = Impactos por registrar
setAside = Sucesos apartados
parts = Partes
part_starting = arrancando
part_running = en marcha
part_waiting = en espera: { $why }
part_failed = falló, se intenta otra vez: { $why }
lostFrames = { $n ->
    [one] 1 mensaje perdido
   *[other] { $n } mensajes perdidos
}
node_listening = Escuchando.
node_connecting = Conectando.
node_silent = En silencio.
node_lost = Sin conexión.
node_not_understood = No se le entiende.
backup = Copia
backupMeans = Un archivo con todas las sesiones, flechas y mediciones. Al traerlo se añade lo que falta aquí y no cambia nada más, salvo que lo pidas.
downloadBackup = Descargar una copia
restoreFrom = Traer de
restore = Traer
imported = Traído
replaceAll = Reemplazar todo lo que hay aquí
replaceAllMeans = Se va toda sesión, flecha y arquero que no esté en el archivo. Lo que hay ahora se guarda antes como copia en el aparato.
replaceForGood = Reemplazar todo
makeBackup = Hacer una copia ahora
backupMade = Copia hecha
backupDeleted = Copia borrada
noBackupYet = Todavía no hay copias en este aparato. Se hace una cada día, en un minuto tranquilo.
backup_asked = hecha a mano
backup_daily = diaria
backup_before_replacing = antes de reemplazar
backup_before_update = antes de actualizar
backupGood = probada, completa
backupGoodSince = Se probó a restaurarla el { $day }: volvió todo.
backupBad = no se puede recuperar
backupUntried = aún sin probar
deleteBackup = Borrar esta copia
deleteBackupMeans = Su archivo desaparece de este aparato. Lo guardado se queda.
addMissingMeans = Traerla añade lo que falta aquí y no cambia nada más.
download = Descargar
loading = Mirando …
encryptedWith = Las descargas y memorias USB van cifradas
notEncrypted = Las descargas y memorias USB no van cifradas
passphraseMeans = Con una contraseña, nadie sin ella puede leer las copias que salen de este aparato. Imprime la hoja de recuperación y guárdala en otro sitio: nadie puede averiguar una contraseña perdida.
passphrase = Contraseña, de 10 caracteres o más
passphraseOfFile = Su contraseña, si va cifrado con otra que la de este aparato
setPassphrase = Cifrar con ella
passphraseSet = Cifrado desde ahora
passphraseForgotten = Sin cifrar desde ahora
forgetPassphrase = No cifrar más
recoverySheet = Imprimir la hoja de recuperación
stick_reading = Se está leyendo una memoria USB: no la saques.
stick_writing = Se está escribiendo en una memoria USB: no la saques.
stick_done = Ya puedes sacar la memoria USB.
stick_failed = No se pudo escribir en la memoria USB.
doctor = Revisión
doctorMeans = Lo que se miró en este aparato, y qué hacer. «No se sabe» no es ni bueno ni malo.
finding_well = bien
finding_ill = por hacer
finding_unknown = no se sabe
downloadReport = Descargar un archivo para quien ayude
reportMeans = Con versiones, ajustes y registro; sin contraseñas ni nombres de arqueros.
update = Actualización
versionRuns = Funciona la versión { $version }.
versionBefore = Antes: { $version }.
updateUnderWay = Se está probando otra versión: no apagues el aparato.
update_being_tried = Se está probando la versión { $version }.
update_updated = La versión { $version } ha tomado el relevo.
update_rolled_back = La versión { $version } no funcionó como debía; la anterior funciona otra vez.
update_refused = La última actualización se rechazó.
updateFile = Un archivo de actualización
sendUpdate = Actualizar
updateSent = La actualización se está probando
updateOffered = Una memoria USB ha traído la versión { $version }. Nada cambia hasta que lo digas.
updateNotTaken = La actualización de la memoria USB no se puede admitir:
takeOffer = Instalarla
forgetOffer = Descartarla
updateNeedsKey = Este aparato aún no tiene clave para actualizaciones, así que no admite ninguna desde aquí.
downloadLog = Descargar el registro
thisPhone = Este teléfono
sayArrows = Decir cada flecha
vibrate = Vibrar con cada flecha
stayAwake = Pantalla encendida mientras haya sesión
language = Idioma
theme = Colores
themeAuto = Como el teléfono
themeLight = Claro, para el sol
themeDark = Oscuro
homeScreen = Para guardar esta página como aplicación: abre el menú del navegador y elige «Añadir a pantalla de inicio».

## Temporizador

timer = Temporizador
timerReady = listo
timerRunUp = a la línea
timerShoot = tirar
timerEndsSoon = el tiempo casi se acaba
timerOver = se acabó el tiempo
timerHeld = parado
timerStart = Iniciar
timerNext = Siguiente turno
timerPause = Parar
timerResume = Reanudar
timerStop = Terminar
timerEnded = Tiempo terminado
timerTakeBack = No había acabado: sigue
timerEndedBy = Lo terminó { $name }, { $time }
timeGoesOn = El tiempo siguió: se anuló su final
timerStopAtOnce = ¡Alto el tiro!
timerUnreadable = El temporizador no se puede leer: ni lámparas ni bocina ni pantallas muestran su tiempo. Elige otra vez los tiempos en Menú, Temporizador.
timerPutAway = Guardar el temporizador
timerHorn = Bocina en este teléfono
timerTapForSound = Toca una vez para que suene
timerTimes = Tiempos
timerPlan = Qué se tira
timerKind = { $kind ->
    [ends] Tandas
    [alternating] Tiro alterno
    [shoot_off] Desempate
   *[make_up] Flechas de recuperación
}
timerPlanName = { $plan ->
    [ends_90] Tanda de 3 flechas, { $seconds } s
    [ends_180] Tanda de 6 flechas, { $seconds } s
    [ends_120] Tanda de 3 flechas, { $seconds } s
    [ends_240] Tanda de 6 flechas, { $seconds } s
    [alternating] Tiro alterno, { $seconds } s por flecha
    [alternating_30] Tiro alterno, { $seconds } s por flecha
    [alternating_team] Equipos alternos, { $seconds } s por tanda
    [alternating_mixed_team] Equipos mixtos alternos, { $seconds } s por tanda
    [shoot_off] Desempate, una flecha, { $seconds } s
    [shoot_off_30] Desempate, una flecha, { $seconds } s
    [shoot_off_team] Desempate de equipos, una flecha de cada uno de tres, { $seconds } s
    [shoot_off_mixed_team] Desempate de equipos mixtos, una flecha de cada uno de dos, { $seconds } s
    [shoot_off_alternating] Desempate alterno, { $seconds } s
    [shoot_off_alternating_30] Desempate alterno, { $seconds } s
   *[other] Flechas de recuperación, { $seconds } s
}
timerSeconds = Otro tiempo para tirar, en segundos
timerDetails = Turnos de tiro
timerPassesOn = El turno siguiente empieza
timerPassesOnBy = { $by ->
    [tap] cuando alguien toca
    [time] cuando se acaba el tiempo
   *[arrows] cuando se acaba el tiempo o todos han tirado
}
timerUse = Usar estos tiempos
timerSet = Tiempos puestos
timerAway = Temporizador guardado
outOfTime = Fuera de tiempo
outOfTimeArrow = { $arrow } de la tanda { $end } llegó antes de la señal de tirar o después de la de parar.
wasInTime = Fue a tiempo
wasOutOfTime = Fue fuera de tiempo
notHeard = No se oyó
unheardArrow = Tanda { $end }: una flecha salió del arco y no se oyó. Cuenta como fallo.
noArrowShot = No se tiró ninguna flecha

## Emparejar

pairThisPhone = Emparejar este teléfono
pairMeans = Para cambiar algo aquí, un teléfono se empareja una vez. Escanea el código que un encargado o un entrenador muestra en su teléfono, o escribe el PIN que está en la etiqueta del aparato.
pairByCodeMeans = Este código empareja tu teléfono con el aparato: un toque, y lo recuerda.
pinOfLabel = PIN de la etiqueta
nameOfPhone = Cómo se llama el teléfono
neededHere = Esto hace falta.
buttonPressed = He pulsado el botón del aparato
phonePaired = Emparejado
pairingCodeMeans = Fotografíalo con un solo teléfono en el Wi-Fi del parapeto: queda emparejado, una vez.
goodUntil = Vale hasta las { $time }
anotherCode = Otro código
pairedPhones = Teléfonos emparejados
changingIsOpen = Todos en este Wi-Fi pueden cambiarlo y leerlo todo: ARCH_STATS_ACCESS está en open.
thisPhoneIs = Este teléfono: { $role }
thisPhoneIsNothing = Este teléfono no está emparejado.
roleSpectator = Espectador
roleArcher = Arquero
roleCoach = Entrenador
roleJudge = Juez
roleKeeper = Encargado
lastUsed = usado por última vez el { $day }
neverUsed = nunca usado
withdraw = Retirar
withdrawPhone = Retirar { $name }
withdrawMeans = Ya no podrá cambiar nada aquí. Para volver necesita un código nuevo.
pairingWithdrawn = Retirado
codeForCoach = Un código para un entrenador
codeForJudge = Un código para un juez
codeForKeeper = Un código para otro encargado

## Los números de un arquero

numbers = Números
numbersOf = Números: { $name }
numbersOfArcher = Números de { $name }
when = Cuándo
timeSpan = Periodo
lastDays = Los últimos { $n } días
arrowsShot = Flechas tiradas
byDay = Por día
byWeek = Por semana
byMonth = Por mes
eachDay = Cada día
eachWeek = Cada semana
eachMonth = Cada mes
arrowGoal = Objetivo: flechas
goalPeriod = Periodo
goalSoFar = { $shot } de { $arrows } flechas hasta ahora
goalKept = Objetivo guardado
forgetGoal = Quitar el objetivo
goalForgotten = Objetivo quitado
personalBests = Mejores marcas
handicapOverTime = Hándicap en la temporada; cuanto menor, mejor
ringDistribution = Flechas en cada zona
formByEnd = Puntos por flecha sobre o bajo la media de la sesión, por tanda
formByHour = Lo mismo por hora del día, con el mismo round, distancia y diana
formMeans = Las líneas finas son intervalos del 95 % (t de Student) sobre tres o más sesiones; con menos no se puede decir nada seguro. Si una cruza el cero, esa tanda u hora puede ser como cualquier otra.
besideFriend = Comparación con un amigo
friend = Amigo
sessionsTogether = { $n ->
    [one] 1 sesión
   *[other] { $n } sesiones
}
friendTooFew = { $n ->
    [one] Una sesión con { $name } es poco para comparar.
   *[other] { $n } sesiones con { $name } son pocas para comparar.
}
friendEven = Ninguna diferencia segura entre { $archer } y { $name }: { $by } ± { $doubt } puntos por flecha (95 %).
friendBehind = { $archer } va por delante de { $name } en { $by } ± { $doubt } puntos por flecha (95 %).
friendAhead = { $name } va por delante de { $archer } en { $by } ± { $doubt } puntos por flecha (95 %).
friendOverTime = Puntos por flecha sobre los del amigo, sesión a sesión
numbersAreOwn = Estos números se muestran en el teléfono de este arquero y a los entrenadores. Quien tiró en las mismas sesiones ve la media de cada una de ellas.

## Una imagen para compartir

sharePicture = Compartir como imagen
withName = Con el nombre
withArrows = Con las flechas

## Consejos

advice = Consejos
adviceFor = Consejos para { $name }
kitName = Nombre
addBow = Añadir un arco
changeBow = Cambiar el arco
forgetBow = Olvidar este arco y sus marcas
addArrowSet = Añadir flechas
changeArrowSet = Cambiar las flechas
forgetArrowSet = Olvidar estas flechas y sus marcas
bowSaved = Arco guardado
arrowSetSaved = Flechas guardadas
kitForgotten = Olvidado
forgetMeans = Las marcas se pierden con ello. No se puede deshacer.
forgetForGood = Olvidar para siempre
drawingHand = La mano que tensa
rightHand = Derecha
leftHand = Izquierda
eyeToSight = Del ojo al pin, mm
eyeToSightMeans = A plena apertura, por la línea de mira. Hace falta para decir en clics cuánto mover el visor.
eyeToArrow = Del ojo abajo a la flecha, mm
clickLength = Un clic, mm
clickLengthMeans = Cuánto se mueve el pin con un clic.
markLength = 1 en la escala, mm
markLengthMeans = Cuánto se mueve el pin por 1 en su escala, que crece hacia abajo.
bowSensor = Sensor del arco
noSensor = ninguno
bowSensorMeans = Avisa de cada suelta: la flecha es entonces de este arquero y se conoce su tiempo de vuelo.
settingTheSight = Ajustar el visor
tooFewToSight = { $n ->
    [one] { $n } flecha es poca
   *[other] { $n } flechas son pocas
} para mover un visor: hacen falta { $needed }.
groupInMiddle = El centro de { $n } flechas está a menos de { $doubt } mm del oro: puede ser azar. Deja el visor donde está.
groupHigh = { $mm } mm alto, ± { $doubt }.
groupLow = { $mm } mm bajo, ± { $doubt }.
groupRight = { $mm } mm a la derecha, ± { $doubt }.
groupLeft = { $mm } mm a la izquierda, ± { $doubt }.
sightUp = Visor { $n ->
    [one] 1 clic
   *[other] { $n } clics
} arriba; sigue a las flechas.
sightDown = Visor { $n ->
    [one] 1 clic
   *[other] { $n } clics
} abajo; sigue a las flechas.
sightRight = Visor { $n ->
    [one] 1 clic
   *[other] { $n } clics
} a la derecha; sigue a las flechas.
sightLeft = Visor { $n ->
    [one] 1 clic
   *[other] { $n } clics
} a la izquierda; sigue a las flechas.
clicksNotKnown = Cuántos clics son sale del ojo al pin y de un clic: añádelos al arco.
sightMoved = He movido el visor
sightNotMoved = No lo he movido
arrowsSinceSightMoved = Flechas desde que moviste el visor.
markStood = El visor estaba en
sightMarks = Marcas del visor
sightMark = Marca
distanceInM = Distancia, m
keepMark = Guardar la marca
keepBetterMark = Guardar { $mark } como marca
markKept = Marca guardada
forgetMark = Olvidar la marca de { $distance }
markForgotten = Marca olvidada
marksBetween = Marcas intermedias, con un 95 % de duda
arrowSpeed = Las marcas son las de una flecha a { $speed } ± { $doubt } m/s.
curveNotMeasured = Las marcas intermedias necesitan del ojo al pin, del ojo a la flecha y 1 en la escala: añádelos al arco.
curveOneDistance = Hacen falta marcas a dos distancias, mejor tres.
curveTooNear = Las distancias están demasiado juntas para saber cómo cae la flecha.
curveMarksFall = Una distancia mayor tiene una marca menor: la escala se lee del otro lado, o una marca está mal.
curveNoSuchSpeed = Ninguna flecha de un arco vuela así: una marca, o lo medido del arco, está mal.
curveMarksDisagree = Las marcas no están en ninguna curva de un solo arco: una está mal.
tuning = Puesta a punto
bareShaftTest = Tubos sin plumas
bareShaftHow = A 18 m, tira una tanda de flechas emplumadas, unas seis, y luego una de tres tubos sin plumas al mismo punto, con el mismo visor.
fletchedEnd = Tanda de emplumadas
bareEnd = Tanda sin plumas
whatItSays = Ver el resultado
bareTooFew = { $fletched ->
    [one] { $fletched } flecha emplumada
   *[other] { $fletched } flechas emplumadas
} y { $bare } sin plumas son pocas para decirlo.
nockTooHigh = Los tubos sin plumas van bajos: el punto de encoque está demasiado alto. Bájalo un poco y tira otra vez.
nockTooLow = Los tubos sin plumas van altos: el punto de encoque está demasiado bajo. Súbelo un poco y tira otra vez.
nockIsRight = En altura los tubos sin plumas van con las flechas emplumadas, por lo que muestran estas flechas.
shaftStiff = De lado muestran que la flecha es demasiado rígida: menos presión del botón, más potencia o flechas más blandas.
shaftWeak = De lado muestran que la flecha es demasiado blanda: más presión del botón, menos potencia o flechas más rígidas.
shaftIsRight = De lado los tubos sin plumas van con las flechas emplumadas, por lo que muestran estas flechas.
walkBackTest = Alejarse
walkBackHow = Deja el visor como está para la primera distancia. Tira una tanda de tres a un punto alto del parapeto, aléjate, tira la siguiente al mismo punto, y así seis distancias.
firstDistance = Primera distancia, m
stepBack = Cada vez más lejos, m
walkTooFew = { $n ->
    [one] { $n } distancia es poca
   *[other] { $n } distancias son pocas
}, o pocas flechas: cuatro al menos, con dos o tres cada una.
driftIs = { $side ->
    [left] A la izquierda
   *[right] A la derecha
} { $by } ± { $doubt } mm por cada metro atrás.
lineIsBent = La línea se curva: es el muelle del botón o el tubo. Tira antes los tubos sin plumas.
buttonIn = Mete un poco el botón, hacia el cuerpo del arco, ajusta el visor y repítelo.
buttonOut = Saca un poco el botón, lejos del cuerpo del arco, ajusta el visor y repítelo.
centreIsRight = La línea es vertical, por lo que dicen estas flechas: el centrado está bien.

## Enfrentamientos

matches = Enfrentamientos
noBrackets = Todavía no hay ningún cuadro. Tira antes un round: sus puntos dicen quién se enfrenta a quién.
newBracket = Nuevo cuadro
seededFrom = Clasificados por lo que tiraron en
matchFormat = Individual o por equipos
individuals = Individuales
teamsOfThree = Equipos de tres
mixedTeams = Equipos mixtos de dos
matchCounting = Qué cuenta
countingSets = Puntos de set
countingCumulative = La puntuación de todas las tandas
howMany = Cuántos pasan
whoShootsMatches = Quién tira enfrentamientos
teamsNeed = Escribe el mismo nombre de equipo junto a { $n } arqueros.
teamOf = Equipo de { $name }
seeding = Clasificación
seedFacts = { $score ->
    [one] { $score } punto
   *[other] { $score } puntos
} · { $beside }
tiedSeed = Empate: decide un sorteo
drawnFirst = El sorteo pone a { $name } delante de { $above }
makeBracket = Hacer el cuadro
stageName = { $stage ->
    [2] Final
    [3] Tercer puesto
    [4] Semifinales
    [8] Cuartos de final
    [16] Octavos de final
    [32] Dieciseisavos de final
   *[other] Últimos { $stage }
}
podium = Podio
bye = Pasa sin rival
notDecidedYet = por saber
goesOn = pasa
shotNow = Se tira ahora
matchContested = Un resultado anterior ha cambiado y aquí se enfrentan otros: hay que tirarlo de nuevo.
endsOfMatch = Tanda por tanda
endsWithSetPoints = Tanda por tanda, con puntos de set
shootOffShort = D
shootOff = Desempate
countsUnshot = { $end }, { $name }: { $n ->
    [one] una flecha no se tiró y cuenta como fallo
   *[other] { $n } flechas no se tiraron y cuentan como fallos
}.
matchWon = { $name } ha ganado.
goesOnByBye = { $name } pasa sin enfrentamiento.
matchIsEqual = Igualados: decide el desempate.
nearWithDoubt = { $mm } mm ± { $doubt }
overWithDoubt = { $mm } mm más allá del centro ± { $doubt }
nearWithoutDoubt = { $mm } mm, marcado a mano
nearestIs = La más cercana al centro es de { $name }: { $near } frente a { $far }.
tooCloseToTell = { $near } frente a { $far }: demasiado cerca para saberlo. Decide un juez, u otra flecha cada uno.
nearestNotMeasured = Igualados, y no se midieron todas las flechas: decide un juez, u otra flecha cada uno.
bothMissed = Nadie acertó: otra flecha cada uno.
decidedBy = Lo decidió { $who }.
atButt = Parapeto { $butt }
shotNext = Siguiente
nextAtButt = Siguiente en el parapeto { $butt }
buttsInTurn = Parapetos, por turnos
buttsInTurnMeans = Sus números, como 1, 2, 3: los enfrentamientos de una fase los ocupan uno tras otro. Vacío: todos en este.
atAnotherButt = En otro parapeto
buttNumber = Número del parapeto; vacío: este
keepButt = Se tira allí
matchMoved = Cambiado de parapeto
matchBegun = Enfrentamiento empezado
resultMeans = Cómo acabó allí: puntos de set, o la puntuación donde esa cuenta, antes de un desempate.
whoWonShootOff = Quién ganó el desempate
resultReads = Gana { $name }, { $own } a { $other }.
enterResult = Anotar este resultado
resultEntered = Resultado anotado
takeResultBack = Retirar el resultado
resultTakenBack = Resultado retirado
enteredBy = Lo anotó { $who }.
enteredByHand = Anotado a mano.
beginMatch = Tirar este enfrentamiento
beginMeans = Se cierra la sesión abierta. El enfrentamiento tiene la suya, a la misma distancia y con las mismas dianas.
onOwnFaces = Cada uno en su diana, de izquierda a derecha
alternately = cada flecha: alternando, con tiempo
whoShootsFirst = Quién tira primero
shootsFirst = { $name } tira primero
letShootFirst = Mejor tira primero { $name }
beginShootOff = Empezar el desempate: una flecha cada uno
oneMoreArrow = La próxima flecha de cada uno es de desempate.
judgeDecides = Decide un juez
judgeDecidesMeans = Donde la medición no basta, o alguien no tira. La decisión lleva el nombre del juez.
judgesName = Nombre del juez
sideWins = Gana { $name }
takeDecisionBack = Retirar la decisión
decisionKept = Decidido
decisionTakenBack = Decisión retirada
deleteBracket = Borrar el cuadro
deleteBracketMeans = Sus sesiones y sus flechas se quedan.

# Lo que el aparato dice de sí mismo: en la página y en lo impreso. Cada nombre es un código de la API.
# Las frases empiezan con minúscula donde pueden ir detrás de un nombre o una hora.

## Lo que no es una frase entera

as_said = { $text }
unforeseen = { $kind }: { $text }
with_detail = { $what } { $detail }
no_reason = no se sabe el motivo
sensor_name = { $sensor ->
    [N] norte
    [NE] noreste
    [E] este
    [SE] sureste
    [S] sur
    [SW] suroeste
    [W] oeste
    [NW] noroeste
   *[other] { $sensor }
}
when_today = hoy
when_yesterday = ayer
when_weekday = { $weekday ->
    [1] el lunes
    [2] el martes
    [3] el miércoles
    [4] el jueves
    [5] el viernes
    [6] el sábado
   *[7] el domingo
}
when_date = el { $day } de { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
}
impacts_counted = { $impacts ->
    [one] 1 impacto
   *[other] { $impacts } impactos
}
shots_counted = { $shots ->
    [one] 1 tiro
   *[other] { $shots } tiros
}

## Por qué un impacto no tiene lugar, o cómo lo obtuvo

too_few_channels = lo oyeron menos de tres sensores
no_common_source = ningún trío de sensores pudo oír el mismo sonido
no_redundancy = solo lo oyeron tres sensores, así que nada confirma la posición
one_check_only = aquí se comprueban entre sí muy pocos sensores: uno que fallara por centímetros no se notaría
contradictory = los sensores se contradicen
ambiguous = dos lugares explican el sonido igual de bien
outside = el sonido vino de al lado del parapeto
open = los sensores que lo oyeron dejan el lugar abierto por centímetros
behind = el sonido no vino del frente del parapeto
wind_or_channel = o cambió el viento o falla un sensor, y cada caso pone la flecha en otro lugar
two_arrows = pueden haber llegado dos flechas en el mismo momento, y los sensores no las distinguen
no_impact_felt = no se sintió ningún impacto cuando llegó el sonido
no_sound = se sintió un impacto, pero ningún sensor lo oyó
no_board_position = la placa sintió un impacto pero no dio posición
no_board_survey = la placa solo envía su propia posición: di en Menú, Puesta en marcha, dónde está su centro en el parapeto
no_survey = todavía no están puestas las posiciones de los sensores: las flechas se oyen pero no se sitúan. Ponlas en Menú, Puesta en marcha
beside_by_board = la placa lo sitúa al lado del parapeto
placed_by_board = posición de la propia placa
too_many_channels = la placa tiene { $channels } sensores y hay { $sensors } puestos: corrige los sensores en Menú, Puesta en marcha
sensors_left_out = el sensor { $sensors } no coincidió y se dejó fuera
time_not_a_number = la hora del impacto no es un número

## Sensores y aire

sensor_weak = sensor { sensor_name } débil desde { $since }: no oyó { $bad } de las últimas { $impacts } flechas. Mira su cable y cómo está montado
sensor_unreliable = sensor { sensor_name } poco fiable desde { $since }: no coincidió en { $bad } de las últimas { $impacts } flechas. Mira cómo está montado
sensor_late = sensor { sensor_name } desviado desde { $since }: { NUMBER($off_us, minimumFractionDigits: 1, maximumFractionDigits: 1) } µs tarde. Puede haberse movido: calibra
sensor_early = sensor { sensor_name } desviado desde { $since }: { NUMBER($off_us, minimumFractionDigits: 1, maximumFractionDigits: 1) } µs pronto. Puede haberse movido: calibra
wind_across = viento de unos { $speed } m/s a través del parapeto: se tiene en cuenta, y deja { NUMBER($doubt_mm, minimumFractionDigits: 1, maximumFractionDigits: 1) } mm de duda
sensor_test_on = se están probando los sensores: lo que da ahora en el parapeto no cuenta. En Menú, Parapeto y sensores se termina la prueba
impacts_unplaced = { $unplaced } de los últimos { $impacts } impactos no se pudieron situar, sobre todo porque { $reason }. Esperan en la bandeja
impacts_unplaced_in_wind = { $unplaced } de los últimos { $impacts } impactos no se pudieron situar, sobre todo porque { $reason }. Protege el parapeto del viento. Esperan en la bandeja

## ¿Es una flecha distinta de las otras?

arrow_off = flecha { $arrow }: { $offset }, { shots_counted }, { $confidence } % seguro
arrow_no_different = flecha { $arrow }: igual que las otras hasta ahora, { shots_counted }
arrow_too_few = flecha { $arrow }: { shots_counted }, muy pocos para decir algo
arrow_undecided = flecha { $arrow }: aún no es seguro, { $more ->
    [one] hace falta 1 tiro más
   *[other] hacen falta unos { $more } tiros más
}
offset_high = { $mm } mm alta
offset_low = { $mm } mm baja
offset_left = { $mm } mm a la izquierda
offset_right = { $mm } mm a la derecha
offset_both = { $upright } y { $sideways }

## La placa, y lo que dice

butt_node_connecting = el parapeto no escucha: se está conectando la placa en { $node }.
butt_node_silent = el parapeto no escucha: la placa en { $node } no dice nada.
butt_node_lost = { $node ->
    [auto] el parapeto no escucha:
   *[other] el parapeto no escucha: la placa en { $node } no está conectada.
}
butt_node_not_understood = el parapeto no escucha: no se entiende a la placa en { $node }.
node_says = placa en { $node }: { $detail }
no_node = no hay ninguna placa conectada: no se oyen las flechas. Enchúfala y elígela en Menú, Puesta en marcha
nothing_understood_yet = aún no se entiende nada: si sigue así, mira la alimentación y el cable de la placa
bytes_make_no_sense = llega algo pero sin sentido: es otro tipo de placa u otra velocidad. Elige ambas en Menú, Puesta en marcha
driver_fault = la placa envió algo inesperado ({ $error }); lo demás se oye. Envía el registro a quien cuida de este aparato
link_address = escríbelo como socket://host:puerto
link_closed = { $link } lo cerró el otro extremo: mira la alimentación y el cable de la placa
link_failed = { $link }: { $why }
link_absent = no hay nada enchufado en { $link }: enchufa la placa o elige dónde está en Menú, Puesta en marcha
link_forbidden = este ordenador no deja al programa usar { $link }: pregunta a quien lo instaló
link_in_use = otro programa usa { $link }: ciérralo, o reinicia el aparato
link_refused = nadie responde en { $link }: mira si la placa está encendida y en esta red
link_pulled = { $link } ha desaparecido: se sacó el cable o la placa se quedó sin corriente
link_no_port = { $link } no es un sitio donde se pueda enchufar una placa: elige otro en Menú, Puesta en marcha
nothing_plugged_in = no hay ninguna placa enchufada en este aparato: mira el cable y si la placa tiene corriente
link_silent = { $link }: el otro extremo ya no dice nada
link_unanswered = { $link }: nadie respondió en { $seconds } s
node_mute = nada oído en { $seconds } s: mira la alimentación y el cable de la placa
board_mute = la placa no responde: mira su alimentación y su cable
sensor_stuck = el sensor { $sensor } está atascado: mira su cable
much_damaged = el { $share } % de lo que dice la placa llega dañado: mira su cable
node_older = el programa de la placa es más antiguo de lo que entiende este aparato (versión { $version }, no { $ours }): actualiza la placa
node_newer = el programa de la placa es más nuevo de lo que entiende este aparato (versión { $version }, no { $ours }): actualiza este aparato
node_air_sensor_silent = el sensor de aire de la placa ya no responde: mira sus cuatro cables
node_thresholds_not_set = la placa no puede fijar sus umbrales: mira los cables del convertidor (MCP4728)
node_boots_not_counted = la placa no puede escribir en su memoria: está gastada, cambia la placa
node_channel_silent = un sensor no ha oído diez flechas que los otros oyeron: mira su cable y su montaje
node_channel_stuck = un sensor no llega a callar y no se usa: mira su cable, o sube su umbral
node_out_of_step = los contadores de la placa no van a la par: reiníciala, y cámbiala si sigue igual
node_emitter_silent = ningún sensor oye uno de los emisores de la placa: revisa su cable y su transistor; la tabla del parapeto dice cuál
node_clock_jumped = el reloj de la placa ha saltado: las flechas de antes llevan la hora de su llegada
chirps_unasked = la placa emite más chirridos de los pedidos: no se usan
chirps_at_impact = la placa emite chirridos mientras caen flechas: no se usan
sensor_moved_by_chirps = el sensor { $sensor } está a unos { $mm } mm de donde se dice (según los chirridos): mida otra vez su posición
sensor_weak_by_chirps = el sensor { $sensor } oye menos de la mitad de los chirridos de los demás: ¿está suelto, tapado o mojado?
taped_distance_off = la distancia medida de { $first } a { $second } difiere { $mm } mm de lo que dicen los chirridos, y no se usa: mídela otra vez, de agujero a agujero
pair_of_channels = los canales { $one } ({ $one_sensor }) y { $other } ({ $other_sensor })
pair_of_microphones = los micrófonos de los canales { $one } ({ $one_sensor }) y { $other } ({ $other_sensor })
pair_of_emitters = los emisores de los canales { $one } ({ $one_sensor }) y { $other } ({ $other_sensor })
channels_exchanged = { $pair } parecen intercambiados: cambia entre sí sus enchufes en la placa, o sus posiciones en Menú, Puesta en marcha
plugs_exchanged = { $pair } parecen intercambiados: cambia entre sí sus enchufes en la placa
exchanged_one_of = dos enchufes de la placa parecen intercambiados, uno de estos pares: { $pairs }. Golpea junto a cada sensor para ver cuál, y cámbialos
arrows_tell = { $arrows ->
    [one] no se pudo situar una flecha
   *[other] no se pudieron situar { $arrows } flechas
}, y según ellas { $what }
another_board = las flechas llegan de la placa { $newest }, pero los sensores se midieron para la placa { $measured }: mira si los cables de dos parapetos están intercambiados; si se cambió la placa, calibra
node_message_unreadable = no se puede leer un mensaje de la placa: { $why }
foreign_shots = { $shots ->
    [one] llegó 1 flecha de una placa llamada { $board } y no se contó
   *[other] llegaron { $shots } flechas de una placa llamada { $board } y no se contaron
}: si es la de este parapeto, escribe su nombre en Menú, Puesta en marcha
shots_skipped = los números de tiro de la placa pasaron de { $before } a { $after }: lo de en medio no llegó
held_shots_not_believed = la placa dice que guarda los tiros { $first } a { $last } de { $all }: no se cree
value_not_believed = la placa dice { quantity } { $value }: no se cree
decimal_point_missing = la placa dice { quantity } { $value }: no se cree (le falta el punto decimal)
beside_x_and_y = la placa dice { quantity } { $value }: no se cree (su x y su y no están tan lejos del centro)
counter_too_small = la placa dice { quantity } { $value }: no se cree (su contador tiene { $bits } bits)
felt_after_sent = la placa dice { quantity } { $value }: no se cree (sintió un tiro después de enviarlo)
quantity = { $quantity ->
    [temperature] temperatura
    [humidity] humedad
    [pressure] presión
    [supply] alimentación
    [tick_rate] frecuencia del contador
    [counter_bits] bits del contador
    [channels] canales
    [counter] contador
    [board_position] posición de la placa
    [radius] radio
    [angle] ángulo
    [reference_voltage] tensión de referencia
    [shot_number] tiro número
    [shot_time] hora del tiro
    [strikes] golpes
    [uptime] tiempo en marcha
    [clock] reloj
    [shot_counter] contador de tiros
    [hold_time] tiempo de apertura
    [chirp_delay] retardo de un chirrido
   *[other] { $quantity }
}

## Arcos

bow_unreadable = lo que dice un arco no se puede leer: { $why }
bow_value_not_believed = el sensor del arco { $bow } dice { quantity } { $value }: no se cree
bow_released_after_sent = el sensor del arco { $bow } habla de una suelta que está por venir: su reloj se cambió o su programa está mal
bow_other_version = el sensor de un arco habla la versión { $version } del protocolo, este aparato la versión { $ours }: actualice el más antiguo
bow_line_senseless = casi nada de lo que llega de { $link } tiene sentido: allí se espera el sensor de un arco. Mire la velocidad y qué está conectado
bow_link_gone = el receptor de los arcos en { $link } ya no está: mire su cable o quítelo de ARCH_STATS_BOW_URLS
bow_of_nobody = el sensor { $bow } soltó una flecha y no está en el arco de nadie: no se cuenta. Elija el sensor en el arquero en cuyo arco está
bow_not_listed = el sensor { $bow } soltó una flecha y su arquero no tira en esta sesión: no se cuenta
bow_too_old = el sensor { $bow } habla de una suelta en una sesión que se cerró hace más de una hora: no se cuenta. Estuvo fuera de alcance o su reloj está mal
bow_numbered_twice = el sensor { $bow } numera igual sus arranques, y por eso sus sueltas: se guardan todas. Un sensor cuenta sus arranques o toma un número al azar: revisa su programa
bow_left_out = una suelta del sensor { $bow } no se puede guardar y queda apartada: su flecha es un tiro sin tiempos del arco. Mira si el reloj de la caja está bien; arch-stats set-aside --retry la intenta otra vez
bow_dropped = el sensor { $bow } estuvo tanto tiempo fuera de alcance que no tuvo sitio para todas sus sueltas. Flechas sin tiempos del arco: { $count }
bow_too_often = el sensor { $bow } suelta más a menudo de lo que nadie tira: no se cuenta. Mire si está flojo
bow_unclear = flechas y sueltas llegaron tan seguidas que nadie puede decir cuál es de quién, una del sensor { $bow }: quedan sin tiempos del arco

## Qué se registra, y qué no

sensing_silent = la parte que escucha el parapeto no dice nada desde { $since }: no se registran flechas. Apaga y enciende el aparato
sensing_never_ran = la parte que escucha el parapeto no ha arrancado: no se registran flechas. Apaga y enciende el aparato
not_recorded = no se registran las flechas: los últimos { $impacts } impactos se apartaron, el último porque { $reason }
impacts_waiting = { $impacts ->
    [one] { $impacts } impacto espera a ser registrado: está en disco
   *[other] { $impacts } impactos esperan a ser registrados: están en disco y llegan uno tras otro
}
impacts_set_aside = { $impacts ->
    [one] 1 suceso de un sensor está apartado
   *[other] { $impacts } sucesos de sensores están apartados
}, el último porque { $reason }. No se pierde nada: envía el registro a quien cuida de este aparato
impacts_conflicting = { $impacts ->
    [one] 1 impacto llegó
   *[other] { $impacts } impactos llegaron
} con el número de otro impacto: dos placas tienen el mismo nombre, o una arranca sin número propio. Usa solo una a la vez
two_impacts_one_number = { $node } envió dos impactos distintos como número { $number } de su arranque { $boot }: los dos quedan registrados
shots_lost = { $shots ->
    [one] se perdió 1 tiro: la placa en { $node } no tuvo sitio para guardarlo
   *[other] se perdieron { $shots } tiros: la placa en { $node } no tuvo sitio para guardarlos
}
shots_lost_between = { $shots ->
    [one] se perdió 1 tiro entre { $since } y { $until }: la placa en { $node } no pudo enviarlo de nuevo
   *[other] se perdieron { $shots } tiros entre { $since } y { $until }: la placa en { $node } no pudo enviarlos de nuevo
}
lost_acknowledged = la placa dice que se confirmaron, pero nunca llegaron aquí
lost_dropped = la memoria de la placa se llenó y descartó los más antiguos
lost_unknown = la placa ya no los conoce: se reinició o se quedó sin corriente
lost_too_many = faltaban demasiados tiros a la vez
lost_waiting = demasiados tiros esperaban a este aparato
lost_skipped = la placa se saltó sus números
journal_unwritable = no se pueden escribir impactos en la tarjeta ({ $why }); solo en memoria, y se pierden si se apaga el aparato: { $impacts }. { $advice }
free_space = Libera espacio en la tarjeta: borra copias o sesiones antiguas
make_folder_writable = La tarjeta no se deja escribir: deja el aparato encendido y llama a quien lo cuida
journal_uses_reserve = la tarjeta está llena y los impactos se escriben en su último espacio: borra copias o sesiones antiguas
journal_waits = la base de datos no responde; impactos que esperan en la tarjeta y llegan después: { $impacts }
journal_damaged = notas de impactos en la tarjeta que se dañaron, por ejemplo por un corte de corriente, y se guardan aparte: { $lines }
journal_newer = impactos que escribió una versión más nueva: { $impacts }. Actualiza el aparato y se registrarán
stored_underived = flechas guardadas sin puntos y sin dueño, porque una fila de al lado no se puede leer: { $impacts }. Corrige o borra lo que se nombra como ilegible, y lo demás sigue solo
survey_unreadable_older = lo último que se dijo de dónde están los sensores no se puede leer: las flechas se sitúan por las medidas anteriores, número { $version }. Dilo otra vez en Menú, Puesta en marcha
survey_unreadable_file = lo último que se dijo de dónde están los sensores no se puede leer: las flechas se sitúan por el archivo de medidas. Dilo otra vez en Menú, Puesta en marcha
survey_unreadable_none = lo que se dijo de dónde están los sensores no se puede leer: las flechas se oyen pero no se sitúan. Dilo otra vez en Menú, Puesta en marcha
set_aside_only_in_file = sucesos de sensores que no se pudieron procesar, y por ahora solo están en la tarjeta: { $impacts }
not_an_entry = no se puede leer: lo escribió otra versión del programa
rows_unreadable = { $rows ->
    [one] no se puede leer y queda fuera 1 de { table_name }
   *[other] no se pueden leer y quedan fuera { $rows } de { table_name }
}: corrige o borra { $named }
rows_unreadable_more = no se pueden leer y quedan fuera { $rows } de { table_name }: corrige o borra { $named } y { $more } más
table_name = { $table ->
    [appliance] aparato
    [archers] arqueros
    [archers_of_a_bracket] arqueros de un cuadro
    [archers_of_a_session] arqueros de una sesión
    [arrows] flechas
    [brackets] cuadros
    [calibrations] calibraciones
    [corrections] correcciones
    [deleted_shots] tiros borrados
    [detections] impactos
    [ends] tandas
    [losses] pérdidas
    [matches] enfrentamientos
    [nodes] placas
    [releases] sueltas
    [runs_of_the_clock] tramos del reloj
    [sensors] sensores
    [sessions] sesiones
    [shots] tiros
    [surveys] medidas
    [tags] etiquetas
    [targets] blancos
    [tests_of_the_sensors] pruebas de los sensores
    [timer] temporizadores
   *[other] { $table }
}

## La base de datos

the_database = la base de datos
the_database_server = el servidor de la base de datos
database_away = la base de datos no está
database_no_answer = la base de datos no responde
database_read_only = la base de datos no admite cambios ahora
database_disk_full = la base de datos no tiene sitio en la tarjeta: borra copias o sesiones antiguas
database_no_room = la base de datos no tiene sitio para más ahora
database_busy = la base de datos estaba ocupada con otro cambio
database_starting = la base de datos está arrancando
database_at = la base de datos { $database } de { $user } en { $address }
database_unreachable = { $database } no responde ({ $why }): enciéndela o pregunta a quien la instaló
database_refuses = { $database } rechaza la conexión ({ $why }): pregunta a quien la instaló
database_damaged = la base de datos no es como la hizo esta versión ({ $what }): restaura una copia de seguridad y vuelve a arrancar
kept_on_disk = { $what }: los impactos se guardan en disco y llegan después
try_again = { $what }; inténtalo en un momento

## Etiquetas que se graban

tag_waiting = Acerque la flecha { $arrow } al lector y déjela allí
tag_expired = En un minuto no se acercó ninguna etiqueta al lector. No se grabó nada
tag_programmed = La etiqueta de la flecha { $arrow } está grabada y se lee como debe
tag_taken_away = La etiqueta se retiró mientras se grababa. Grábela otra vez y deje la flecha { $arrow } en el lector hasta que diga que está lista
tag_failed = La etiqueta no conserva lo que se graba en ella. Tome otra
tag_reader_lost = El lector desapareció mientras se grababa la etiqueta. Mire su cable y grábela otra vez
tag_read_only = Esta etiqueta está bloqueada: se puede leer, pero no grabar. Tome otra
tag_too_small = Esta etiqueta es demasiado pequeña. En una NTAG213, NTAG215 o NTAG216 cabe
tag_unsuitable = Esta etiqueta no se puede grabar aquí. Tome una NTAG213, NTAG215 o NTAG216
tag_another_arrow = Esta es la etiqueta de la flecha { $other }. No se grabó nada
tag_two_tags = Hay dos etiquetas en el lector y no se sabe cuál es. Acerque la flecha sola y empiece otra vez
tag_no_answer = la etiqueta no responde
tag_reader_gone = el lector de etiquetas no está: { $why }
reader_mute = { $link } no responde como un PN532, a { $baud } baudios: mire sus interruptores (HSU), sus cables y ARCH_STATS_READER_BAUD
reader_no_pn532 = { $link } no es un PN532: diga en ARCH_STATS_READER_PROTOCOL qué es

## Las partes, y el ordenador

part_not_working = no funciona { part_name }: { $why }. Se intenta una y otra vez
part_name = { $part ->
    [database_schema] el esquema de la base de datos
    [database_server] el servidor de la base de datos
    [impact_pins] las entradas de impacto
    [tag_reader] el lector de etiquetas
    [tag_programming] la grabación de etiquetas
    [bows] los arcos
    [bow_link] la conexión con un arco
    [impacts] los impactos
    [button] botón
    [lamp] la lámpara
    [timer_lights] lámparas y bocina del temporizador
    [timed_ends] tandas que cierra el temporizador
    [shooting_order] orden de tiro en los enfrentamientos
    [node] la placa
    [board_place] el lugar de la placa
    [journal] el diario
    [clock] el reloj
    [calibration] la calibración
    [report] el informe
    [listener] la escucha de la base de datos
    [feed] el envío en vivo
    [pairings] emparejamientos
    [daily_backup] copia diaria
    [names] los nombres en la red
    [tags] las etiquetas
    [watchdog] el guardián
    [sharing] el uso común de la base de datos
    [exchanged_channels] la búsqueda de canales cambiados
    [groups] las agrupaciones
    [rounds_of_before] las rondas de versiones anteriores
    [health] el estado
    [start] el arranque
    [chirps] los chirridos
    [chirps_allowed] el permiso de los chirridos
   *[other] { $part }
}
ended_by_itself = terminó por sí solo
went_wrong = algo falló en ello ({ $error })
data_directory_unreadable = no se puede leer la carpeta de datos { $folder } ({ $why }): mira la tarjeta
card_nearly_full = solo quedan { $mb } MB en la tarjeta: borra copias antiguas
no_daily_backup = hoy no se pudo hacer ninguna copia: { $why }
computer_hot = el ordenador está a { $temperature } °C y va más lento: dale sombra y aire
supply_too_low = la tensión es demasiado baja: usa la fuente hecha para este ordenador
clock_not_set = el reloj dice { $day }: conecta el aparato a una red o ponlo en hora
certificate_not_renewed = HTTPS muestra su certificado antiguo, porque no se puede guardar uno nuevo: { $why }
no_radio = no hay radio wifi, o está apagada
wifi_not_joined = no se ha podido entrar en { $ssid }: ¿es correcta la contraseña y está lo bastante cerca?
network_manager_silent = NetworkManager no responde: reinicia la caja
network_manager_refuses = NetworkManager se niega: { $why }
clock_before_arrows = el reloj dice { $now }, pero hay una flecha del { $newest }: conecta el aparato a una red o ponlo en hora
clock_before_version = el reloj dice { $now }, antes de que se hiciera esta versión: conecta el aparato a una red o ponlo en hora
clock_left_rows = { $rows ->
    [one] 1 de { table_name } se queda con la hora del reloj que iba mal, pues no hay otra
   *[other] { $rows } de { table_name } se quedan con la hora del reloj que iba mal, pues no hay otra
}: corrige o borra { $named }
clock_was_behind = el reloj iba { $duration } atrasado hasta las { $until }: { $arrows ->
    [one] se corrigió la hora de 1 flecha
   *[other] se corrigió la hora de { $arrows } flechas
}
clock_was_ahead = el reloj iba { $duration } adelantado hasta las { $until }: { $arrows ->
    [one] se corrigió la hora de 1 flecha
   *[other] se corrigió la hora de { $arrows } flechas
}

## Calibración

taps_of_two_clocks = los golpes los oyeron dos placas distintas: repítelos todos
more_channels_than_sensors = la placa tiene más sensores de los que hay puestos: corrige los sensores en Menú, Puesta en marcha
taps_heard_by_few = solo { $heard } de { $taps } golpes se oyeron en { $channels } sensores: golpea al menos { $least } puntos, más fuerte
points_too_few = hay menos de dos puntos distintos: nada fija dónde están los sensores en el parapeto
points_on_a_line = los puntos están en una línea: da puntos por todo el parapeto
tap_fixes_nothing = el golpe { $tap } no fija posición: repítelo, más fuerte
request_unreadable = lo que pide no se puede leer: pide otra calibración
taps_unreadable = lo medido de un golpe ya no se puede leer: vuelve a darlos todos
imported_from_another = importada de otro aparato: acéptala solo donde los sensores cuelguen como allí
imported_unfinished = esperaba golpes cuando se escribió el archivo
result_missing = no tiene resultado
result_of_other_sensors = sus sensores no son los de la medición
result_moves_sensor = mueve el sensor { $sensor } { $mm } mm
result_has_sensor_late = retrasa el sensor { $sensor } { $us } µs
result_has_sensor_late_by_rises = retrasa el sensor { $sensor } { $rises } veces lo que tarda en subir su pulso
result_changes_speed = cambia la velocidad del sonido por un factor de { $factor }

## Rounds: qué no es como dice el round

round_at_other_distance = aquí la distancia es { $here }, { $round } se tira a { $distances }
round_at_other_face = aquí hay { $hung }, { $round } se tira a { $wanted }
no_face_to_count = aquí no hay ninguna diana, así que nada se cuenta como dice { $round }
round_is_outdoors = esta sesión es en sala, { $round } se tira al aire libre
round_is_indoors = esta sesión es al aire libre, { $round } se tira en sala
stretch_shot_already = los { $distance } de { $round } ya se tiraron en otra sesión

## Por qué no se puede usar la base de datos

data_dir_not_writable = no se puede escribir en la carpeta de datos { $folder } ({ $why }): pon en ARCH_STATS_DATA_DIR una carpeta en la que se pueda
data_dir_in_use = otro aparato usa la carpeta de datos { $folder }: detenlo, o cambia ARCH_STATS_DATA_DIR
data_dir_out_of_reach = bajo root la base de datos funciona como el usuario { $user }, que no llega a { $folder }: pon en ARCH_STATS_DATA_DIR una carpeta que no esté dentro de otra privada, como /var/lib/arch-stats
embedded_ended = la base de datos incluida se cerró: { $words }
embedded_too_slow = la base de datos incluida no arrancó en { $seconds } s
embedded_not_made = no se pudo crear la base de datos incluida: { $words }
embedded_of_before = la base de datos incluida en { $folder } es anterior a la primera versión publicada y no se puede usar: expórtala con la versión que la creó, aparta la carpeta e importa el archivo; no se cambió nada
embedded_of_other_major = la base de datos en { $folder } es de PostgreSQL { $major }, y este programa trae { $ours } sin los programas de { $major }: expórtala con la versión que la hizo, e impórtala en una carpeta nueva
embedded_not_installed = no hay ninguna base de datos configurada y la incluida no está instalada: define POSTGRES_HOST o POSTGRES_SOCKET_DIR, o instala el extra 'embedded'
no_service_user = PostgreSQL no funciona como root y no existe ninguno de los usuarios { $users }: crea uno
migrations_with_gap = { $folder }: las migraciones deben numerarse 0001, 0002, ... sin huecos; hay { $numbers }
schema_not_allowed = el usuario de la base de datos no puede cambiar el esquema ({ $why }): hazlo dueño de la base de datos
roles_missing = faltan los roles que entran en la base de datos { $database } además de su dueño: que un administrador ejecute { $file } en ella, una vez (psql --file), y dé a cada rol una contraseña o una forma de entrar; no se cambió nada
schema_waits = la base de datos aún no tiene el esquema de esta versión: se empieza cuando se actualice (arch-stats migrate)
schema_unreleased = la base de datos es anterior a la primera versión publicada y no se puede actualizar: expórtala con la versión que la creó, da a esta una base de datos vacía e importa allí el archivo; no se cambió nada
schema_newer = la base de datos es de una versión más nueva (esquema { $schema }, esta conoce { $known }): vuelve a instalar aquella; no se cambió nada
migration_edited = { $file } se modificó después de aplicarse: recupera el archivo publicado

## Lo que dice una línea o una entrada

impact_pins_unreadable = no se pueden leer las entradas de impacto { $pins }: { $why }
button_pin_unusable = no se puede usar el pin { $pin } del botón ({ $why })
lamp_pin_unusable = no se puede usar la salida { $pin } de la lámpara: { $why }
frame_wrong = { $why }: { $frame }
pn532_other_chip = la respuesta de otro chip que un PN532
pn532_cut_short = termina en medio de una etiqueta
frame_too_short = más corta que una cabecera
frame_boot_number = su número de arranque necesita el bit 63
frame_broken = el tipo { $kind } está cortado o roto
frame_of_other_version = versión { $version } del protocolo

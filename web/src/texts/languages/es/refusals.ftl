# Por qué el aparato rechaza una petición: en el idioma que la petición acepta, detrás del lugar del que se trata.

## Peticiones

not_there = no hay nada en { $path }
method_not_possible = { $method } no es posible en { $path }
request_refused = { $reason }
no_certificate = no hay certificado: HTTPS está desactivado o aún no está listo
no_network_manager = nadie se ocupa aquí de la wifi: este ordenador no tiene NetworkManager, o ARCH_STATS_ACCESS_POINT está desactivado
wifi_being_tried = se está probando una red: espera a que se conecte o se abandone
no_such_exchange = { $id } no es ningún intercambio que espere respuesta: empieza de nuevo
clock_is_kept = un servidor de hora cuida el reloj; no le hace falta un teléfono
round_trip_too_long = tu respuesta tardó { $seconds } s, demasiado para ser exacta: prueba otra vez, más cerca de la caja
implausible_time = { $time } no puede ser una hora de hoy: mira el reloj de este teléfono. Vale una hora desde el { $made }, cuando se hizo esta versión, hasta dos años después; pasados estos, instala una versión más nueva
clock_not_settable = el reloj no se puede poner en hora desde aquí: hazlo en el propio ordenador
ssid_too_long = ocupa más de { $bytes } bytes
too_large = ocupa más de { $bytes } bytes
went_wrong_here = algo falló aquí; dile a tu club la petición { $request }
wrong_type = envía { $type }, no { $other }
must_be_type = debe ser { $type }, no { $other }
empty_body = está vacío; envía un objeto JSON
too_many_values = contiene más de { $values } valores; nada de lo nuestro tiene tantos
given_more_than_once = aparece más de una vez
nothing_to_change = está vacío; envía al menos un campo que cambiar
more_errors = { $errors ->
    [one] hay 1 valor más que no vale; corrige estos primero
   *[other] hay { $errors } valores más que no valen; corrige estos primero
}
not_a_uuid = { $text } no es un UUID
not_a_word = debe tener como mucho { $letters } letras sencillas
not_a_number = { $text } no es un número entero de 0 a { $most }
content_encoding = envíalo tal cual, sin Content-Encoding { $encoding }
body_too_slow = { $bytes ->
    [one] llegó { $bytes } byte
   *[other] llegaron { $bytes } bytes
} en { $seconds } s, y no el final; envíalo otra vez
body_unreadable = no se pueden leer sus partes o su longitud; envíalo otra vez
socket_without_parameters = este socket no lleva parámetros
unknown_feed_parameter = no es un parámetro del envío en vivo; usa since
since_not_a_number = debe ser el seq del último mensaje oído, un número entero desde 0
not_a_websocket = esto es un WebSocket; conecta con ws://
no_other_protocol = este socket no habla otro protocolo; quítalo
websocket_key = debe tener { $bytes } bytes en base 64
no_handshake = no es un saludo de WebSocket versión 13; conecta con ws://
too_many_sockets = ya escuchan demasiados; inténtalo de nuevo en un momento
too_many_sockets_here = ya escuchan demasiados desde una dirección; inténtalo de nuevo en un momento
foreign_host = { $host } puede ser el nombre de otro; usa { $address }, o añade el nombre a ARCH_STATS_ALLOWED_HOSTS
foreign_origin = { $origin } no es una página de este aparato; usa { $address }
foreign_page = lo pide una página ajena; usa { $address }
own_address = su dirección
foreign_cursor = no es un cursor de esta lista; tómalo de la cabecera Link
unknown_language = hay { $languages }, no { $language }

## Valores

value_missing = Falta
value_extra = No se espera aquí
value_object = Debe ser un objeto
value_null = Debe quedar vacío
value_from = Debe ser { $least } o más
value_above = Debe ser mayor que { $bound }
value_to = Debe ser { $most } o menos
value_below = Debe ser menor que { $bound }
value_finite = Debe ser un número finito
list_too_short = La lista debe tener al menos { $least }, no { $given }
list_too_long = La lista debe tener { $most } como mucho, no { $given }
text_too_short = Debe tener al menos { $least ->
    [one] 1 letra
   *[other] { $least } letras
}
text_too_long = Debe tener { $most ->
    [one] 1 letra
   *[other] { $most } letras
} como mucho
text_pattern = Tiene signos que no se admiten; forma: { $pattern }
text_unicode = Debe ser un texto Unicode
value_text = Debe ser un texto
value_list = Debe ser una lista
value_yes_or_no = Debe ser sí o no
value_whole = Debe ser un número entero
value_whole_too_large = Es un número demasiado grande
value_number = Debe ser un número
value_datetime = Debe ser fecha y hora
value_date = Debe ser una fecha
value_timezone = Debe llevar la zona horaria
value_uuid = Debe ser un UUID
value_choice = Debe ser { $choices }
not_json = no es JSON: { $why }
value_wrong = { $why }
control_character = No puede llevar el carácter de control { $character }; quítalo
not_iso_time = debe ser fecha y hora ISO 8601 con zona, como 2026-11-23T10:00:00Z
year_outside = { $value } no está entre { $first } y { $last }; indica bien el año
unknown_time_zone = no hay ninguna zona horaria { $zone }; da un nombre IANA, como Europe/Madrid
given_with_other = va exactamente cuando va { $other }

## Lo guardado

another_session_open = hay otra sesión abierta; ciérrala antes
end_time_when_closed = va exactamente cuando la sesión está cerrada
end_before_start = no puede ser antes del comienzo
arrow_registered_already = esta flecha ya está registrada
identifier_taken = otra flecha tiene este nombre
voided_when_retired = va exactamente cuando la flecha está retirada
no_such_session = no hay tal sesión
faces_invalid = una diana está fuera del parapeto, lleva un nombre repetido o sus radios no van en orden
no_such_archer = no hay tal arquero
another_calibration_waits = otra calibración espera sus golpes; acábala o recházala antes
sensor_on_another_bow = este sensor ya está en otro arco; quítelo allí antes
arrow_not_registered = una de estas flechas no está registrada
archer_not_registered = uno de estos arqueros no está registrado
no_such_arrow = no hay tal flecha
landed_or_miss = da x e y (clavada), o ninguna y sin hora (fallo)
values_contradict = los valores se contradicen entre sí o con lo guardado
value_outside = un valor no se puede guardar; usa números finitos, texto sin signos de control y fechas de 1970 a 2199
resolved_already = alguien ya resolvió este impacto, como { resolution_name }
resolution_name = { $resolution ->
    [placed] situado
   *[dismissed] descartado
}
sensor_test_over = esta prueba de los sensores ya terminó; empieza otra
not_in_inbox = este impacto no está en la bandeja; su resultado es { $outcome }
still_an_arrow = este impacto todavía es una flecha; bórrala primero
status_cannot_become = esta calibración está en { $now }, así que no puede pasar a { $then }
row_not_there = no hay { $what ->
    [session] ninguna sesión
    [arrow] ninguna flecha
    [archer] ningún arquero
    [target] ningún blanco
    [shot] ningún tiro
    [detection] ningún impacto
    [calibration] ninguna calibración
    [sensor_test] ninguna prueba de los sensores
    [survey] ninguna medición
    [deleted_shot] ningún tiro borrado
    [pairing] emparejamiento
    [turn_mark] ninguna indicación de turno
    [correction] ninguna corrección
    [goal] ningún objetivo
    [bow] ningún arco
    [arrow_set] ningún juego de flechas
    [sight_mark] ninguna marca de visor
    [signature] ninguna firma
    [bracket] ningún cuadro
    [match] ningún enfrentamiento
    [match_result] ningún resultado anotado del enfrentamiento
    [programming] etiqueta por grabar para la flecha
   *[other] { $what }
} { $id }
row_unreadable = no se puede leer 1 de { table_name }: corrige o borra { $key } ({ $field })
row_beside_unreadable = no se puede leer una fila guardada que va con esto: corrige o borra lo que se nombra como ilegible
no_tag_reader = aquí no hay lector de etiquetas
tag_reader_away = el lector de etiquetas no responde: mire su cable
tag_reader_only_reads = este lector lee etiquetas y no las graba; un PN532 hace ambas cosas
another_tag_wanted = antes hay que grabar la etiqueta de la flecha { $arrow }: acérquela al lector, o cancélelo
no_shots_in_end = la sesión { $session } no tiene esos tiros en la tanda { $end }
session_is_closed = esta sesión está cerrada; ábrela antes
archer_not_in_turns = este arquero no tira por turnos aquí; añádelo a la lista sin un blanco propio
roster_changed_since = quién tira se ha cambiado otra vez desde entonces; ponlo como es correcto
no_timer = todavía no hay ningún temporizador; elige antes sus tiempos
timer_runs = el temporizador ya corre; termínalo antes
timer_does_not_run = el temporizador no corre; inícialo antes
timer_is_held = el temporizador está parado; reanúdalo antes, o termínalo
timer_not_held = el temporizador no está parado, así que no hay nada que reanudar
timer_not_ended = nadie ha terminado el tiempo en curso, así que no hay nada que deshacer
timer_changed = alguien fue más rápido: mira cómo está ahora el temporizador y repítelo si todavía procede
two_sides_alternate = en el tiro alterno hay dos lados o tres
no_sensor_on_channel = no hay sensor en el canal { $channel }
no_face = no hay diana { $face }; mira { $address }
no_round = no hay round { $round }; mira { $address }

## Lo que va junto

points_called_needed = da también los puntos que van con ello
both_when_placed = hacen falta los dos para situar el impacto
none_when_dismissed = sobran cuando el impacto se descarta
one_of_them_needed = da al menos uno de ellos
given_to_two_archers = { $name } { $value } lo tienen dos arqueros
one_entry_per_radius = debe tener una entrada por radio, { $radii }, no { $points }
radii_not_monotonic = deben crecer siempre o decrecer siempre
one_outline_per_radius = debe tener una entrada por radio, { $radii }, no { $outlines }
later_points_alike = deben ser todos distintos, también de points, y ninguno 0: los puntos que alguien canta dicen qué zona fue
outline_crosses_itself = el contorno se toca o se cruza a sí mismo
outline_reaches_otherwise = el contorno llega a { $reach } mm del centro, y su radio es { $radius } mm
used_twice_in_target = { $name } aparece dos veces en este blanco
centre_outside = el centro ({ $x }, { $y }) mm está fuera del parapeto, de { $width } x { $height } mm
point_outside = ({ $x }, { $y }) mm está fuera del parapeto, de { $width } x { $height } mm
both_or_none = da los dos, o ninguno
face_points_not_told = no hacen falta para una diana; quítalos
give_at_least = da al menos { $least }, no { $given }
shots_of_all_or_none = da el tiro de todos, o de ninguno
same_arrow_twice = la misma flecha está dos veces
marks_needed = la prueba necesita marcas que golpear, cada una con su lugar
no_survey_yet = pon primero dónde están los sensores, en Menú, Puesta en marcha
arrow_not_heard = { $shot } no es una flecha que oyeran los sensores; déjala fuera
no_session_to_hang_in = no hay sesión abierta donde colgar la diana; abre una antes
no_face_taps = no hay golpes; empieza la diana, golpea el centro y la línea exterior
tap_not_placed = un golpe no se pudo situar; empieza de nuevo y golpea más fuerte
no_face_of_this_size = ninguna diana tiene la línea exterior a { $radius_mm } mm del centro; golpea de nuevo
centre_tapped_outside = el centro quedó fuera del parapeto; golpea de nuevo
no_round_called = ningún round se llama { $round }; mira { $address }
session_without_round = esta sesión no tiene round; elige uno antes
face_not_of_pass = { $face } no es una diana de esta parte; se tira a { $wanted }
no_face_to_replace = en esta sesión no hay ninguna diana; cuelga una primero
no_such_pass_left = no queda ninguna parte { $number } por tirar; quedan { $left }
given_instead_of = da esto o { $other }, no los dos
face_of_archer_gone = un arquero tira solo a { $face }, que ya no estaría: quítasela primero al arquero
no_face_to_aim_at = en esta sesión no cuelga ninguna diana: nadie puede decir dónde está el centro
arrows_of_another_archer = estas flechas son de otro arquero que el arco
archer_shot_nothing = { $name } no tiró nada en esta sesión
nobody_to_hand_off = en esta sesión no tira nadie
no_arrows_to_hand_off = todavía no se puede entregar ninguna flecha de esta sesión: no se tiró ninguna, o el entrenador las retiene
more_distances_than_ianseo = ianseo no tiene más de { $distances } distancias, y esta ronda tiene más
say_whose_score = varios arqueros tiraron en esta sesión: di de quién con archer_id
counts_for_no_round = esto no cuenta para ningún round: { $why }
more_points_than_possible = { $score ->
    [one] { $score } punto es
   *[other] { $score } puntos son
} más de lo que puede dar { $arrows ->
    [one] { $arrows } flecha
   *[other] { $arrows } flechas
} de { $round }; mira la diana

## Copias

in_file = { $file }: { $what }
at_line = { $file }, línea { $line }: { $what }
in_column = { $column }: { $what }
nothing_was_changed = { $what }; no cambió nada
more_after_end = hay más detrás del final
no_header_here = ahí no va una cabecera; no es un archivo { $format }
too_many_rows = tiene más de { $rows } filas
empty_file = está vacío; no es un archivo { $format }
file_cut_off = quedó cortado; falta el final, así que toma otra copia
rows_missing = faltan filas: dice { $said } y tiene { $found }
counted = { $rows } { table_name }
counted_nothing = nada
value_not_storable = hay un valor que no se puede guardar
no_such_table = no existe
no_line_of_an_export = no es una línea de una exportación
value_not = { $what }, no { $value }
line_too_long = ocupa más de { $bytes } bytes; toma otra copia
more_behind_end = tiene algo más detrás del final; toma otra copia
no_whole_file = no es un archivo entero (no es gzip, o está dañado): toma otra copia
file_unreadable = no se puede leer: { $why }
file_too_large = ocupa más de { $mib } MiB
unpacks_to_too_much = al descomprimir ocupa más de { $mib } MiB
shrunk_too_much = al descomprimir crece más de { $times } veces, como ninguna exportación
from_newer_version = es de una versión más nueva ({ $version }): actualiza antes este aparato; no cambió nada
reference_missing = no hay ningún { $value } en { $parent }, ni en el archivo ni aquí; no cambió nada
taken_by_another = aquí ya lo tiene otro ({ $value }); cambia aquel, o reemplaza todo; no cambió nada
changed_meanwhile = lo guardado aquí cambió entretanto ({ $why }); importa otra vez el archivo
cannot_keep_backup = lo que hay ahora no se puede guardar como copia ({ $why }), así que no se reemplazó nada
out_of_memory = necesita más memoria de la que hay; no cambió nada
import_under_way = se está importando otro archivo; inténtalo cuando acabe
upload_under_way = se está enviando otro archivo; inténtalo cuando acabe
download_under_way = se está preparando otra descarga; inténtalo en un momento
backup_under_way = se está haciendo o probando una copia; inténtalo cuando acabe
nothing_to_keep = todavía no hay nada que guardar
no_such_backup = ya no existe la copia { $number }
no_passphrase_set = no hay ninguna contraseña; pon una antes
passphrase_needed = está cifrado: da la contraseña con que se hizo
passphrase_wrong = se cifró con otra contraseña; no cambió nada
too_large_to_encrypt = ocupa más de { $mib } MiB, demasiado para cifrarlo aquí
restored_otherwise = al restaurarlo, { table_name } no quedan como estaban ({ $said } en el archivo, { $found } después)
stick_read_only = la memoria USB solo se puede leer; usa otra, o mueve su interruptor
stick_pulled_out = se sacó la memoria USB, o el trabajo con ella acabó a medias; vuelve a conectarla
stick_full = la memoria USB está llena; borra algo de ella, o usa otra
stick_unknown_format = la memoria USB no tiene formato FAT, exFAT, NTFS ni ext4, o está dañada; dale formato, o usa otra
stick_not_written = no se pudo escribir en la memoria USB ({ $why }); usa otra
stick_not_read = no se pudo leer la memoria USB hasta el final ({ $why }); vuelve a conectarla
no_scratch_server = no se puede probar: los programas de PostgreSQL no están instalados aquí
job_took_too_long = { job_name } tardó más de { $minutes } minutos y se detuvo; empieza de nuevo
job_ended_half_way = { job_name } se cortó a medias; empieza de nuevo
job_name = { $job ->
    [export] la exportación
    [import] la importación
    [backup] la copia
    [contents] la lectura
    [seal] el cifrado
    [verify] la prueba de la copia
   *[replace] el reemplazo
}
card_too_full = la tarjeta está demasiado llena: quedan { $free_mb } MB, esto necesita { $needed_mb } MB y { $kept_mb } MB se reservan para las flechas; borra copias antiguas, o pon una tarjeta mayor
result_of_another_kind = no es lo que halla una calibración de tipo { $kind }
result_when_accepted = va cuando está aceptada
points_called_with_x = va junto con is_x_called
closed_before_opened = no puede ser anterior a opened_at
last_before_first = no puede ser anterior a first_sequence
until_before_from = no puede ser anterior a lost_from

## La medición

sensor_count = { $count ->
    [one] { $count } sensor
   *[other] { $count } sensores
}: hacen falta de { $least } a { $most }
sensor_called_twice = dos sensores se llaman { $sensor }: da a cada uno su nombre
sensors_at_one_place = los sensores { $first } y { $second } están en un mismo lugar ({ $place }) mm: mide los dos de nuevo
sensors_on_a_line = todos los sensores están en una línea: al menos uno debe quedar fuera de ella
sensor_far_away = el sensor { $sensor } en ({ $place }) mm está lejos del parapeto, de { $width } x { $height } mm: da milímetros desde su esquina inferior izquierda, z delante de la diana
board_beside_butt = la placa: su centro está al lado del parapeto: mídelo desde la esquina inferior izquierda
taped_unknown_sensor = distancia medida: no hay ningún sensor { $sensor }
taped_to_itself = distancia medida: el sensor { $sensor } está dos veces, di dos distintos
taped_far_off = distancia medida: { $taped } mm de { $first } a { $second }, pero por sus posiciones están a { $drawn } mm: mide ambas otra vez
shots_for_wind = { $shots ->
    [one] { $shots } tiro no dice
   *[other] { $shots } tiros no dicen
} nada del viento: hacen falta { $least }
shot_without_place = un tiro no fija lugar: lo oyeron muy pocos sensores

## Lo que el servidor dice antes de entender una petición

server_failed = algo falló aquí; inténtalo otra vez
server_busy = demasiadas peticiones a la vez; inténtalo dentro de un momento
http_line_too_long = su primera línea o una de sus cabeceras es demasiado larga
only_100_continue = de este servidor solo se puede esperar 100-continue
not_http = no se puede leer como HTTP/1.1; corrige el cliente
no_version_to_update = aquí no hay ninguna versión instalada de la que partir
no_update_offered = no se ofrece ninguna actualización

## Quién puede hacer qué

pair_first = esto necesita un teléfono emparejado: escanea el código que muestra un encargado o entrenador, o escribe el PIN de la etiqueta en Menú, Aparato
pairing_is_gone = este teléfono ya no está emparejado aquí: emparéjalo otra vez con un código que muestre un encargado, o con el PIN de la etiqueta
role_too_small = { $role } no puede hacer esto, hace falta { $least }: pide un código a un encargado
only_your_own = el teléfono de un arquero solo cambia los tiros y turnos de ese arquero: pregunta a un entrenador
role_name = { $role ->
    [spectator] un espectador
    [archer] un arquero
    [coach] un entrenador
    [judge] un juez
   *[keeper] un encargado
}
judge_is_paired = solo un teléfono vinculado como el de un juez dice que lo hizo un juez
reserved_name = es un nombre ajeno: nadie se llama como el identificador de un arquero ni empieza por judge:
nothing_to_sign = no tiene flechas que cuenten: todavía no hay nada que firmar
held_back_not_signed = tiene una tanda que el entrenador aún no muestra: fírmela cuando se muestren sus puntos
end_not_over = aún se está tirando: firma la tanda cuando esté completa o cerrada
sheet_not_complete = no está completa: firma la hoja cuando se haya tirado el round o se cierre la sesión
too_many_signatures = esta sesión tiene { $most } firmas y no admite más
only_your_signature = lo firmó otra persona: solo lo retira quien firmó, un juez o un encargado
archer_signs_alone = solo el teléfono del propio arquero firma como arquero
other_score_to_sign = lo que hay ahí es { $score } con { $arrows ->
    [one] 1 flecha
   *[other] { $arrows } flechas
}: mírelo otra vez y firme después
signed_already = { $by } ya firmó esto: { $score } con { $arrows ->
    [one] 1 flecha
   *[other] { $arrows } flechas
}, y desde entonces no cambió nada
role_needs_archer = debe darse para el teléfono de un arquero
exactly_one_needed = da exactamente uno de ellos
code_used_or_old = este código ya se usó o es demasiado viejo: pide otro
code_for_smaller_roles = un entrenador hace códigos para arqueros y espectadores: pregunta a un encargado
wrong_pin = este no es el PIN de este aparato: está en su etiqueta, y arch-stats token pin lo dice
no_pin_here = este aparato no tiene PIN: arch-stats token pin --new hace uno
too_many_attempts = demasiados intentos: prueba otra vez dentro de { $seconds ->
    [one] 1 segundo
   *[other] { $seconds } segundos
}
no_button_here = este aparato no tiene botón: usa el PIN de la etiqueta
button_not_pressed = el botón no se pulsó en el último medio minuto: espera un minuto, púlsalo y prueba una vez
button_asked_before = alguien preguntó justo antes: espera { $seconds ->
    [one] { $seconds } segundo
   *[other] { $seconds } segundos
}, pulsa el botón y prueba una vez
too_many_pairings = ya hay { $most } teléfonos emparejados: retira algunos antes
too_many_codes = ya hay { $most } códigos sin usar: espera a que se usen o caduquen
not_paired = este teléfono no está emparejado

## Matches

teams_of_format = { $archers ->
    [one] debe omitirse: los individuales tiran por sí mismos
   *[other] debe darse, cada uno con { $archers } arqueros
}
archer_in_two_teams = un arquero tira en un solo equipo
team_without_score = alguien del equipo { $team } no ha tirado en estas sesiones
too_few_for_bracket = menos de dos tiraron ahí algo que cuente: un cuadro necesita dos
match_has_begun = este enfrentamiento ya empezó; borra su sesión para empezarlo de nuevo
match_is_decided = este enfrentamiento está decidido; si lo decidió un juez, un juez lo revoca antes
another_match_is_shot = se está tirando otro enfrentamiento que aún no está decidido; cierra antes su sesión
result_cannot_be = ningún enfrentamiento acaba { $a } a { $b } antes de un desempate
result_needs_winner = dice quién ganó donde los dos tienen lo mismo, y solo allí
no_such_match = esta ronda no tiene más enfrentamientos que { $most }
archer_in_bracket = este arquero está en los enfrentamientos de { $bracket }, que deciden sus flechas; borra antes ese cuadro
match_without_sides = aún no se sabe quién tira aquí contra quién, o alguien pasa sin enfrentamiento
match_not_equal = este enfrentamiento no está igualado: el desempate decide cuando al final ambos tienen lo mismo
no_session_to_follow = no hay ninguna sesión abierta y la de la clasificación ya no está: abre una con las dianas que cuelgan
match_not_open = la sesión de este enfrentamiento no está abierta: ábrela de nuevo, o tira antes el enfrentamiento
match_does_not_alternate = en este enfrentamiento no se alterna: el turno dice quién tira
end_has_begun = la tanda { $end } ha empezado: se puede cambiar el turno, no quién tiró primero
judge_has_no_name = debe decir quién decide, si ningún teléfono está emparejado como de un juez
too_few_faces = { $faces ->
    [one] cuelga una diana
   *[other] cuelgan { $faces } dianas
} y tiran { $archers } arqueros: que tiren por turnos

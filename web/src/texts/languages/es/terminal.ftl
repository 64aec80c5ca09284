# Lo que imprimen las órdenes y por qué no se arranca: para quien está en una terminal, en su idioma (LANG).

## Ajustes y archivos

setting_value = { $setting }={ $given }: { $why }
setting_file_unreadable = { $setting }={ $file }: no se puede leer: { $why }
setting_file_not_toml = { $setting }={ $file }: no es TOML: { $why }
setting_unknown = { $setting } en { $file }: no existe tal ajuste; se conocen { $known }
setting_unknown_here = { $setting } en el entorno: no existe tal ajuste; se conocen { $known }
setting_plain_name = debe ser un nombre sencillo de letras, cifras y guiones bajos
setting_time_zone = debe ser el nombre IANA de una zona horaria, como Europe/Madrid
setting_host_name = debe tener como mucho 40 letras, cifras y guiones, pues se convierte en nombre de red
setting_watching = no tiene sentido mientras ARCH_STATS_ACCESS sea open: deja fuera uno de los dos
survey_unreadable = medidas { $file }: no se pueden leer: { $why }
survey_not_toml = medidas { $file }: no son TOML: { $why }
survey_value = medidas { $file }: { $place }: { $why }
survey_missing = nadie ha dicho dónde están los sensores: dilo en la página, en Menú, Preparar
survey_not_set_for_replay = ARCH_STATS_SURVEY no está definido: di dónde estaban los sensores del parapeto grabado
port_not_usable = no se puede usar el puerto { $port } en { $host } ({ $why }): detén el otro programa, o cambia ARCH_STATS_SERVER_PORT
host_not_usable = no se puede usar el puerto { $port } en { $host } ({ $why }): pon en ARCH_STATS_SERVER_HOST una dirección de esta máquina, o no lo definas para usarlas todas
given_unreadable = { $file }: no se puede leer: { $why }
given_not_json = { $file }: no es JSON: { $why }
given_of_other_format = { $file }: es { $given }; esta orden responde a { $known }
given_incomplete = { $file }: { $what } falta o es de otra clase
given_wrong = { $file }: { $why }

## Exportar, importar, copiar, restaurar

progress_written = { $count ->
    [one] { $count } fila escrita
   *[other] { $count } filas escritas
} ...
progress_read = { $count ->
    [one] { $count } fila leída
   *[other] { $count } filas leídas
} ...
progress_checked = { $count ->
    [one] { $count } fila comprobada
   *[other] { $count } filas comprobadas
} ...
progress_removed = { $count ->
    [one] { $count } fila quitada
   *[other] { $count } filas quitadas
} ...
progress_new = { $count ->
    [one] { $count } fila nueva
   *[other] { $count } filas nuevas
} ...
address_by_name = { $address } (si ninguna otra caja tiene ese nombre)
address_by_https = también por https en lugar de http; la huella SHA-256 del certificado es { $fingerprint }
address_authority = la autoridad que se instala en un teléfono, en la página del aparato, tiene { $fingerprint }
label_own = Wifi { $ssid }, contraseña { $password }, donde no haya otra
export_done = { $file }: { $rows }
import_done = { $file }: lo nuevo aquí son { $rows }
restore_done = { $file }: ha vuelto lo siguiente: { $rows }
backup_done = { $file }: { $size } kB
backup_of_nothing = todavía no hay nada que guardar
backup_verified = se restauró en una base de prueba, y volvieron todas las filas
ask_passphrase = contraseña:
kept_before_replacing = lo que hay aquí ahora queda guardado en { $file }
no_plain_file = { $file }: no es un archivo normal y no se reemplaza; di otro nombre
file_not_written = { $file }: no se puede escribir: { $why }
backup_not_written = { $folder }: no se puede escribir: { $why }; ejecútalo como el usuario del aparato
no_backup = { $folder }: no hay ninguna copia; di qué archivo restaurar

## Situar otra vez las medidas guardadas

relocate_by_survey = { $count ->
    [one] solo con las medidas de los sensores: cambiaría 1 impacto
   *[other] solo con las medidas de los sensores: cambiarían { $count } impactos
}
relocate_by_calibration = { $count ->
    [one] con la calibración { $version }: cambiaría 1 impacto
   *[other] con la calibración { $version }: cambiarían { $count } impactos
}
relocate_moves = { $count ->
    [one] 1 se mueve { $most } mm
   *[other] { $count } se mueven { $rms } mm de media cuadrática, { $most } mm como mucho
}
relocate_outcome = { $count ->
    [one] 1 era { $old } y sería { $new }
   *[other] { $count } eran { $old } y serían { $new }
}
relocate_outcome_kept = { $count ->
    [one] 1 era { $old } y sería { $new }: se deja como está
   *[other] { $count } eran { $old } y serían { $new }: se dejan como están
}
relocate_more = ... y { $count } más
relocate_drawn = dibujado en { $file }
relocate_written = escrito; las posiciones anteriores quedan en la tabla relocations
relocate_not_written = todavía no se ha escrito nada: lo hace --write
relocate_picture = Flechas situadas otra vez; las líneas son diez veces más largas que el camino
placed_again_so_far = { $count ->
    [one] 1 impacto situado otra vez ...
   *[other] { $count } impactos situados otra vez ...
}

## Sucesos apartados

nothing_set_aside = no hay nada apartado
set_aside_once = { $event }  { $time }  { $reason } (intentado una vez)
set_aside_often = { $event }  { $time }  { $reason } (intentado { $tries } veces)
set_aside_waits = { $what }, espera otro intento
set_aside_retry = arch-stats set-aside --retry [ID] hace que se intente otra vez uno de ellos, o todos
event_not_set_aside = no hay ningún suceso { $event } apartado: arch-stats set-aside los muestra
retry_recorded = { $count } de { $asked } registrados
retry_again = { $event } otra vez: { $reason }
retry_waits = { $count ->
    [one] 1 espera a que funcione el programa de los sensores
   *[other] { $count } esperan a que funcione el programa de los sensores
}

## Funcionar, tirar, repetir

ready_at = Arch-Stats está listo: { $address }
ready_without_page = los sensores de Arch-Stats están escuchando
demo_at = Llegan flechas en { $address }
demo_advice = Ábrelo en un teléfono de esta red. Ctrl-C lo termina todo.
database_up_to_date = la base de datos está al día
no_appliance_running = no hay ningún aparato en marcha en { $folder }: arráncalo primero
no_session_open = no hay ninguna sesión abierta: abre antes una en la página
bot_arrow = flecha { $number } en ({ $x }, { $y }) mm: { $points }
bot_arrow_without_points = flecha { $number } en ({ $x }, { $y }) mm: sin puntos
replaying_at = repitiendo; míralo en { $address }
replayed = repetido
request_failed = { $request }: { $why }

## Lo que ve el doctor

finding_well = ok   { $what }
finding_unknown = ??   { $what }
finding_ill = !!   { $what }: { $advice }
nothing_ill = todo va bien
things_ill = { $ill ->
    [one] 1 de { $findings } cosas te necesita
   *[other] { $ill } de { $findings } cosas te necesitan
}
doctor_settings = ajustes
doctor_database = base de datos
doctor_database_is = base de datos: PostgreSQL { $version }, esquema { $schema }
doctor_embedded_off = la incluida no está en marcha: arranca el aparato
doctor_database_empty = está vacía: ejecuta arch-stats migrate, o arranca el aparato
doctor_schema_other = esta versión conoce el esquema { $known }: ejecuta arch-stats migrate, o actualiza
doctor_data_dir = carpeta de datos { $folder }
doctor_data_dir_missing = no existe: arranca el aparato una vez, o cambia ARCH_STATS_DATA_DIR
doctor_data_dir_read_only = este usuario no puede escribir en ella: ejecútalo como el usuario del aparato
doctor_disk_low = borra copias antiguas, o usa una tarjeta mayor
doctor_journal = diario
doctor_not_worked_on = { $count ->
    [one] 1 suceso no se pudo tratar; está en { $file }
   *[other] { $count } sucesos no se pudieron tratar; están en { $file }
}
doctor_broken = { $count ->
    [one] 1 impacto se dañó en la tarjeta; está en { $file }
   *[other] { $count } impactos se dañaron en la tarjeta; están en { $file }
}
doctor_of_newer = { $count ->
    [one] 1 impacto lo escribió una versión más nueva: instálala otra vez; está en { $file }
   *[other] { $count } impactos los escribió una versión más nueva: instálala otra vez; están en { $file }
}
doctor_survey = medidas
doctor_survey_is = { $sensors ->
    [one] medidas { $file }: 1 sensor
   *[other] medidas { $file }: { $sensors } sensores
}
doctor_survey_at_page = medidas: no hay archivo, así que vale lo que se dijo en la página (Menú, Preparar)
doctor_node_at_page = nodo: no hay ninguno definido, así que vale la placa que se eligió en la página (Menú, Preparar)
doctor_node_is = nodo { $url }
doctor_node_missing = no existe ese puerto: conecta el nodo, o mira en /dev/serial/by-id
doctor_node_forbidden = este usuario no puede usarlo: añádelo al grupo dialout
doctor_page = página
doctor_page_missing = no está construida: ejecuta scripts/build.bash
doctor_voltage = tensión de alimentación
doctor_voltage_low = es demasiado baja: usa la fuente hecha para este ordenador
doctor_temperature_unknown = temperatura: este ordenador no la dice
doctor_temperature = temperatura { $degrees } °C
doctor_hot = dale sombra y aire
doctor_clock = reloj { $time }
doctor_clock_wrong = ponlo en hora, o conecta una red
doctor_backups = copias
doctor_backups_none = no hay ninguna: ejecuta arch-stats backup
doctor_clock_kept = reloj { $time }, al cuidado de un servidor de hora
doctor_clock_unkept = reloj { $time }: ningún servidor de hora lo cuida, compáralo con el tuyo
doctor_hardware_clock = reloj con pila: lo hay
doctor_no_hardware_clock = reloj con pila: no lo hay, así que sin red no se sabe la hora tras un corte de luz
doctor_card = tarjeta
doctor_card_free = tarjeta: { $free } MB libres
doctor_wear_unknown = desgaste de la tarjeta: no se sabe, las de este tipo no lo dicen
doctor_wear = desgaste de la tarjeta: hasta el { $used } % de su vida
doctor_worn = pon pronto una tarjeta nueva, y ten una copia en otro sitio
doctor_card_errors_unknown = errores de la tarjeta: no se sabe, aquí nada los cuenta
doctor_card_errors = errores de la tarjeta: { $count }
doctor_card_failing = saca hoy una copia a otro sitio, y pon otra tarjeta
doctor_voltage_unknown = tensión de alimentación: no se sabe, este ordenador no la dice
doctor_voltage_was_low = fue demasiado baja desde el arranque: usa la fuente hecha para este ordenador
doctor_versions = Arch-Stats { $version }, Python { $python }, { $system }
doctor_database_silent = base de datos: no se sabe, no responde
doctor_database_size = base de datos: PostgreSQL { $version }, { $size } MB
doctor_vacuum_unknown = última limpieza de la base: no se sabe, no hubo desde que se cuenta
doctor_vacuumed = última limpieza de la base: { $day }
doctor_checksums_unknown = sumas de control de la base: no se sabe, sus páginas no las tienen
doctor_checksums = sumas de control de la base: { $count } fallos
doctor_checksums_bad = la tarjeta pierde datos: descarga una copia, y pon otra tarjeta
doctor_backups_are = copias: { $count }, la última del { $day }
doctor_backup_old = tiene más de una semana: deja el aparato encendido unos minutos tras tirar
doctor_backup_ahead = su fecha es posterior al reloj del aparato: mira el reloj del aparato; entretanto se siguen haciendo copias diarias
doctor_backup_tried = copias probadas
doctor_backup_bad = la última no se puede recuperar ({ $why }): haz otra
doctor_backup_good = copias probadas: la del { $day } volvió entera
doctor_backup_untried = copias probadas: ninguna aún, se hace en un minuto tranquilo
doctor_no_board = placa: aún no se oyó ninguna
doctor_board = placa { $node }: escucha, versión { $firmware }
doctor_wifi = wifi: { $ssid }, intensidad { $strength } %
doctor_wifi_weak = mueve la caja o el router, o lo que haya entre ellos; mejor aún, un cable
doctor_wifi_own = wifi: el punto de acceso de la propia caja, { $ssid }
doctor_wifi_none = wifi: en ninguna
doctor_wifi_unknown = wifi: no se sabe, porque NetworkManager no lo dice
doctor_announced = se encuentra como { $name }, en { $addresses }
doctor_not_announced = nombre: no se anuncia (ARCH_STATS_MDNS está apagado); se encuentra en { $addresses }
doctor_file_written = { $file }: todo lo que necesita quien ayuda, sin contraseñas ni nombres de arqueros
doctor_appliance = aparato en { $address }
doctor_appliance_is = aparato en { $address }, versión { $version }
doctor_appliance_off = no contesta: arráncalo, y mira journalctl -u arch-stats
doctor_it_says = el aparato dice
doctor_database_says = la base de datos dice
doctor_said = { $text }

## Otra versión del programa

self_test_done = la flecha simulada puntuó donde cayó: { $x }, { $y } mm
self_test_unheard = la flecha simulada no puntuó en { $seconds } s
self_test_misplaced = la flecha simulada quedó a { $millimetres } mm de donde cayó
not_installed_here = aquí no hay ninguna versión instalada: ejecuta sudo scripts/install.bash
version_current = funciona { $version }
version_previous = antes funcionaba { $version }: arch-stats program back
version_runs = ahora funciona { $version }
version_runs_again = de vuelta: { $version } funciona otra vez
version_being_tried = { $version } toma el relevo, y se vigila dos minutos
backup_before_update = haciendo una copia
migration_being_tried = probando la versión nueva en una copia de la base de datos
trial_awaited = se está probando otra versión: esperando sus dos minutos
update_under_way = hay otra actualización en marcha: inténtalo dentro de unos minutos
version_not_whole = la versión { $version } no está entera: instálala otra vez
no_version_before = no hay ninguna versión anterior a esta
version_did_not_start = no contestó en { $seconds } s
version_went_away = contestó durante { $seconds } s y después dejó de hacerlo
version_crashes = se paró sola una y otra vez
version_rolled_back = la versión { $version } no se quedó, y la anterior funciona otra vez: { $why }
command_failed = { $command } falló: { $words }
no_update_key = este aparato no se fía de ninguna clave, así que de ningún archivo: pon una en /etc/arch-stats/update-keys
update_damaged = el archivo de actualización está dañado o incompleto: descárgalo otra vez
update_not_signed = la actualización no está firmada con una clave de la que se fíe este aparato
update_of_other_format = el archivo de actualización es de otro formato: actualiza antes a una versión intermedia
update_not_unpacked = no se puede desempaquetar la actualización: { $why }
update_too_large = el archivo de actualización pasa de { $mb } MB: no es de los nuestros
update_for_other_python = la actualización es para Python { $there }, y aquí hay { $here }
update_for_other_machine = la actualización es para { $there }, y este aparato es { $here }
update_older = la actualización es la versión { $version }, anterior a { $runs }, que funciona: arch-stats program back
update_needs_newer = la actualización parte de la versión { $least }, y funciona { $runs }: instala antes aquella
update_being_unpacked = desempaquetando { $version } junto a la versión que funciona
version_being_tested = probándola con una flecha simulada
update_no_plain_file = { $file }: no es un archivo corriente
update_runs_already = la actualización de la memoria USB es la versión { $version }, que ya funciona
update_offered = la página ofrece la versión { $version }

## Emparejar

nothing_paired = no hay nada emparejado
pairing_used = { $id }  { $name }: { $role }, usado por última vez el { $used } UTC
pairing_never_used = { $id }  { $name }: { $role }, nunca usado
pairing_withdrawn = retirado
not_paired_so = no hay nada emparejado como { $id }: arch-stats token list dice lo que hay
pin_unusable = { $file }: no se puede usar: { $why }
say_whose_phone = di de quién es el teléfono: --archer NOMBRE
no_such_archer_here = no hay ningún arquero { $archer }, o hay varios: di el id
address_pin = PIN para emparejar un teléfono: { $pin }
demo_pin = Otros teléfonos se emparejan con el PIN { $pin }

## Nodos

node_none_plugged_in = no hay ninguna placa enchufada por USB: usa un cable que lleve datos, o di el puerto: --port /dev/ttyACM0
node_several_plugged_in = hay varias placas enchufadas ({ $ports }): di cuál: --port RUTA
node_not_heard = { $port }: no se ha oído ningún nodo en { $seconds } s: mira el cable y la alimentación; si aún no tiene programa: arch-stats node flash
node_speaks_other = { $port }: el programa del nodo es de otra versión ({ $version }, no { $ours }): arch-stats node flash
node_no_prompt = { $port }: MicroPython no responde. Mantén BOOTSEL mientras enchufas la placa, copia flash_nuke.uf2 en la unidad que aparece (vacía la placa), después del mismo modo el archivo de MicroPython para ella, e inténtalo de nuevo
node_no_pico = { $port }: esta placa es { $machine }; el programa es para Raspberry Pi Pico y Pico 2
node_pico_w = { $port }: esta placa es { $machine }: su radio ocupa pines que el programa necesita; toma una Pico o Pico 2 sin W
bow_pico_without_w = { $port }: esta placa es { $machine }, que no tiene Wi-Fi, y su configuración nombra una: toma una Pico W o Pico 2 W, o dale una configuración sin ssid y hablará por su cable
bow_setup_unreadable = { $file } no se puede leer como JSON: mira drivers/bow/README.md
bow_setup_wrong = { $file }: { $name } no se conoce o no es del tipo debido; puede tener { $names }
bow_flashed = el programa está escrito y arranca; la luz se enciende cuando el aparato está ahí
node_micropython_old = MicroPython { $version } es demasiado antiguo, hace falta { $least }: mantén BOOTSEL mientras enchufas la placa, y copia uno más nuevo en la unidad que aparece
node_written_badly = { $file } no se ha escrito bien: inténtalo de nuevo, y toma otra placa si vuelve a pasar
node_write_cut = { $port }: la placa ha callado mientras se escribía: mira el cable y ejecútalo otra vez; si sigue así, la memoria de la placa está gastada
node_last_fault = el último fallo de su programa: { $fault }
node_starts = el programa está escrito y arranca
node_flashed = el nodo { $node } lleva { $firmware }
node_flashed_uart = el programa está escrito y arranca; se oye en su UART
node_is = nodo { $node }: { $firmware }, arranque { $boot }, { $channels ->
    [one] { $channels } canal
   *[other] { $channels } canales
}, contador a { $rate } MHz
node_holds = guarda { $held ->
    [one] { $held } disparo
   *[other] { $held } disparos
}, ha dado { $given ->
    [one] { $given } número
   *[other] { $given } números
} y ha perdido { $dropped }
node_no_air = no mide el aire: el aparato toma lo que tú pongas
node_air = aire { $temp } C, { $rh } %
node_memory = quedan { $free } kB de memoria; tras un disparo estuvo sordo { $blind } ms como mucho
node_is_well = no encuentra nada malo en sí mismo
node_emitters_unknown = --emitters { $emitters }: sensores del 1 al { $channels }, o all
language_unknown = --protocol { $word }: { $words }
frames_dropped = se { $frames ->
    [one] descartó { $frames } trama
   *[other] descartaron { $frames } tramas
}: suma de control o longitud

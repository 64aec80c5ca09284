# Lo que va en las páginas impresas: la planilla, una calibración, una prueba de aceptación.

## La planilla

score_sheet = Planilla
score_sheet_of = Planilla { $day } { $location }
points_of_arrows = { $points ->
    [one] { $points } punto
   *[other] { $points } puntos
}, { $arrows ->
    [one] { $arrows } flecha
   *[other] { $arrows } flechas
}, { $xs } X
archer_fact = Arquero
target_fact = Diana n.º
bow_fact = Arco
class_fact = Categoría
round_fact = Serie
distance_fact = Distancia
face_fact = Cara de diana
place_fact = Lugar
date_fact = Fecha
setting_fact = Tipo
indoors = interior
outdoors = exterior
practice = práctica
end_column = Tanda
sum_column = Suma
total_column = Total
arrows_column = Flechas
round_total = Total de la serie
pass_total = Parte { $n }
hits_column = Impactos
golds_column = Oros
bouncer_letter = r
pass_through_letter = t
hanger_letter = g
called_letter = d
out_of_time_letter = t
bouncer_legend = r: rebotó
pass_through_legend = t: atravesó la diana
hanger_legend = g: quedó colgando
called_legend = d: decidida por una persona, al lado en pequeño lo medido
out_of_time_legend = t: fuera de tiempo, antes de la señal de tirar o después de la de parar
surplus_legend = tachada: más flechas de las que tiene la tanda, o tras el impacto que terminó el blanco, no cuenta
beyond_legend = tachada: tirada con la serie ya completa, no cuenta
held_back_legend = ·: retenida por el entrenador, aún no cuenta
sighters_line = Flechas de prueba, no cuentan:
when_column = Cuándo
correction_column = Corrección
by_column = Quién
initials_column = Iniciales
correction_kind = { $kind ->
    [entered] anotada a mano
    [deleted] borrada
    [restored] recuperada
    [turn] turno cambiado
    [undone] deshecho
    [withdrawn] firma retirada
   *[rescored] puntuada de nuevo
}
correction_in_end = tanda { $end }
corrected_field = { $field ->
    [archer_id] { archer_fact }
    [end_number] { end_column }
    [is_sighter] De prueba
    [fate] Flecha
    [is_x_called] X
   *[points_called] Decidida
}
yes_word = sí
no_word = no
fate_name = { $fate ->
    [bouncer] rebotó
    [pass_through] atravesó la diana
    [hanger] quedó colgando
   *[stuck] clavada
}
archer_signs = Arquero
scorer_signs = Anotador
signature_column = Firmado
hand_column = Como
signed_score = { $score } con { $arrows ->
    [one] 1 flecha
   *[other] { $arrows } flechas
}
whole_sheet = toda la hoja
as_signed_column = Lo firmado
changed_since_column = Cambiado después
hand_name = { $hand ->
    [archer] { archer_signs }
   *[scorer] { scorer_signs }
}
signed_ends_line = Tandas firmadas por el arquero: { $archer }; por el anotador: { $scorer }
changed_since_legend = *: cambiado después de firmarse
judge_named = { $name }, juez
where_arrows_landed = Dónde cayeron las flechas

## Una calibración

acceptance_title = Prueba de aceptación { $version }
calibration_title = Calibración { $version }
status_name = { $status ->
    [asked] pedida
    [running] en curso
    [proposed] propuesta
    [accepted] aceptada
    [rejected] rechazada
    [failed] fallida
   *[rolled_back] deshecha
}
marks_picture = Marcas, y líneas hasta donde se situaron
points_picture = Puntos dados, y líneas hasta donde se situaron: a trazos antes, continuas después
sensors_picture = Sensores según la medición, y líneas hasta donde están
picture_scale = { $picture }, { $times } veces más largas de lo que son; la más larga mide { NUMBER($longest_mm, minimumFractionDigits: 2, maximumFractionDigits: 2) } mm.
tapped_by = Golpeó
seen_by = Vio
placed_by_survey = Situado por la medición sola.
placed_by_calibration = Situado por la calibración { $version }.
acceptance_passed = Aprobado: { acceptance_rule }.
acceptance_not_passed = No aprobado: { acceptance_rule }.
acceptance_rule = todas las marcas situadas, error bruto de { $rms_mm } mm rms y { $worst_mm } mm en el peor caso, como mucho
acceptance_meaning = Con { $rms } mm de error medio cuadrático, la puntuación del { $wide } % de las flechas en una diana de 122 cm, y del { $narrow } % en una de 40 cm, es segura en menos del 99 %; { $worst } mm es la mitad de un tubo, y más en una marca significa que allí hay un sensor mal.
gross_error = Error bruto de { $rms } rms, { $worst } en el peor caso.
marks_shifted = Todas las marcas desplazadas { $x } a la derecha, { $y } arriba.
repeatability_unknown = Repetibilidad sin saber: golpea dos veces cada marca para saberla.
repeatability = Repetibilidad de { $mm }, una desviación típica.
mark_column = Marca
x_column = x mm
y_column = y mm
z_column = z mm
placed_x_column = x situada
placed_y_column = y situada
error_column = error en mm
sensor_column = Sensor
heard_column = oyó
left_out_column = dejado fuera
weakest_column = señal más débil
timing_column = desfase, µs rms
moved_column = movido mm
late_column = tarde µs
points_error = Error bruto de los puntos dados: { $before } rms antes, { $after } después (cada punto según lo que dan los demás).
better = Mejor que lo que estaba en uso.
no_better = No mejor que lo que estaba en uso.
speed_of_sound = Velocidad del sonido: { $percent } % respecto a lo que dice el aire.
readings_off = Lecturas desviadas { NUMBER($us, minimumFractionDigits: 2, maximumFractionDigits: 2) } µs rms.

## Hoja de recuperación

recovery_title = Hoja de recuperación de { $box }
recovery_means = Las copias que salen de este aparato van cifradas. Sin esta contraseña nadie puede leerlas, ni siquiera su dueño.
recovery_passphrase = Contraseña
recovery_code = La contraseña como código para escanear
recovery_step_install = Prepara un aparato, este u otro de la misma versión o más nuevo.
recovery_step_import = Abre su página, ve a Menú, Aparato, Traer de, y elige el archivo que acaba en .age.
recovery_step_passphrase = Da la contraseña exactamente como está arriba.
recovery_step_other = Sin aparato: el programa age (age-encryption.org) abre el archivo con age -d; dentro hay gzip con un objeto JSON por línea.
recovery_keep = Guarda esta hoja donde no esté el aparato, y no con la memoria USB de las copias.

## Etiqueta

label_title = Arch-Stats { $box }
label_wifi_code = El punto de acceso como código para escanear
label_wifi_step = 1. Escanea esto donde no haya otra wifi.
label_wifi = Wifi:
label_wifi_password = Contraseña:
label_page_code = La página como código para escanear
label_page_step = 2. Escanea esto para abrir la página.
label_pin = PIN:
label_fingerprint = SHA-256 de la autoridad de HTTPS de aquí:

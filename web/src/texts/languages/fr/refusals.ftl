# Pourquoi l'appareil refuse une requête : dans la langue qu'elle accepte, derrière l'endroit concerné.

## Requêtes

not_there = il n'y a rien à { $path }
method_not_possible = { $method } n'est pas possible à { $path }
request_refused = { $reason }
no_certificate = il n'y a pas de certificat : HTTPS est désactivé, ou pas encore prêt
no_network_manager = personne ne s'occupe ici du Wi-Fi : cet ordinateur n'a pas NetworkManager, ou ARCH_STATS_ACCESS_POINT est désactivé
wifi_being_tried = un réseau est à l'essai : attendez qu'il soit rejoint ou abandonné
no_such_exchange = { $id } n'est pas un échange qui attend une réponse : recommencez
clock_is_kept = un serveur de temps tient l'horloge ; elle n'a pas besoin d'un téléphone
round_trip_too_long = votre réponse a pris { $seconds } s, trop pour être exacte : réessayez, plus près du boîtier
implausible_time = { $time } ne peut pas être une heure d'aujourd'hui : regardez l'horloge de ce téléphone. Est acceptée une heure à partir du { $made }, date de cette version, et jusqu'à deux ans après ; ensuite, installez une version plus récente
clock_not_settable = l'horloge ne peut pas être réglée d'ici : réglez-la sur l'ordinateur lui-même
ssid_too_long = dépasse { $bytes } octets
too_large = dépasse { $bytes } octets
went_wrong_here = quelque chose n'a pas marché ici ; donnez à votre club la requête { $request }
wrong_type = envoyez { $type }, pas { $other }
must_be_type = doit être { $type }, pas { $other }
empty_body = est vide ; envoyez un objet JSON
too_many_values = contient plus de { $values } valeurs ; rien de ce que nous avons n'en a autant
given_more_than_once = est donné plus d'une fois
nothing_to_change = est vide ; envoyez au moins un champ à modifier
more_errors = { $errors ->
    [one] { $errors } valeur de plus est fausse ; corrigez d'abord celles-ci
   *[other] { $errors } valeurs de plus sont fausses ; corrigez d'abord celles-ci
}
not_a_uuid = { $text } n'est pas un UUID
not_a_word = doit avoir au plus { $letters } lettres simples
not_a_number = { $text } n'est pas un nombre entier de 0 à { $most }
content_encoding = envoyez-le tel quel, sans Content-Encoding { $encoding }
body_too_slow = { $bytes ->
    [one] { $bytes } octet est arrivé
   *[other] { $bytes } octets sont arrivés
} en { $seconds } s, sans fin ; renvoyez-le
body_unreadable = ses morceaux ou sa longueur sont illisibles ; renvoyez-le
socket_without_parameters = cette socket ne prend pas de paramètres
unknown_feed_parameter = n'est pas un paramètre du flux ; utilisez since
since_not_a_number = doit être le seq du dernier message entendu, un nombre entier à partir de 0
not_a_websocket = ceci est une WebSocket ; connectez-vous par ws://
no_other_protocol = cette socket ne parle pas d'autre protocole ; omettez-le
websocket_key = doit faire { $bytes } octets en base 64
no_handshake = n'est pas une ouverture de WebSocket version 13 ; connectez-vous par ws://
too_many_sockets = trop d'appareils écoutent déjà ; réessayez dans un instant
too_many_sockets_here = trop d'appareils écoutent déjà depuis une adresse ; réessayez dans un instant
foreign_host = { $host } peut être le nom de quelqu'un d'autre ; utilisez { $address }, ou ajoutez le nom à ARCH_STATS_ALLOWED_HOSTS
foreign_origin = { $origin } n'est pas une page de cet appareil ; utilisez { $address }
foreign_page = une page étrangère demande ceci ; utilisez { $address }
own_address = son adresse
foreign_cursor = n'est pas un curseur de cette liste ; prenez-le dans l'en-tête Link
unknown_language = il y a { $languages }, pas { $language }

## Valeurs

value_missing = Champ requis
value_extra = Rien de tel n'est attendu ici
value_object = Doit être un objet
value_null = Doit rester vide
value_from = Doit être { $least } ou plus
value_above = Doit être supérieur à { $bound }
value_to = Doit être { $most } ou moins
value_below = Doit être inférieur à { $bound }
value_finite = Doit être un nombre fini
list_too_short = La liste doit en avoir au moins { $least }, pas { $given }
list_too_long = La liste doit en avoir au plus { $most }, pas { $given }
text_too_short = Doit avoir au moins { $least ->
    [one] { $least } lettre
   *[other] { $least } lettres
}
text_too_long = Doit avoir au plus { $most ->
    [one] { $most } lettre
   *[other] { $most } lettres
}
text_pattern = Contient des signes non admis ; forme : { $pattern }
text_unicode = Doit être un texte Unicode
value_text = Doit être un texte
value_list = Doit être une liste
value_yes_or_no = Doit être oui ou non
value_whole = Doit être un nombre entier
value_whole_too_large = Est un nombre trop grand
value_number = Doit être un nombre
value_datetime = Doit être une date avec l'heure
value_date = Doit être une date
value_timezone = Doit indiquer le fuseau horaire
value_uuid = Doit être un UUID
value_choice = Doit être { $choices }
not_json = n'est pas du JSON : { $why }
value_wrong = { $why }
control_character = Ne peut pas contenir le caractère de contrôle { $character } ; retirez-le
not_iso_time = doit être une date et une heure ISO 8601 avec décalage, comme 2026-11-23T10:00:00Z
year_outside = { $value } n'est pas entre { $first } et { $last } ; donnez la bonne année
unknown_time_zone = il n'y a pas de fuseau horaire { $zone } ; donnez un nom IANA, comme Europe/Madrid
given_with_other = va exactement avec { $other }

## Ce qui est stocké

another_session_open = une autre séance est ouverte ; fermez-la d'abord
end_time_when_closed = va exactement avec une séance fermée
end_before_start = ne peut pas être avant le début
arrow_registered_already = cette flèche est déjà enregistrée
identifier_taken = une autre flèche porte ce nom
voided_when_retired = va exactement avec une flèche retirée
no_such_session = cette séance n'existe pas
faces_invalid = un blason est hors de la butte, porte un nom en double ou a des rayons en désordre
no_such_archer = cet archer n'existe pas
another_calibration_waits = un autre étalonnage attend ses coups ; terminez-le ou rejetez-le d'abord
sensor_on_another_bow = ce capteur est déjà sur un autre arc ; retirez-le là d'abord
arrow_not_registered = une de ces flèches n'est pas enregistrée
archer_not_registered = un de ces archers n'est pas enregistré
no_such_arrow = cette flèche n'existe pas
landed_or_miss = donnez x et y (plantée), ou aucun des deux et pas d'heure (manquée)
values_contradict = les valeurs se contredisent entre elles ou avec ce qui est stocké
value_outside = une valeur ne peut pas être stockée ; donnez des nombres finis, du texte simple et des dates de 1970 à 2199
resolved_already = quelqu'un a déjà résolu cet impact, comme { resolution_name }
resolution_name = { $resolution ->
    [placed] situé
   *[dismissed] écarté
}
sensor_test_over = cet essai des capteurs est terminé ; commencez-en un autre
not_in_inbox = cet impact n'est pas à résoudre ; son résultat est { $outcome }
still_an_arrow = cet impact est encore une flèche ; supprimez-la d'abord
status_cannot_become = cet étalonnage est { $now }, il ne peut donc pas devenir { $then }
row_not_there = il n'y a pas { $what ->
    [session] de séance
    [arrow] de flèche
    [archer] d'archer
    [target] de cible
    [shot] de tir
    [detection] d'impact
    [calibration] d'étalonnage
    [sensor_test] d'essai des capteurs
    [survey] de relevé
    [deleted_shot] de tir supprimé
    [pairing] d'association
    [turn_mark] d'indication de tour
    [correction] de correction
    [goal] d'objectif
    [bow] d'arc
    [arrow_set] de jeu de flèches
    [sight_mark] de repère de viseur
    [signature] de signature
    [bracket] de tableau
    [match] de duel
    [match_result] de résultat noté du duel
    [programming] étiquette à écrire pour la flèche
   *[other] { $what }
} { $id }
row_unreadable = 1 ligne ({ table_name }) est illisible : corrigez ou supprimez { $key } ({ $field })
row_beside_unreadable = une ligne enregistrée qui va avec ceci est illisible : corrigez ou supprimez ce qui est nommé comme illisible
no_tag_reader = il n'y a pas de lecteur d'étiquettes ici
tag_reader_away = le lecteur d'étiquettes ne répond pas : regardez son câble
tag_reader_only_reads = ce lecteur lit les étiquettes et ne les écrit pas ; un PN532 fait les deux
another_tag_wanted = l'étiquette de la flèche { $arrow } doit d'abord être écrite : approchez-la du lecteur, ou annulez
no_shots_in_end = la séance { $session } n'a pas ces tirs dans la volée { $end }
session_is_closed = cette séance est fermée ; rouvrez-la d'abord
archer_not_in_turns = cet archer ne tire pas à tour de rôle ici ; inscrivez-le sans blason à lui
roster_changed_since = les tireurs ont encore été changés depuis ; mettez-les comme il faut
no_timer = aucun chronomètre n'est encore réglé ; choisissez d'abord ses temps
timer_runs = le chronomètre tourne déjà ; terminez-le d'abord
timer_does_not_run = le chronomètre ne tourne pas ; démarrez-le d'abord
timer_is_held = le chronomètre est arrêté ; relancez-le d'abord, ou terminez-le
timer_not_held = le chronomètre n'est pas arrêté, il n'y a rien à relancer
timer_not_ended = personne n'a terminé le temps en cours, il n'y a donc rien à annuler
timer_changed = quelqu'un a été plus rapide : regardez le chronomètre tel qu'il est, et redites-le si c'est encore juste
two_sides_alternate = au tir alterné il y a deux côtés ou trois
no_sensor_on_channel = il n'y a pas de capteur sur la voie { $channel }
no_face = il n'y a pas de blason { $face } ; voyez { $address }
no_round = il n'y a pas d'épreuve { $round } ; voyez { $address }

## Ce qui va ensemble

points_called_needed = donnez aussi points_called, les points qui vont avec
both_when_placed = les deux sont nécessaires pour situer l'impact
none_when_dismissed = sont de trop quand l'impact est écarté
one_of_them_needed = donnez-en au moins un
given_to_two_archers = { $name } { $value } est donné à deux archers
one_entry_per_radius = doit avoir une entrée par rayon, { $radii }, pas { $points }
radii_not_monotonic = doivent toujours croître ou toujours décroître
one_outline_per_radius = doit avoir une entrée par rayon, { $radii }, pas { $outlines }
later_points_alike = doivent tous être différents, aussi de points, et aucun 0 : les points annoncés disent quelle zone c’était
outline_crosses_itself = le contour se touche ou se croise lui-même
outline_reaches_otherwise = le contour atteint { $reach } mm du centre, et son rayon est de { $radius } mm
used_twice_in_target = { $name } est utilisé deux fois dans cette cible
centre_outside = le centre ({ $x }, { $y }) mm est hors de la butte, de { $width } x { $height } mm
point_outside = ({ $x }, { $y }) mm est hors de la butte, de { $width } x { $height } mm
both_or_none = donnez les deux, ou aucun
face_points_not_told = sont inutiles pour un blason ; omettez-les
give_at_least = donnez-en au moins { $least }, pas { $given }
shots_of_all_or_none = donnez shot_id pour tous, ou pour aucun
same_arrow_twice = la même flèche y est deux fois
marks_needed = un essai de réception demande des repères à frapper, chacun avec x_mm et y_mm
no_survey_yet = indiquez d'abord où sont les capteurs, dans Menu, Mise en service
arrow_not_heard = { $shot } n'est pas une flèche entendue par les capteurs ; omettez-la
no_session_to_hang_in = aucune séance n'est ouverte où accrocher un blason ; ouvrez-en une d'abord
no_face_taps = il n'y a pas de coups ; commencez un étalonnage de blason, frappez le centre et la ligne extérieure
tap_not_placed = un coup n'a pas pu être situé ; recommencez, et frappez plus fort
no_face_of_this_size = aucun blason n'a sa ligne extérieure à { $radius_mm } mm du centre ; frappez de nouveau
centre_tapped_outside = le centre a été frappé hors de la butte ; frappez de nouveau
no_round_called = aucune épreuve ne s'appelle { $round } ; voyez { $address }
session_without_round = cette séance n'a pas d'épreuve ; choisissez-en une d'abord
face_not_of_pass = { $face } n'est pas un blason de cette partie ; elle se tire sur { $wanted }
no_face_to_replace = aucun blason n'est en place dans cette séance ; placez-en un d'abord
no_such_pass_left = il ne reste pas de partie { $number } à tirer ; il reste { $left }
given_instead_of = donnez ceci ou { $other }, pas les deux
face_of_archer_gone = un archer tire seul sur { $face }, qui ne serait plus là : retirez-le d'abord à l'archer
no_face_to_aim_at = aucun blason n'est posé dans cette séance : personne ne peut dire où est le centre
arrows_of_another_archer = ces flèches sont à un autre archer que l'arc
archer_shot_nothing = { $name } n'a rien tiré dans cette séance
nobody_to_hand_off = personne ne tire dans cette séance
no_arrows_to_hand_off = aucune flèche de cette séance ne peut encore être transmise : aucune n'a été tirée, ou l'entraîneur les retient
more_distances_than_ianseo = ianseo n'a pas plus de { $distances } distances, et cette épreuve en a plus
say_whose_score = plusieurs archers ont tiré dans cette séance : dites lequel avec archer_id
counts_for_no_round = ceci ne compte pour aucune épreuve : { $why }
more_points_than_possible = { $score ->
    [one] { $score } point
   *[other] { $score } points
}, c'est plus qu'il n'est possible avec { $arrows ->
    [one] { $arrows } flèche
   *[other] { $arrows } flèches
} de { $round } ; vérifiez le blason

## Sauvegardes

in_file = { $file } : { $what }
at_line = { $file }, ligne { $line } : { $what }
in_column = { $column } : { $what }
nothing_was_changed = { $what } ; rien n'a été modifié
more_after_end = il y a encore quelque chose après la fin
no_header_here = n'est pas la place d'un en-tête ; ce n'est pas un fichier { $format }
too_many_rows = a plus de { $rows } lignes
empty_file = est vide ; ce n'est pas un fichier { $format }
file_cut_off = est coupé ; sa fin manque, prenez donc une autre copie
rows_missing = des lignes manquent : il annonce { $said } et contient { $found }
counted = { $rows } { table_name }
counted_nothing = rien
value_not_storable = une valeur ne peut pas être stockée
no_such_table = cela n'existe pas
no_line_of_an_export = n'est pas une ligne d'un export
value_not = { $what }, pas { $value }
line_too_long = dépasse { $bytes } octets ; prenez une autre copie
more_behind_end = a quelque chose derrière sa fin ; prenez une autre copie
no_whole_file = n'est pas un fichier d'export entier (pas du gzip, ou abîmé) : prenez une autre copie
file_unreadable = est illisible : { $why }
file_too_large = dépasse { $mib } Mio
unpacks_to_too_much = dépasse { $mib } Mio une fois décompressé
shrunk_too_much = grossit plus de { $times } fois à la décompression, ce que ne fait aucun export
from_newer_version = vient d'une version plus récente ({ $version }) : mettez d'abord cet appareil à jour ; rien n'a été modifié
reference_missing = il n'y a pas de { $value } parmi { $parent }, ni dans le fichier ni ici ; rien n'a été modifié
taken_by_another = un autre a déjà { $value } ici ; modifiez celui-là, ou remplacez tout ; rien n'a été modifié
changed_meanwhile = ce qui est stocké ici a changé entre-temps ({ $why }) ; importez de nouveau le fichier
cannot_keep_backup = ce qui est ici ne peut pas être gardé comme sauvegarde ({ $why }), donc rien n'a été remplacé
out_of_memory = il faut plus de mémoire qu'il n'y en a ; rien n'a été modifié
import_under_way = un autre fichier est en cours d'import ; réessayez quand ce sera fini
upload_under_way = un autre fichier est en cours d'envoi ; réessayez quand ce sera fini
download_under_way = un autre téléchargement se prépare ; réessayez dans un instant
backup_under_way = une sauvegarde est en cours ou à l'essai ; réessayez quand ce sera fini
nothing_to_keep = il n'y a encore rien à garder
no_such_backup = il n'y a plus de sauvegarde { $number }
no_passphrase_set = il n'y a pas de phrase secrète ; définissez-en une d'abord
passphrase_needed = est chiffré : donnez la phrase secrète avec laquelle il a été fait
passphrase_wrong = a été chiffré avec une autre phrase secrète ; rien n'a été modifié
too_large_to_encrypt = dépasse { $mib } Mio, trop pour être chiffré ici
restored_otherwise = une fois restauré, { table_name } ne sont plus pareils ({ $said } dans le fichier, { $found } après)
stick_read_only = la clé USB est en lecture seule ; prenez-en une autre, ou déplacez son interrupteur
stick_pulled_out = la clé USB a été retirée, ou le travail s’est arrêté à mi-chemin ; rebranchez-la
stick_full = la clé USB est pleine ; effacez-en quelque chose, ou prenez-en une autre
stick_unknown_format = la clé USB n'est formatée ni en FAT, ni en exFAT, ni en NTFS, ni en ext4, ou elle est endommagée ; formatez-la, ou prenez-en une autre
stick_not_written = la clé USB n'a pas pu être écrite ({ $why }) ; prenez-en une autre
stick_not_read = la clé USB n’a pas pu être lue jusqu’au bout ({ $why }) ; rebranchez-la
no_scratch_server = l'essai est impossible : les programmes de PostgreSQL ne sont pas installés ici
job_took_too_long = { job_name } a duré plus de { $minutes } minutes et a été arrêté ; recommencez
job_ended_half_way = { job_name } a été interrompu à mi-chemin ; recommencez
job_name = { $job ->
    [export] l'export
    [import] l'import
    [backup] la sauvegarde
    [contents] la lecture
    [seal] le chiffrement
    [verify] l'essai de la sauvegarde
   *[replace] le remplacement
}
card_too_full = la carte mémoire est trop pleine : { $free_mb } Mo sont libres, il en faut { $needed_mb } Mo et { $kept_mb } Mo restent réservés aux flèches ; supprimez d'anciennes sauvegardes, ou prenez une plus grande carte
result_of_another_kind = n'est pas ce que trouve un étalonnage de type { $kind }
result_when_accepted = est nécessaire quand il est accepté
points_called_with_x = va avec is_x_called
closed_before_opened = ne peut pas être avant opened_at
last_before_first = ne peut pas être avant first_sequence
until_before_from = ne peut pas être avant lost_from

## Le relevé

sensor_count = { $count ->
    [one] { $count } capteur
   *[other] { $count } capteurs
} : il en faut de { $least } à { $most }
sensor_called_twice = deux capteurs s'appellent { $sensor } : donnez à chacun son nom
sensors_at_one_place = les capteurs { $first } et { $second } sont au même endroit ({ $place }) mm : mesurez-les tous deux de nouveau
sensors_on_a_line = tous les capteurs sont sur une ligne : un au moins doit en être écarté
sensor_far_away = le capteur { $sensor } à ({ $place }) mm est loin de la butte, de { $width } x { $height } mm : donnez des millimètres depuis son coin inférieur gauche, z devant la face
board_beside_butt = la carte : son centre est à côté de la butte : mesurez-le depuis le coin inférieur gauche
taped_unknown_sensor = distance mesurée : il n'y a pas de capteur { $sensor }
taped_to_itself = distance mesurée : le capteur { $sensor } est nommé deux fois, nommez-en deux
taped_far_off = distance mesurée : { $taped } mm de { $first } à { $second }, mais d'après leurs places ils sont à { $drawn } mm : mesurez de nouveau les deux
shots_for_wind = { $shots ->
    [one] { $shots } tir ne dit
   *[other] { $shots } tirs ne disent
} rien du vent : il en faut au moins { $least }
shot_without_place = un tir ne fixe pas d'endroit : trop peu de capteurs l'ont entendu

## Ce que le serveur dit avant d’avoir compris une demande

server_failed = quelque chose n’a pas marché ici ; réessayez
server_busy = trop de demandes à la fois ; réessayez dans un instant
http_line_too_long = sa première ligne ou un de ses en-têtes est trop long
only_100_continue = seul 100-continue peut être attendu de ce serveur
not_http = illisible comme HTTP/1.1 ; corrigez le client
no_version_to_update = aucune version n’est installée ici dont une mise à jour pourrait partir
no_update_offered = aucune mise à jour n’est proposée

## Qui peut faire quoi

pair_first = il faut un téléphone associé : scannez le code que montre un responsable ou un entraîneur, ou saisissez le PIN de l'étiquette sous Menu, Appareil
pairing_is_gone = ce téléphone n'est plus associé ici : associez-le de nouveau par un code que montre un responsable, ou par le PIN de l'étiquette
role_too_small = { $role } ne peut pas le faire, il faut { $least } : demandez un code à un responsable
only_your_own = le téléphone d'un archer ne change que les flèches et tours de cet archer : demandez à un entraîneur
role_name = { $role ->
    [spectator] un spectateur
    [archer] un archer
    [coach] un entraîneur
    [judge] un arbitre
   *[keeper] un responsable
}
judge_is_paired = seul un téléphone associé comme celui d'un arbitre dit qu'un arbitre l'a fait
reserved_name = est un nom réservé : personne ne s'appelle comme l'identifiant d'un archer, ni ne commence par judge:
nothing_to_sign = n'a pas de flèche qui compte : il n'y a encore rien à signer
held_back_not_signed = contient une volée que l'entraîneur ne montre pas encore : signez quand ses points seront montrés
end_not_over = est encore en cours : signez la volée quand elle est complète ou close
sheet_not_complete = n'est pas complète : signez la feuille quand l'épreuve est tirée ou la séance fermée
too_many_signatures = cette séance a { $most } signatures et n'en prend pas d'autre
only_your_signature = signé par quelqu'un d'autre : seuls le signataire, un arbitre ou un responsable le retirent
archer_signs_alone = seul le téléphone de l'archer signe comme archer
other_score_to_sign = ce qui s'y trouve est { $score } en { $arrows ->
    [one] 1 flèche
   *[other] { $arrows } flèches
} : regardez encore une fois, puis signez
signed_already = { $by } a déjà signé cela : { $score } en { $arrows ->
    [one] 1 flèche
   *[other] { $arrows } flèches
}, et rien n'a changé depuis
role_needs_archer = doit être donné pour le téléphone d'un archer
exactly_one_needed = donnez exactement l'un d'eux
code_used_or_old = ce code a déjà servi, ou il est trop vieux : demandez-en un autre
code_for_smaller_roles = un entraîneur fait des codes pour archers et spectateurs : demandez à un responsable
wrong_pin = ce n'est pas le PIN de cet appareil : il est sur son étiquette, et arch-stats token pin le dit
no_pin_here = cet appareil n'a pas de PIN : arch-stats token pin --new en fait un
too_many_attempts = trop d'essais : recommencez dans { $seconds ->
    [one] 1 seconde
   *[other] { $seconds } secondes
}
no_button_here = cet appareil n'a pas de bouton : utilisez le PIN de l'étiquette
button_not_pressed = le bouton n'a pas été pressé dans la dernière demi-minute : attendez une minute, pressez-le, puis essayez une fois
button_asked_before = quelqu'un a demandé juste avant : attendez { $seconds ->
    [one] { $seconds } seconde
   *[other] { $seconds } secondes
}, pressez le bouton, puis essayez une fois
too_many_pairings = { $most } téléphones sont déjà associés : retirez-en d'abord
too_many_codes = { $most } codes attendent déjà : attendez qu'ils servent ou qu'ils soient trop vieux
not_paired = ce téléphone n'est pas associé

## Matches

teams_of_format = { $archers ->
    [one] doit être omis : les individuels tirent pour eux-mêmes
   *[other] doit être donné, chacune de { $archers } archers
}
archer_in_two_teams = un archer ne tire que dans une équipe
team_without_score = quelqu'un de l'équipe { $team } n'a pas tiré dans ces sessions
too_few_for_bracket = moins de deux y ont tiré quelque chose qui compte : il en faut deux pour un tableau
match_has_begun = ce duel a déjà commencé ; supprimez sa session pour le recommencer
match_is_decided = ce duel est décidé ; si un arbitre l'a décidé, un arbitre revient d'abord dessus
another_match_is_shot = un autre duel est en cours et n'est pas encore décidé ; fermez d'abord sa session
result_cannot_be = aucun duel ne finit à { $a } contre { $b } avant un tir de barrage
result_needs_winner = dit qui a gagné là où les deux ont le même compte, et seulement là
no_such_match = ce tour n'a pas plus de { $most } duels
archer_in_bracket = cet archer est dans les duels de { $bracket }, que ses flèches décident ; supprimez d'abord ce tableau
match_without_sides = on ne sait pas encore qui tire ici contre qui, ou quelqu'un passe sans duel
match_not_equal = ce duel n'est pas à égalité : le tir de barrage décide quand les deux ont autant à la fin
no_session_to_follow = aucune session n'est ouverte et celle du classement n'est plus là : ouvrez-en une avec les blasons accrochés
match_not_open = la séance de ce duel n'est pas ouverte : rouvrez-la, ou tirez d'abord le duel
match_does_not_alternate = dans ce duel on n'alterne pas : le tour dit qui tire
end_has_begun = la volée { $end } a commencé : le tour peut être changé, pas qui a tiré en premier
judge_has_no_name = doit dire qui décide, si aucun téléphone n'est associé comme celui d'un arbitre
too_few_faces = { $faces ->
    [one] un blason est accroché
   *[other] { $faces } blasons sont accrochés
} et { $archers } archers tirent : laissez-les tirer à tour de rôle

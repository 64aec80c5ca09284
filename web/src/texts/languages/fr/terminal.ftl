# Ce que les commandes affichent et pourquoi un démarrage est refusé : pour qui est au terminal, dans sa langue (LANG).

## Réglages et fichiers

setting_value = { $setting }={ $given } : { $why }
setting_file_unreadable = { $setting }={ $file } : illisible : { $why }
setting_file_not_toml = { $setting }={ $file } : n’est pas du TOML : { $why }
setting_unknown = { $setting } dans { $file } : ce réglage n’existe pas ; sont connus { $known }
setting_unknown_here = { $setting } dans l’environnement : ce réglage n’existe pas ; sont connus { $known }
setting_plain_name = doit être un nom simple, de lettres, de chiffres et de tirets bas
setting_time_zone = doit être le nom IANA d’un fuseau horaire, comme Europe/Paris
setting_host_name = doit avoir au plus 40 lettres, chiffres et tirets, car il devient un nom de machine
setting_watching = n'a pas de sens tant que ARCH_STATS_ACCESS est open : laissez l'un des deux de côté
survey_unreadable = relevé { $file } : illisible : { $why }
survey_not_toml = relevé { $file } : n’est pas du TOML : { $why }
survey_value = relevé { $file } : { $place } : { $why }
survey_missing = personne n’a dit où sont les capteurs : dites-le sur la page, dans Menu, Installer
survey_not_set_for_replay = ARCH_STATS_SURVEY n’est pas défini : dites où étaient les capteurs de la butte enregistrée
port_not_usable = le port { $port } sur { $host } ne peut pas servir ({ $why }) : arrêtez l’autre programme, ou changez ARCH_STATS_SERVER_PORT
host_not_usable = le port { $port } sur { $host } ne peut pas servir ({ $why }) : mettez dans ARCH_STATS_SERVER_HOST une adresse de cette machine, ou ne le définissez pas pour les prendre toutes
given_unreadable = { $file } : illisible : { $why }
given_not_json = { $file } : n’est pas du JSON : { $why }
given_of_other_format = { $file } : est { $given } ; cette commande répond à { $known }
given_incomplete = { $file } : { $what } manque ou n’est pas du bon genre
given_wrong = { $file } : { $why }

## Exporter, importer, sauvegarder, restaurer

progress_written = { $count ->
    [one] { $count } ligne écrite
   *[other] { $count } lignes écrites
} ...
progress_read = { $count ->
    [one] { $count } ligne lue
   *[other] { $count } lignes lues
} ...
progress_checked = { $count ->
    [one] { $count } ligne vérifiée
   *[other] { $count } lignes vérifiées
} ...
progress_removed = { $count ->
    [one] { $count } ligne enlevée
   *[other] { $count } lignes enlevées
} ...
progress_new = { $count ->
    [one] { $count } ligne nouvelle
   *[other] { $count } lignes nouvelles
} ...
address_by_name = { $address } (si aucune autre boîte ne porte ce nom)
address_by_https = aussi par https au lieu de http ; l'empreinte SHA-256 du certificat est { $fingerprint }
address_authority = l'autorité à installer sur un téléphone, à la page de l'appareil, a { $fingerprint }
label_own = Wi-Fi { $ssid }, mot de passe { $password }, là où il n'y en a pas d'autre
export_done = { $file } : { $rows }
import_done = { $file } : nouveau ici : { $rows }
restore_done = { $file } : est revenu : { $rows }
backup_done = { $file } : { $size } ko
backup_of_nothing = il n’y a encore rien à garder
backup_verified = elle a été restaurée dans une base d'essai, et toutes les lignes sont revenues
ask_passphrase = phrase secrète :
kept_before_replacing = ce qui est ici maintenant est gardé dans { $file }
no_plain_file = { $file } : n’est pas un fichier ordinaire et n’est pas remplacé ; dites un autre nom
file_not_written = { $file } : impossible à écrire : { $why }
backup_not_written = { $folder } : impossible à écrire : { $why } ; lancez ceci comme l’utilisateur de l’appareil
no_backup = { $folder } : il n’y a pas de sauvegarde ; dites quel fichier restaurer

## Placer de nouveau les mesures gardées

relocate_by_survey = { $count ->
    [one] d’après le seul relevé : { $count } mesure changerait
   *[other] d’après le seul relevé : { $count } mesures changeraient
}
relocate_by_calibration = { $count ->
    [one] d’après l’étalonnage { $version } : { $count } mesure changerait
   *[other] d’après l’étalonnage { $version } : { $count } mesures changeraient
}
relocate_moves = { $count ->
    [one] { $count } se déplace, de { $most } mm
   *[other] { $count } se déplacent, de { $rms } mm en moyenne quadratique, { $most } mm au plus
}
relocate_outcome = { $count ->
    [one] { $count } était { $old } et serait { $new }
   *[other] { $count } étaient { $old } et seraient { $new }
}
relocate_outcome_kept = { $count ->
    [one] { $count } était { $old } et serait { $new } : laissé tel quel
   *[other] { $count } étaient { $old } et seraient { $new } : laissés tels quels
}
relocate_more = ... et { $count } de plus
relocate_drawn = dessiné dans { $file }
relocate_written = écrit ; les anciennes positions restent dans la table relocations
relocate_not_written = rien n’est encore écrit : c’est --write qui le fait
relocate_picture = Flèches placées de nouveau ; les traits sont dix fois plus longs que le chemin
placed_again_so_far = { $count ->
    [one] { $count } mesure placée de nouveau ...
   *[other] { $count } mesures placées de nouveau ...
}

## Événements mis de côté

nothing_set_aside = rien n’est mis de côté
set_aside_once = { $event }  { $time }  { $reason } (essayé une fois)
set_aside_often = { $event }  { $time }  { $reason } (essayé { $tries } fois)
set_aside_waits = { $what }, attend un nouvel essai
set_aside_retry = arch-stats set-aside --retry [ID] en fait essayer un de nouveau, ou tous
event_not_set_aside = aucun événement { $event } n’est mis de côté : arch-stats set-aside les montre
retry_recorded = { $count } sur { $asked } enregistrés
retry_again = { $event } encore : { $reason }
retry_waits = { $count ->
    [one] { $count } attend que le programme des capteurs tourne
   *[other] { $count } attendent que le programme des capteurs tourne
}

## Marche, tir, rejeu

ready_at = Arch-Stats est prêt : { $address }
ready_without_page = les capteurs d’Arch-Stats écoutent
demo_at = Des flèches arrivent sur { $address }
demo_advice = Ouvrez-le sur un téléphone de ce réseau. Ctrl-C termine tout.
database_up_to_date = la base de données est à jour
no_appliance_running = aucun appareil ne tourne dans { $folder } : démarrez-le d’abord
no_session_open = aucune séance n’est ouverte : ouvrez-en une d’abord sur la page
bot_arrow = flèche { $number } en ({ $x }, { $y }) mm : { $points }
bot_arrow_without_points = flèche { $number } en ({ $x }, { $y }) mm : sans points
replaying_at = rejeu en cours ; suivez-le sur { $address }
replayed = rejoué
request_failed = { $request } : { $why }

## Ce que voit le docteur

finding_well = ok   { $what }
finding_unknown = ??   { $what }
finding_ill = !!   { $what } : { $advice }
nothing_ill = tout va bien
things_ill = { $ill ->
    [one] { $ill } point sur { $findings } a besoin de vous
   *[other] { $ill } points sur { $findings } ont besoin de vous
}
doctor_settings = réglages
doctor_database = base de données
doctor_database_is = base de données : PostgreSQL { $version }, schéma { $schema }
doctor_embedded_off = l’intégrée ne tourne pas : démarrez l’appareil
doctor_database_empty = elle est vide : lancez arch-stats migrate, ou démarrez l’appareil
doctor_schema_other = cette version connaît le schéma { $known } : lancez arch-stats migrate, ou mettez à jour
doctor_data_dir = dossier de données { $folder }
doctor_data_dir_missing = il n’existe pas : démarrez l’appareil une fois, ou changez ARCH_STATS_DATA_DIR
doctor_data_dir_read_only = cet utilisateur ne peut pas y écrire : lancez ceci comme l’utilisateur de l’appareil
doctor_disk_low = effacez d’anciennes sauvegardes, ou prenez une carte plus grande
doctor_journal = journal
doctor_not_worked_on = { $count ->
    [one] { $count } événement n’a pas pu être traité ; il est gardé dans { $file }
   *[other] { $count } événements n’ont pas pu être traités ; ils sont gardés dans { $file }
}
doctor_broken = { $count ->
    [one] { $count } impact a été abîmé sur la carte ; il est gardé dans { $file }
   *[other] { $count } impacts ont été abîmés sur la carte ; ils sont gardés dans { $file }
}
doctor_of_newer = { $count ->
    [one] { $count } impact vient d’une version plus récente : réinstallez-la ; il est gardé dans { $file }
   *[other] { $count } impacts viennent d’une version plus récente : réinstallez-la ; ils sont gardés dans { $file }
}
doctor_survey = relevé
doctor_survey_is = { $sensors ->
    [one] relevé { $file } : { $sensors } capteur
   *[other] relevé { $file } : { $sensors } capteurs
}
doctor_survey_at_page = relevé : aucun fichier, donc vaut ce qui a été dit sur la page (Menu, Installer)
doctor_node_at_page = nœud : aucun n’est défini, donc vaut la carte choisie sur la page (Menu, Installer)
doctor_node_is = nœud { $url }
doctor_node_missing = ce port n’existe pas : branchez le nœud, ou regardez sous /dev/serial/by-id
doctor_node_forbidden = cet utilisateur n’a pas le droit de s’en servir : ajoutez-le au groupe dialout
doctor_page = page
doctor_page_missing = elle n’est pas construite : lancez scripts/build.bash
doctor_voltage = tension d’alimentation
doctor_voltage_low = elle est trop basse : prenez l’alimentation faite pour cet ordinateur
doctor_temperature_unknown = température : cet ordinateur ne la dit pas
doctor_temperature = température { $degrees } °C
doctor_hot = donnez-lui de l’ombre et de l’air
doctor_clock = horloge { $time }
doctor_clock_wrong = réglez-la, ou branchez un réseau
doctor_backups = sauvegardes
doctor_backups_none = il n’y en a pas : lancez arch-stats backup
doctor_clock_kept = horloge { $time }, tenue par un serveur de temps
doctor_clock_unkept = horloge { $time } : aucun serveur de temps ne la tient, comparez-la à la vôtre
doctor_hardware_clock = horloge à pile : il y en a une
doctor_no_hardware_clock = horloge à pile : il n'y en a pas, donc sans réseau l'heure est inconnue après une coupure
doctor_card = carte mémoire
doctor_card_free = carte mémoire : { $free } Mo libres
doctor_wear_unknown = usure de la carte mémoire : inconnue, celles de ce genre ne la disent pas
doctor_wear = usure de la carte mémoire : jusqu'à { $used } % de sa vie
doctor_worn = prenez bientôt une carte neuve, et ayez une sauvegarde ailleurs
doctor_card_errors_unknown = erreurs de la carte mémoire : inconnues, rien ici ne les compte
doctor_card_errors = erreurs de la carte mémoire : { $count }
doctor_card_failing = emportez aujourd'hui une sauvegarde ailleurs, et prenez une autre carte
doctor_voltage_unknown = tension d'alimentation : inconnue, cet ordinateur ne la dit pas
doctor_voltage_was_low = elle a été trop basse depuis le démarrage : prenez l'alimentation faite pour cet ordinateur
doctor_versions = Arch-Stats { $version }, Python { $python }, { $system }
doctor_database_silent = base de données : état inconnu, elle ne répond pas
doctor_database_size = base de données : PostgreSQL { $version }, { $size } Mo
doctor_vacuum_unknown = dernier nettoyage de la base : inconnu, il n'y en a pas eu depuis que l'on compte
doctor_vacuumed = dernier nettoyage de la base : { $day }
doctor_checksums_unknown = sommes de contrôle de la base : inconnues, ses pages n'en ont pas
doctor_checksums = sommes de contrôle de la base : { $count } fausses
doctor_checksums_bad = la carte mémoire perd des données : téléchargez une sauvegarde, et prenez une autre carte
doctor_backups_are = sauvegardes : { $count }, la dernière du { $day }
doctor_backup_old = elle a plus d'une semaine : laissez l'appareil allumé quelques minutes après le tir
doctor_backup_ahead = sa date est en avance sur l'horloge de l'appareil : regardez l'horloge de l'appareil ; les sauvegardes quotidiennes continuent
doctor_backup_tried = sauvegardes essayées
doctor_backup_bad = la dernière ne peut pas être rapportée ({ $why }) : faites-en une autre
doctor_backup_good = sauvegardes essayées : celle du { $day } est revenue entière
doctor_backup_untried = sauvegardes essayées : aucune encore, cela se fait dans une minute calme
doctor_no_board = carte électronique : aucune n'a encore été entendue
doctor_board = carte électronique { $node } : à l'écoute, version { $firmware }
doctor_wifi = Wi-Fi : { $ssid }, signal { $strength } %
doctor_wifi_weak = déplacez le boîtier ou la box, ou ce qui se trouve entre eux ; un câble vaut mieux encore
doctor_wifi_own = Wi-Fi : le point d'accès du boîtier, { $ssid }
doctor_wifi_none = Wi-Fi : sur aucun
doctor_wifi_unknown = Wi-Fi : inconnu, car NetworkManager ne le dit pas
doctor_announced = trouvé sous le nom { $name }, à { $addresses }
doctor_not_announced = nom : pas annoncé (ARCH_STATS_MDNS est éteint) ; trouvé à { $addresses }
doctor_file_written = { $file } : tout ce qu'il faut à qui aide, sans mots de passe ni noms d'archers
doctor_appliance = appareil à { $address }
doctor_appliance_is = appareil à { $address }, version { $version }
doctor_appliance_off = il ne répond pas : démarrez-le, et regardez journalctl -u arch-stats
doctor_it_says = il dit
doctor_database_says = la base de données dit
doctor_said = { $text }

## Une autre version du programme

self_test_done = la flèche simulée a été comptée là où elle est tombée : { $x }, { $y } mm
self_test_unheard = la flèche simulée n’a pas été comptée en { $seconds } s
self_test_misplaced = la flèche simulée a été placée à { $millimetres } mm de là où elle est tombée
not_installed_here = aucune version n’est installée ici : lancez sudo scripts/install.bash
version_current = { $version } est en marche
version_previous = avant elle, { $version } : arch-stats program back
version_runs = { $version } est maintenant en marche
version_runs_again = retour : { $version } est de nouveau en marche
version_being_tried = { $version } prend le relais, et est surveillée deux minutes
backup_before_update = sauvegarde en cours
migration_being_tried = essai de la nouvelle version sur une copie de la base de données
trial_awaited = une autre version est à l’essai : attente de ses deux minutes
update_under_way = une autre mise à jour est en cours : réessayez dans quelques minutes
version_not_whole = la version { $version } n’est pas entière : installez-la de nouveau
no_version_before = il n’y a pas de version avant celle-ci
version_did_not_start = elle n’a pas répondu en { $seconds } s
version_went_away = elle a répondu pendant { $seconds } s, puis plus du tout
version_crashes = elle s’est arrêtée d’elle-même encore et encore
version_rolled_back = la version { $version } n’est pas restée, et celle d’avant est de nouveau en marche : { $why }
command_failed = { $command } a échoué : { $words }
no_update_key = aucune clé n’est admise sur cet appareil, donc aucun fichier : mettez-en une dans /etc/arch-stats/update-keys
update_damaged = le fichier de mise à jour est abîmé ou incomplet : téléchargez-le de nouveau
update_not_signed = la mise à jour n’est pas signée par une clé que cet appareil admet
update_of_other_format = le fichier de mise à jour est d’un autre format : passez d’abord par une version intermédiaire
update_not_unpacked = la mise à jour ne peut pas être décompressée : { $why }
update_too_large = le fichier de mise à jour dépasse { $mb } Mo : il n’est pas des nôtres
update_for_other_python = la mise à jour est pour Python { $there }, et cet appareil a { $here }
update_for_other_machine = la mise à jour est pour { $there }, et cet appareil est { $here }
update_older = la mise à jour est la version { $version }, plus ancienne que { $runs }, en marche : arch-stats program back
update_needs_newer = la mise à jour part de la version { $least }, et { $runs } est en marche : installez d’abord celle-là
update_being_unpacked = { $version } est décompressée à côté de la version en marche
version_being_tested = essai avec une flèche simulée
update_no_plain_file = { $file } : n’est pas un fichier ordinaire
update_runs_already = la mise à jour de la clé USB est la version { $version }, déjà en marche
update_offered = la page propose la version { $version }

## Associer

nothing_paired = rien n'est associé
pairing_used = { $id }  { $name } : { $role }, utilisé pour la dernière fois le { $used } UTC
pairing_never_used = { $id }  { $name } : { $role }, jamais utilisé
pairing_withdrawn = retiré
not_paired_so = rien n'est associé comme { $id } : arch-stats token list dit ce qui l'est
pin_unusable = { $file } : inutilisable : { $why }
say_whose_phone = dites à qui est le téléphone : --archer NOM
no_such_archer_here = il n'y a pas d'archer { $archer }, ou plusieurs : dites l'id
address_pin = PIN pour associer un téléphone : { $pin }
demo_pin = D'autres téléphones s'associent par le PIN { $pin }

## Nœuds

node_none_plugged_in = aucune carte n'est branchée en USB : prenez un câble qui porte des données, ou dites le port : --port /dev/ttyACM0
node_several_plugged_in = plusieurs cartes sont branchées ({ $ports }) : dites laquelle : --port CHEMIN
node_not_heard = { $port } : aucun nœud n'a été entendu pendant { $seconds } s : regardez le câble et l'alimentation ; s'il n'a pas encore de programme : arch-stats node flash
node_speaks_other = { $port } : le programme du nœud est d'une autre version ({ $version }, pas { $ours }) : arch-stats node flash
node_no_prompt = { $port } : MicroPython ne répond pas. Tenez BOOTSEL en branchant la carte, copiez flash_nuke.uf2 sur le lecteur qui apparaît (il vide la carte), puis de la même façon le fichier de MicroPython pour elle, et réessayez
node_no_pico = { $port } : cette carte est { $machine } ; le programme est pour Raspberry Pi Pico et Pico 2
node_pico_w = { $port } : cette carte est { $machine } : sa radio occupe des broches dont le programme a besoin ; prenez une Pico ou Pico 2 sans W
bow_pico_without_w = { $port } : cette carte est { $machine }, qui n'a pas de Wi-Fi, et sa configuration en nomme un : prenez une Pico W ou Pico 2 W, ou donnez-lui une configuration sans ssid et il parlera par son câble
bow_setup_unreadable = { $file } ne se lit pas comme JSON : voyez drivers/bow/README.md
bow_setup_wrong = { $file } : { $name } est inconnu ou n'est pas du bon type ; il peut contenir { $names }
bow_flashed = le programme est écrit et démarre ; la lampe s'allume quand l'appareil est là
node_micropython_old = MicroPython { $version } est trop ancien, il faut { $least } : tenez BOOTSEL en branchant la carte, et copiez-en un plus récent sur le lecteur qui apparaît
node_written_badly = { $file } n'a pas été écrit comme il faut : réessayez, et prenez une autre carte si cela revient
node_write_cut = { $port } : la carte s'est tue pendant l'écriture : regardez le câble et relancez la commande ; si cela persiste, la mémoire de la carte est usée
node_last_fault = la dernière panne de son programme : { $fault }
node_starts = le programme est écrit et démarre
node_flashed = le nœud { $node } tourne avec { $firmware }
node_flashed_uart = le programme est écrit et démarre ; on l'entend à son UART
node_is = nœud { $node } : { $firmware }, démarrage { $boot }, { $channels ->
    [one] { $channels } canal
   *[other] { $channels } canaux
}, compteur à { $rate } MHz
node_holds = il garde { $held ->
    [one] { $held } tir
   *[other] { $held } tirs
}, a donné { $given ->
    [one] { $given } numéro
   *[other] { $given } numéros
} et en a perdu { $dropped }
node_no_air = il ne mesure pas l'air : l'appareil prend ce que vous réglez
node_air = air { $temp } C, { $rh } %
node_memory = { $free } ko de mémoire sont libres ; après un tir il a été sourd { $blind } ms au plus
node_is_well = il ne trouve rien d'anormal en lui-même
node_emitters_unknown = --emitters { $emitters } : capteurs de 1 à { $channels }, ou all
language_unknown = --protocol { $word } : { $words }
frames_dropped = { $frames ->
    [one] { $frames } trame rejetée
   *[other] { $frames } trames rejetées
} : somme de contrôle ou longueur

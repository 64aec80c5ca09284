# Ce que l'appareil dit de lui-même : sur la page et à l'impression. Chaque nom est un code de l'API.
# Les phrases commencent par une minuscule là où elles peuvent suivre un nom ou une heure.

## Ce qui n'est pas une phrase entière

as_said = { $text }
unforeseen = { $kind } : { $text }
with_detail = { $what } { $detail }
no_reason = on n'en connaît pas la raison
sensor_name = { $sensor ->
    [N] nord
    [NE] nord-est
    [E] est
    [SE] sud-est
    [S] sud
    [SW] sud-ouest
    [W] ouest
    [NW] nord-ouest
   *[other] { $sensor }
}
when_today = aujourd'hui
when_yesterday = hier
when_weekday = { $weekday ->
    [1] lundi
    [2] mardi
    [3] mercredi
    [4] jeudi
    [5] vendredi
    [6] samedi
   *[7] dimanche
}
when_date = le { $day } { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
impacts_counted = { $impacts ->
    [one] { $impacts } impact
   *[other] { $impacts } impacts
}
shots_counted = { $shots ->
    [one] { $shots } tir
   *[other] { $shots } tirs
}

## Pourquoi un impact n'a pas de place, ou comment il l'a eue

too_few_channels = moins de trois capteurs l'ont entendu
no_common_source = aucun trio de capteurs n'a pu entendre le même son
no_redundancy = trois capteurs seulement l'ont entendu, et rien ne confirme la position
one_check_only = trop peu de capteurs se vérifient ici : un capteur faux de plusieurs centimètres ne se verrait pas
contradictory = les capteurs se contredisent
ambiguous = deux endroits expliquent aussi bien le son
outside = le son venait d'à côté de la butte
open = les capteurs qui l'ont entendu laissent des centimètres d'incertitude
behind = le son ne venait pas de la face de la butte
wind_or_channel = soit le vent a changé, soit un capteur se trompe, et chaque cas place la flèche ailleurs
two_arrows = deux flèches sont peut-être arrivées au même moment, et les capteurs ne les distinguent pas
no_impact_felt = aucun impact n'a été senti quand le son est arrivé
no_sound = un impact a été senti, mais aucun capteur ne l'a entendu
no_board_position = la carte a senti un impact mais n'a pas donné de position
no_board_survey = la carte n'envoie que sa propre position : dites dans Menu, Mise en service, où est son centre sur la butte
no_survey = les positions des capteurs ne sont pas encore indiquées : les flèches sont entendues mais pas situées. Indiquez-les dans Menu, Mise en service
beside_by_board = la carte le situe à côté de la butte
placed_by_board = position donnée par la carte
too_many_channels = la carte a { $channels } capteurs, et { $sensors } sont indiqués : corrigez les capteurs dans Menu, Mise en service
sensors_left_out = le capteur { $sensors } n'était pas d'accord et a été écarté
time_not_a_number = l'heure de l'impact n'est pas un nombre

## Capteurs et air

sensor_weak = capteur { sensor_name } faible depuis { $since } : il n'a pas entendu { $bad } des { $impacts } dernières flèches. Regardez son câble et sa fixation
sensor_unreliable = capteur { sensor_name } peu fiable depuis { $since } : il n'était pas d'accord pour { $bad } des { $impacts } dernières flèches. Regardez sa fixation
sensor_late = capteur { sensor_name } décalé depuis { $since } : { NUMBER($off_us, minimumFractionDigits: 1, maximumFractionDigits: 1) } µs trop tard. Il a pu bouger : étalonnez
sensor_early = capteur { sensor_name } décalé depuis { $since } : { NUMBER($off_us, minimumFractionDigits: 1, maximumFractionDigits: 1) } µs trop tôt. Il a pu bouger : étalonnez
wind_across = vent d'environ { $speed } m/s en travers de la butte : on en tient compte, et il laisse { NUMBER($doubt_mm, minimumFractionDigits: 1, maximumFractionDigits: 1) } mm d'incertitude
sensor_test_on = les capteurs sont à l'essai : ce qui touche la butte maintenant ne compte pas. Menu, Butte et capteurs termine l'essai
impacts_unplaced = { $unplaced } des { $impacts } derniers impacts n'ont pas pu être situés, surtout pour cette raison : { $reason }. Ils attendent dans la boîte
impacts_unplaced_in_wind = { $unplaced } des { $impacts } derniers impacts n'ont pas pu être situés, surtout pour cette raison : { $reason }. Abritez la butte du vent. Ils attendent dans la boîte

## Une flèche est-elle différente des autres ?

arrow_off = flèche { $arrow } : { $offset }, { shots_counted }, sûr à { $confidence } %
arrow_no_different = flèche { $arrow } : pas différente des autres jusqu'ici, { shots_counted }
arrow_too_few = flèche { $arrow } : { shots_counted }, trop peu pour en dire quelque chose
arrow_undecided = flèche { $arrow } : pas encore sûr, il faut environ { $more ->
    [one] { $more } tir de plus
   *[other] { $more } tirs de plus
}
offset_high = { $mm } mm haut
offset_low = { $mm } mm bas
offset_left = { $mm } mm à gauche
offset_right = { $mm } mm à droite
offset_both = { $upright } et { $sideways }

## La carte, et ce qu'elle dit

butt_node_connecting = la butte n'écoute pas : connexion à la carte sur { $node } en cours.
butt_node_silent = la butte n'écoute pas : la carte sur { $node } ne dit rien.
butt_node_lost = { $node ->
    [auto] la butte n'écoute pas :
   *[other] la butte n'écoute pas : la carte sur { $node } n'est pas connectée.
}
butt_node_not_understood = la butte n'écoute pas : la carte sur { $node } n'est pas comprise.
node_says = carte sur { $node } : { $detail }
no_node = aucune carte n'est connectée : les flèches ne sont pas entendues. Branchez-la et choisissez-la dans Menu, Mise en service
nothing_understood_yet = rien de compris pour l'instant : si cela dure, regardez l'alimentation et le câble de la carte
bytes_make_no_sense = quelque chose arrive mais n'a pas de sens : c'est une autre sorte de carte, ou une autre vitesse. Choisissez les deux dans Menu, Mise en service
driver_fault = la carte a envoyé quelque chose d'inattendu ({ $error }) ; le reste est entendu. Envoyez le journal à qui s'occupe de cet appareil
link_address = écrivez-la ainsi : socket://hôte:port
link_closed = { $link } a été fermé par l'autre bout : regardez l'alimentation et le câble de la carte
link_failed = { $link } : { $why }
link_absent = rien n'est branché sur { $link } : branchez la carte, ou choisissez où elle est dans Menu, Mise en service
link_forbidden = cet ordinateur ne laisse pas le programme utiliser { $link } : demandez à qui l'a installé
link_in_use = un autre programme utilise { $link } : fermez-le, ou redémarrez l'appareil
link_refused = personne ne répond sur { $link } : regardez si la carte est allumée et dans ce réseau
link_pulled = { $link } a disparu : le câble a été retiré, ou la carte n'a plus de courant
link_no_port = { $link } n'est pas un endroit où brancher une carte : choisissez-en un autre dans Menu, Mise en service
nothing_plugged_in = aucune carte n'est branchée sur cet appareil : regardez le câble, et si la carte a du courant
link_silent = { $link } : l'autre bout ne dit plus rien
link_unanswered = { $link } : personne n'a répondu en { $seconds } s
node_mute = rien entendu depuis { $seconds } s : regardez l'alimentation et le câble de la carte
board_mute = la carte ne répond pas : vérifiez son alimentation et son câble
sensor_stuck = le capteur { $sensor } est bloqué : vérifiez son câble
much_damaged = { $share } % de ce que dit la carte arrive abîmé : regardez son câble
node_older = le programme de la carte est plus ancien que ce que comprend cet appareil (version { $version }, pas { $ours }) : mettez la carte à jour
node_newer = le programme de la carte est plus récent que ce que comprend cet appareil (version { $version }, pas { $ours }) : mettez cet appareil à jour
node_air_sensor_silent = le capteur d'air de la carte ne répond plus : regardez ses quatre fils
node_thresholds_not_set = la carte ne peut pas régler ses seuils : regardez les fils du convertisseur (MCP4728)
node_boots_not_counted = la carte ne peut pas écrire dans sa mémoire : elle est usée, remplacez la carte
node_channel_silent = un capteur n'a pas entendu dix flèches que les autres ont entendues : regardez son câble et sa fixation
node_channel_stuck = un capteur ne revient pas au repos et n'est plus écouté : regardez son câble, ou relevez son seuil
node_out_of_step = les compteurs de la carte ne marchent pas ensemble : redémarrez-la, et remplacez-la si cela dure
node_emitter_silent = aucun capteur n'entend l'un des émetteurs de la carte : vérifiez son câble et son transistor ; le tableau de la butte dit lequel
node_clock_jumped = l'horloge de la carte a sauté : les flèches d'avant ont l'heure de leur arrivée ici
chirps_unasked = la carte émet plus de chirps qu'on ne lui en demande : ils ne sont pas utilisés
chirps_at_impact = la carte émet des chirps pendant que des flèches arrivent : non utilisés
sensor_moved_by_chirps = le capteur { $sensor } est à environ { $mm } mm de l'endroit indiqué (d'après les chirps) : mesurez de nouveau sa position
sensor_weak_by_chirps = le capteur { $sensor } entend moins de la moitié des chirps des autres : est-il desserré, couvert ou mouillé ?
taped_distance_off = la distance mesurée de { $first } à { $second } diffère de { $mm } mm de ce que disent les chirps, et n'est pas utilisée : mesurez-la de nouveau, de trou à trou
pair_of_channels = les canaux { $one } ({ $one_sensor }) et { $other } ({ $other_sensor })
pair_of_microphones = les microphones des canaux { $one } ({ $one_sensor }) et { $other } ({ $other_sensor })
pair_of_emitters = les émetteurs des canaux { $one } ({ $one_sensor }) et { $other } ({ $other_sensor })
channels_exchanged = { $pair } semblent échangés : permutez leurs fiches sur la carte, ou leurs places dans Menu, Mise en service
plugs_exchanged = { $pair } semblent échangés : permutez leurs fiches sur la carte
exchanged_one_of = deux fiches de la carte semblent échangées, une de ces paires : { $pairs }. Tapez près de chaque capteur pour voir laquelle, et permutez-les
arrows_tell = { $arrows ->
    [one] une flèche n'a pas pu être située
   *[other] { $arrows } flèches n'ont pas pu être situées
}, et d'après elles { $what }
another_board = les flèches viennent de la carte { $newest }, mais les capteurs ont été mesurés pour la carte { $measured } : regardez si les câbles de deux buttes sont échangés ; si la carte a été remplacée, calibrez
node_message_unreadable = un message de la carte est illisible : { $why }
foreign_shots = { $shots ->
    [one] { $shots } flèche est venue d'une carte nommée { $board } et n'a pas été comptée
   *[other] { $shots } flèches sont venues d'une carte nommée { $board } et n'ont pas été comptées
} : si c'est celle de cette butte, écrivez son nom dans Menu, Mise en service
shots_skipped = les numéros de tir de la carte sont passés de { $before } à { $after } : ce qu'il y a entre n'est pas venu
held_shots_not_believed = la carte dit garder les tirs { $first } à { $last } sur { $all } : pas cru
value_not_believed = la carte dit { quantity } { $value } : pas cru
decimal_point_missing = la carte dit { quantity } { $value } : pas cru (il manque le point décimal)
beside_x_and_y = la carte dit { quantity } { $value } : pas cru (ses x et y ne sont pas si loin du centre)
counter_too_small = la carte dit { quantity } { $value } : pas cru (son compteur a { $bits } bits)
felt_after_sent = la carte dit { quantity } { $value } : pas cru (elle aurait senti un tir après l'avoir envoyé)
quantity = { $quantity ->
    [temperature] température
    [humidity] humidité
    [pressure] pression
    [supply] alimentation
    [tick_rate] fréquence du compteur
    [counter_bits] bits du compteur
    [channels] voies
    [counter] compteur
    [board_position] position de la carte
    [radius] rayon
    [angle] angle
    [reference_voltage] tension de référence
    [shot_number] numéro de tir
    [shot_time] heure du tir
    [strikes] coups
    [uptime] durée de marche
    [clock] horloge
    [shot_counter] compteur de tirs
    [hold_time] temps de tenue
    [chirp_delay] retard d'un chirp
   *[other] { $quantity }
}

## Arcs

bow_unreadable = ce que dit un arc est illisible : { $why }
bow_value_not_believed = le capteur de l’arc { $bow } dit { quantity } { $value } : on ne le croit pas
bow_released_after_sent = le capteur de l’arc { $bow } parle d’une décoche à venir : son horloge a été réglée ou son programme est faux
bow_other_version = le capteur d’un arc parle la version { $version } du protocole, cet appareil la version { $ours } : mettez à jour le plus ancien
bow_line_senseless = presque rien de ce qui vient de { $link } n’a de sens : le capteur d’un arc y est attendu. Regardez la vitesse et ce qui est branché
bow_link_gone = le récepteur des arcs à { $link } n'est plus là : regardez son câble ou retirez-le de ARCH_STATS_BOW_URLS
bow_of_nobody = le capteur { $bow } a décoché une flèche et n'est sur l'arc de personne : rien n'est compté. Choisissez le capteur chez l'archer dont l'arc le porte
bow_not_listed = le capteur { $bow } a décoché une flèche et son archer ne tire pas dans cette session : rien n'est compté
bow_too_old = le capteur { $bow } parle d'une décoche dans une session fermée depuis plus d'une heure : rien n'est compté. Il était hors de portée ou son horloge est fausse
bow_numbered_twice = le capteur { $bow } numérote ses démarrages de la même façon, et donc ses décoches : toutes sont gardées. Un capteur compte ses démarrages ou prend un nombre au hasard : voyez son programme
bow_left_out = une décoche du capteur { $bow } ne peut pas être enregistrée et est mise de côté : sa flèche est un tir sans temps de l'arc. Voyez si l'horloge du boîtier est juste ; arch-stats set-aside --retry l'essaie de nouveau
bow_dropped = le capteur { $bow } est resté si longtemps hors de portée que la place a manqué pour toutes ses décoches. Flèches sans temps de l'arc : { $count }
bow_too_often = le capteur { $bow } décoche plus souvent que quiconque ne tire : rien n'est compté. Voyez s'il est desserré
bow_unclear = flèches et décoches sont venues si près que personne ne peut dire laquelle est à qui, dont une du capteur { $bow } : elles restent sans temps de l'arc

## Ce qui est enregistré, et ce qui ne l'est pas

sensing_silent = la partie qui écoute la butte ne dit rien depuis { $since } : les flèches ne sont pas enregistrées. Éteignez et rallumez l'appareil
sensing_never_ran = la partie qui écoute la butte n'a pas démarré : les flèches ne sont pas enregistrées. Éteignez et rallumez l'appareil
not_recorded = les flèches ne sont pas enregistrées : les { $impacts } derniers impacts ont été mis de côté, le plus récent pour cette raison : { $reason }
impacts_waiting = { $impacts ->
    [one] { $impacts } impact attend d'être enregistré : il est sur le disque
   *[other] { $impacts } impacts attendent d'être enregistrés : ils sont sur le disque et viennent l'un après l'autre
}
impacts_set_aside = { $impacts ->
    [one] { $impacts } événement d'un capteur est mis de côté
   *[other] { $impacts } événements de capteurs sont mis de côté
}, le plus récent pour cette raison : { $reason }. Rien n'est perdu : envoyez le journal à qui s'occupe de cet appareil
impacts_conflicting = { $impacts ->
    [one] { $impacts } impact est venu
   *[other] { $impacts } impacts sont venus
} avec le numéro d'un autre impact : deux cartes ont le même nom, ou l'une démarre sans numéro à elle. N'en utilisez qu'une à la fois
two_impacts_one_number = { $node } a envoyé deux impacts différents sous le numéro { $number } de son démarrage { $boot } : les deux sont enregistrés
shots_lost = { $shots ->
    [one] { $shots } tir a été perdu : la carte sur { $node } n'avait pas la place de le garder
   *[other] { $shots } tirs ont été perdus : la carte sur { $node } n'avait pas la place de les garder
}
shots_lost_between = { $shots ->
    [one] { $shots } tir entre { $since } et { $until } a été perdu : la carte sur { $node } n'a pas pu le renvoyer
   *[other] { $shots } tirs entre { $since } et { $until } ont été perdus : la carte sur { $node } n'a pas pu les renvoyer
}
lost_acknowledged = la carte dit qu'ils ont été confirmés, mais ils ne sont jamais arrivés ici
lost_dropped = la mémoire de la carte était pleine, et elle a jeté les plus anciens
lost_unknown = la carte ne les connaît plus : elle a redémarré ou a été sans courant
lost_too_many = trop de tirs manquaient à la fois
lost_waiting = trop de tirs attendaient cet appareil
lost_skipped = la carte a sauté leurs numéros
journal_unwritable = les impacts ne peuvent pas être écrits sur la carte mémoire ({ $why }) ; seulement en mémoire, et perdus si l'appareil est éteint : { $impacts }. { $advice }
free_space = Libérez de la place sur la carte mémoire : supprimez d'anciennes sauvegardes ou séances
make_folder_writable = La carte mémoire ne se laisse pas écrire : laissez l'appareil allumé et appelez qui s'en occupe
journal_uses_reserve = la carte mémoire est pleine et les impacts occupent sa dernière place : supprimez d'anciennes sauvegardes ou séances
journal_waits = la base de données ne répond pas ; impacts qui attendent sur la carte mémoire et viennent plus tard : { $impacts }
journal_damaged = notes d'impacts abîmées sur la carte mémoire, par une coupure de courant par exemple, et mises de côté : { $lines }
journal_newer = impacts écrits par une version plus récente : { $impacts }. Mettez l'appareil à jour, et ils seront enregistrés
stored_underived = flèches enregistrées sans points et sans propriétaire, car une ligne voisine ne peut pas être lue : { $impacts }. Corrigez ou supprimez ce qui est nommé illisible, et le reste suit tout seul
survey_unreadable_older = ce qui a été dit en dernier de la place des capteurs est illisible : les flèches sont situées par le relevé d'avant, numéro { $version }. Redites-le dans Menu, Mise en service
survey_unreadable_file = ce qui a été dit en dernier de la place des capteurs est illisible : les flèches sont situées par le fichier du relevé. Redites-le dans Menu, Mise en service
survey_unreadable_none = ce qui a été dit de la place des capteurs est illisible : les flèches sont entendues mais pas situées. Redites-le dans Menu, Mise en service
set_aside_only_in_file = événements de capteurs qui n'ont pas pu être traités, et ne sont pour l'instant que sur la carte mémoire : { $impacts }
not_an_entry = illisible : une autre version du programme l'a écrit
rows_unreadable = { $rows ->
    [one] { $rows } ligne ({ table_name }) est illisible et laissée de côté
   *[other] { $rows } lignes ({ table_name }) sont illisibles et laissées de côté
} : corrigez ou supprimez { $named }
rows_unreadable_more = { $rows } lignes ({ table_name }) sont illisibles et laissées de côté : corrigez ou supprimez { $named } et { $more } de plus
table_name = { $table ->
    [appliance] appareil
    [archers] archers
    [archers_of_a_bracket] archers d'un tableau
    [archers_of_a_session] archers d'une séance
    [arrows] flèches
    [brackets] tableaux
    [calibrations] étalonnages
    [corrections] corrections
    [deleted_shots] tirs supprimés
    [detections] impacts
    [ends] volées
    [losses] pertes
    [matches] duels
    [nodes] cartes
    [releases] décoches
    [runs_of_the_clock] périodes de l'horloge
    [sensors] capteurs
    [sessions] séances
    [shots] tirs
    [surveys] relevés
    [tags] étiquettes
    [targets] cibles
    [tests_of_the_sensors] essais des capteurs
    [timer] chronomètres
   *[other] { $table }
}

## La base de données

the_database = la base de données
the_database_server = le serveur de la base de données
database_away = la base de données est absente
database_no_answer = la base de données ne répond pas
database_read_only = la base de données n'accepte pas de modification pour le moment
database_disk_full = la base de données n'a plus de place sur la carte mémoire : supprimez d'anciennes sauvegardes ou séances
database_no_room = la base de données n'a plus de place pour le moment
database_busy = la base de données était occupée par une autre modification
database_starting = la base de données démarre
database_at = la base de données { $database } de { $user } à { $address }
database_unreachable = { $database } ne répond pas ({ $why }) : allumez-la, ou demandez à qui l'a installée
database_refuses = { $database } refuse la connexion ({ $why }) : demandez à qui l'a installée
database_damaged = la base de données n'est pas comme cette version l'a faite ({ $what }) : rapportez une sauvegarde, puis redémarrez
kept_on_disk = { $what } : les impacts sont gardés sur le disque et viennent plus tard
try_again = { $what } ; réessayez dans un instant

## Étiquettes à écrire

tag_waiting = Approchez la flèche { $arrow } du lecteur et laissez-la là
tag_expired = Aucune étiquette n'a été approchée du lecteur en une minute. Rien n'a été écrit
tag_programmed = L'étiquette de la flèche { $arrow } est écrite, et se relit comme il faut
tag_taken_away = L'étiquette a été retirée pendant l'écriture. Recommencez, et laissez la flèche { $arrow } au lecteur jusqu'à ce qu'il dise que c'est fait
tag_failed = L'étiquette ne garde pas ce qui y est écrit. Prenez-en une autre
tag_reader_lost = Le lecteur a disparu pendant l'écriture. Regardez son câble, et recommencez
tag_read_only = Cette étiquette est verrouillée : elle se lit, mais ne s'écrit pas. Prenez-en une autre
tag_too_small = Cette étiquette est trop petite. Une NTAG213, NTAG215 ou NTAG216 a la place
tag_unsuitable = Cette étiquette ne peut pas être écrite ici. Prenez une NTAG213, NTAG215 ou NTAG216
tag_another_arrow = C'est l'étiquette de la flèche { $other }. Rien n'a été écrit
tag_two_tags = Il y a deux étiquettes au lecteur, et on ne sait laquelle est la bonne. Approchez la flèche seule, et recommencez
tag_no_answer = l'étiquette ne répond pas
tag_reader_gone = le lecteur d'étiquettes n'est pas là : { $why }
reader_mute = { $link } ne répond pas comme un PN532, à { $baud } bauds : regardez ses interrupteurs (HSU), ses fils et ARCH_STATS_READER_BAUD
reader_no_pn532 = { $link } n'est pas un PN532 : dites dans ARCH_STATS_READER_PROTOCOL ce que c'est

## Les éléments, et l'ordinateur

part_not_working = { part_name } ne marche pas : { $why }. Un nouvel essai suit, encore et encore
part_name = { $part ->
    [database_schema] schéma de la base de données
    [database_server] serveur de la base de données
    [impact_pins] entrées d'impact
    [tag_reader] lecteur d'étiquettes
    [tag_programming] écriture des étiquettes
    [bows] arcs
    [bow_link] liaison avec un arc
    [impacts] impacts
    [button] bouton
    [lamp] lampe
    [timer_lights] lampes et corne du chronomètre
    [timed_ends] volées que ferme le chronomètre
    [shooting_order] ordre de tir des duels
    [node] carte
    [board_place] place de la carte
    [journal] journal
    [clock] horloge
    [calibration] étalonnage
    [report] rapport
    [listener] écoute de la base de données
    [feed] flux en direct
    [pairings] associations
    [daily_backup] sauvegarde du jour
    [names] noms sur le réseau
    [tags] étiquettes
    [watchdog] chien de garde
    [sharing] partage de la base de données
    [exchanged_channels] recherche de voies échangées
    [groups] groupements
    [rounds_of_before] épreuves de versions antérieures
    [health] état
    [start] démarrage
    [chirps] chirps
    [chirps_allowed] autorisation des chirps
   *[other] { $part }
}
ended_by_itself = il s'est terminé de lui-même
went_wrong = quelque chose n'y a pas marché ({ $error })
data_directory_unreadable = le dossier de données { $folder } est illisible ({ $why }) : regardez la carte mémoire
card_nearly_full = il ne reste que { $mb } Mo sur la carte mémoire : supprimez d'anciennes sauvegardes
no_daily_backup = aucune sauvegarde n'a pu être faite aujourd'hui : { $why }
computer_hot = l'ordinateur est à { $temperature } °C et ralentit : donnez-lui de l'ombre et de l'air
supply_too_low = la tension d'alimentation est trop basse : prenez l'alimentation faite pour cet ordinateur
clock_not_set = l'horloge indique { $day } : reliez l'appareil à un réseau, ou mettez son horloge à l'heure
certificate_not_renewed = HTTPS montre son ancien certificat, car aucun nouveau ne peut être gardé : { $why }
no_radio = il n'y a pas de radio Wi-Fi, ou elle est éteinte
wifi_not_joined = impossible de rejoindre { $ssid } : le mot de passe est-il juste, et le réseau assez proche ?
network_manager_silent = NetworkManager ne répond pas : redémarrez la boîte
network_manager_refuses = NetworkManager refuse : { $why }
clock_before_arrows = l'horloge indique { $now }, mais il y a une flèche du { $newest } : reliez l'appareil à un réseau, ou mettez son horloge à l'heure
clock_before_version = l'horloge indique { $now }, avant la création de cette version : reliez l'appareil à un réseau, ou mettez son horloge à l'heure
clock_left_rows = { $rows ->
    [one] { $rows } ligne ({ table_name }) garde l'heure de l'horloge fausse
   *[other] { $rows } lignes ({ table_name }) gardent l'heure de l'horloge fausse
}, car il n'y en a pas de juste : corrigez ou supprimez { $named }
clock_was_behind = l'horloge retardait de { $duration } jusqu'à { $until } : { $arrows ->
    [one] { $arrows } flèche a été redatée
   *[other] { $arrows } flèches ont été redatées
}
clock_was_ahead = l'horloge avançait de { $duration } jusqu'à { $until } : { $arrows ->
    [one] { $arrows } flèche a été redatée
   *[other] { $arrows } flèches ont été redatées
}

## Étalonnage

taps_of_two_clocks = les coups ont été entendus par deux cartes différentes : refaites-les tous
more_channels_than_sensors = la carte a plus de capteurs qu'il n'en est indiqué : corrigez les capteurs dans Menu, Mise en service
taps_heard_by_few = seuls { $heard } coups sur { $taps } ont été entendus par { $channels } capteurs : frappez au moins { $least } points, plus fort
points_too_few = moins de deux points différents sont indiqués : rien ne fixe où sont les capteurs sur la butte
points_on_a_line = les points indiqués sont sur une ligne : indiquez-en sur toute la butte
tap_fixes_nothing = le coup { $tap } ne fixe pas de position : refaites-le, plus fort
request_unreadable = ce qu'elle demande ne peut pas être lu : demandez un autre étalonnage
taps_unreadable = ce qui a été mesuré d'un coup n'est plus lisible : refaites-les tous
imported_from_another = importé d'un autre appareil : ne l'acceptez que si les capteurs sont fixés comme là-bas
imported_unfinished = il attendait des coups quand le fichier a été écrit
result_missing = il n'a pas de résultat
result_of_other_sensors = ses capteurs ne sont pas ceux du relevé
result_moves_sensor = il déplace le capteur { $sensor } de { $mm } mm
result_has_sensor_late = il retarde le capteur { $sensor } de { $us } µs
result_has_sensor_late_by_rises = il retarde le capteur { $sensor } de { $rises } fois le temps de montée de son impulsion
result_changes_speed = il change la vitesse du son d'un facteur { $factor }

## Épreuves : ce qui n'est pas comme l'épreuve le veut

round_at_other_distance = ici la distance est { $here }, { $round } se tire à { $distances }
round_at_other_face = ici il y a { $hung }, { $round } se tire sur { $wanted }
no_face_to_count = aucun blason n'est en place, donc rien n'est compté comme { $round } le veut
round_is_outdoors = cette séance est en salle, { $round } se tire à l'extérieur
round_is_indoors = cette séance est à l'extérieur, { $round } se tire en salle
stretch_shot_already = les { $distance } de { $round } ont déjà été tirés dans une autre séance

## Pourquoi la base de données ne peut pas servir

data_dir_not_writable = impossible d’écrire dans le dossier de données { $folder } ({ $why }) : mettez dans ARCH_STATS_DATA_DIR un dossier où c’est possible
data_dir_in_use = un autre appareil utilise le dossier de données { $folder } : arrêtez-le, ou changez ARCH_STATS_DATA_DIR
data_dir_out_of_reach = sous root, la base de données tourne comme l’utilisateur { $user }, qui n’atteint pas { $folder } : mettez dans ARCH_STATS_DATA_DIR un dossier hors des dossiers privés, comme /var/lib/arch-stats
embedded_ended = la base de données intégrée s’est arrêtée : { $words }
embedded_too_slow = la base de données intégrée n’a pas démarré en { $seconds } s
embedded_not_made = la base de données intégrée n’a pas pu être créée : { $words }
embedded_of_before = la base de données intégrée dans { $folder } date d’avant la première version publiée et ne peut pas servir : exportez-la avec la version qui l’a faite, écartez le dossier et importez le fichier ; rien n’a été changé
embedded_of_other_major = la base de données dans { $folder } est de PostgreSQL { $major }, et ce programme apporte { $ours } sans les programmes de { $major } : exportez-la avec la version qui l’a faite, et importez-la dans un nouveau dossier
embedded_not_installed = aucune base de données n’est configurée et l’intégrée n’est pas installée : définissez POSTGRES_HOST ou POSTGRES_SOCKET_DIR, ou installez l’extra 'embedded'
no_service_user = PostgreSQL ne tourne pas comme root et aucun des utilisateurs { $users } n’existe : créez-en un
migrations_with_gap = { $folder } : les migrations doivent être numérotées 0001, 0002, ... sans trou ; il y a { $numbers }
schema_not_allowed = l’utilisateur de la base de données n’a pas le droit de changer le schéma ({ $why }) : faites-en le propriétaire de la base
roles_missing = les rôles qui se connectent à la base de données { $database } à côté de son propriétaire ne sont pas en place : qu’un administrateur y exécute { $file }, une fois (psql --file), et donne à chaque rôle un mot de passe ou un moyen de se connecter ; rien n’a été changé
schema_waits = la base de données n’a pas encore le schéma de cette version : on commence dès qu’il est mis à jour (arch-stats migrate)
schema_unreleased = la base de données date d’avant la première version publiée et ne peut pas être mise à jour : exportez-la avec la version qui l’a faite, donnez à celle-ci une base vide et importez-y le fichier ; rien n’a été changé
schema_newer = la base de données vient d’une version plus récente (schéma { $schema }, celle-ci connaît { $known }) : réinstallez cette version-là ; rien n’a été changé
migration_edited = { $file } a été modifié après avoir été appliqué : remettez le fichier publié

## Ce que dit une ligne ou une entrée

impact_pins_unreadable = impossible de lire les entrées d’impact { $pins } : { $why }
button_pin_unusable = la broche { $pin } du bouton est inutilisable ({ $why })
lamp_pin_unusable = impossible de commander la sortie { $pin } de la lampe : { $why }
frame_wrong = { $why } : { $frame }
pn532_other_chip = la réponse d'une autre puce qu'un PN532
pn532_cut_short = elle s'arrête au milieu d'une étiquette
frame_too_short = plus courte qu’un en-tête
frame_boot_number = son numéro de démarrage a besoin du bit 63
frame_broken = le type { $kind } est coupé ou abîmé
frame_of_other_version = version { $version } du protocole

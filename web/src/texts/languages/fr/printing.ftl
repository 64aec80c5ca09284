# Ce qui figure sur les pages imprimées : la feuille de marque, un étalonnage, un essai de réception.

## La feuille de marque

score_sheet = Feuille de marque
score_sheet_of = Feuille de marque { $day } { $location }
points_of_arrows = { $points ->
    [one] { $points } point
   *[other] { $points } points
}, { $arrows ->
    [one] { $arrows } flèche
   *[other] { $arrows } flèches
}, { $xs } X
archer_fact = Archer
target_fact = Cible n°
bow_fact = Arc
class_fact = Catégorie
round_fact = Épreuve
distance_fact = Distance
face_fact = Blason
place_fact = Lieu
date_fact = Date
setting_fact = Cadre
indoors = en salle
outdoors = en extérieur
practice = entraînement
end_column = Volée
sum_column = Somme
total_column = Total
arrows_column = Flèches
round_total = Total de l'épreuve
pass_total = Série { $n }
hits_column = Touchées
golds_column = Ors
bouncer_letter = r
pass_through_letter = t
hanger_letter = p
called_letter = j
out_of_time_letter = t
bouncer_legend = r : a rebondi
pass_through_legend = t : a traversé la cible
hanger_legend = p : pendait du blason
called_legend = j : jugée par une personne, la mesure en petit à côté
out_of_time_legend = t : hors du temps, avant le signal de tir ou après celui d'arrêt
surplus_legend = barrée : plus de flèches que la volée n'en a, ou après la touche qui a terminé la cible, ne compte pas
beyond_legend = barrée : tirée après la fin de l'épreuve, ne compte pas
held_back_legend = · : retenue par l'entraîneur, ne compte pas encore
sighters_line = Flèches d'essai, ne comptent pas :
when_column = Quand
correction_column = Correction
by_column = Par
initials_column = Initiales
correction_kind = { $kind ->
    [entered] saisie à la main
    [deleted] supprimée
    [restored] rétablie
    [turn] tour changé
    [undone] annulé
    [withdrawn] signature retirée
   *[rescored] score recalculé
}
correction_in_end = volée { $end }
corrected_field = { $field ->
    [archer_id] { archer_fact }
    [end_number] { end_column }
    [is_sighter] Essai
    [fate] Flèche
    [is_x_called] X
   *[points_called] Jugée
}
yes_word = oui
no_word = non
fate_name = { $fate ->
    [bouncer] a rebondi
    [pass_through] a traversé la cible
    [hanger] pendait du blason
   *[stuck] plantée
}
archer_signs = Archer
scorer_signs = Marqueur
signature_column = Signé
hand_column = Comme
signed_score = { $score } en { $arrows ->
    [one] 1 flèche
   *[other] { $arrows } flèches
}
whole_sheet = toute la feuille
as_signed_column = Tel que signé
changed_since_column = Modifié depuis
hand_name = { $hand ->
    [archer] { archer_signs }
   *[scorer] { scorer_signs }
}
signed_ends_line = Volées signées par l'archer : { $archer } ; par le marqueur : { $scorer }
changed_since_legend = * : modifié depuis la signature
judge_named = { $name }, arbitre
where_arrows_landed = Où les flèches sont tombées

## Un étalonnage

acceptance_title = Essai de réception { $version }
calibration_title = Étalonnage { $version }
status_name = { $status ->
    [asked] demandé
    [running] en cours
    [proposed] proposé
    [accepted] accepté
    [rejected] rejeté
    [failed] échoué
   *[rolled_back] annulé
}
marks_picture = Repères, et lignes jusqu'où ils ont été situés
points_picture = Points indiqués, et lignes jusqu'où ils ont été situés : en pointillé avant, en trait plein après
sensors_picture = Capteurs selon le relevé, et lignes jusqu'où ils sont
picture_scale = { $picture }, { $times } fois plus longues qu'en réalité ; la plus longue fait { NUMBER($longest_mm, minimumFractionDigits: 2, maximumFractionDigits: 2) } mm.
tapped_by = Frappé par
seen_by = Vu par
placed_by_survey = Situé par le relevé seul.
placed_by_calibration = Situé par l'étalonnage { $version }.
acceptance_passed = Réussi : { acceptance_rule }.
acceptance_not_passed = Échoué : { acceptance_rule }.
acceptance_rule = tous les repères situés, erreur brute d'au plus { $rms_mm } mm rms et { $worst_mm } mm au pire
acceptance_meaning = Avec { $rms } mm d'erreur quadratique moyenne, le score de { $wide } % des flèches sur un blason de 122 cm, et de { $narrow } % sur un blason de 40 cm, est sûr à moins de 99 % ; { $worst } mm est la moitié d'un tube, et plus sur un repère veut dire qu'un capteur y est faux.
gross_error = Erreur brute { $rms } rms, { $worst } au pire.
marks_shifted = Tous les repères décalés de { $x } à droite, { $y } en haut.
repeatability_unknown = Répétabilité inconnue : frappez deux fois les repères pour la connaître.
repeatability = Répétabilité { $mm }, un écart-type.
mark_column = Repère
x_column = x mm
y_column = y mm
z_column = z mm
placed_x_column = x situé
placed_y_column = y situé
error_column = erreur mm
sensor_column = Capteur
heard_column = entendu
left_out_column = écarté
weakest_column = signal le plus faible
timing_column = décalage, µs rms
moved_column = déplacé mm
late_column = retard µs
points_error = Erreur brute des points indiqués { $before } rms avant, { $after } après (chaque point d'après ce que donnent les autres).
better = Mieux que ce qui était en vigueur.
no_better = Pas mieux que ce qui était en vigueur.
speed_of_sound = Vitesse du son { $percent } % par rapport à ce que dit l'air.
readings_off = Mesures décalées de { NUMBER($us, minimumFractionDigits: 2, maximumFractionDigits: 2) } µs rms.

## Feuille de récupération

recovery_title = Feuille de récupération de { $box }
recovery_means = Les sauvegardes qui quittent cet appareil sont chiffrées. Sans cette phrase secrète, personne ne peut les lire, pas même leur propriétaire.
recovery_passphrase = Phrase secrète
recovery_code = La phrase secrète sous forme de code à scanner
recovery_step_install = Préparez un appareil, celui-ci ou un autre de la même version ou plus récent.
recovery_step_import = Ouvrez sa page, puis Menu, Appareil, Rapporter depuis, et choisissez le fichier qui finit par .age.
recovery_step_passphrase = Donnez la phrase secrète exactement comme elle est écrite ci-dessus.
recovery_step_other = Sans appareil : le programme age (age-encryption.org) ouvre le fichier avec age -d ; il contient du gzip avec un objet JSON par ligne.
recovery_keep = Gardez cette feuille là où l'appareil n'est pas, et pas avec la clé USB des sauvegardes.

## Étiquette

label_title = Arch-Stats { $box }
label_wifi_code = Le point d'accès sous forme de code à scanner
label_wifi_step = 1. Scannez ceci là où il n'y a pas d'autre Wi-Fi.
label_wifi = Wi-Fi :
label_wifi_password = Mot de passe :
label_page_code = La page sous forme de code à scanner
label_page_step = 2. Scannez ceci pour ouvrir la page.
label_pin = PIN :
label_fingerprint = SHA-256 de l'autorité HTTPS d'ici :

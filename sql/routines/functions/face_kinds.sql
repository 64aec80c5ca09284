-- Which faces there are: written by scripts/generate_types.bash from appliance/core/scoring/faces.py.

CREATE OR REPLACE FUNCTION is_face_kind(kind text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT kind IN (
        'wa_122', 'wa_80', 'wa_60', 'wa_40', 'wa_122_6ring', 'wa_80_6ring', 'wa_80_5ring',
        'wa_40_triple_vertical', 'wa_40_triple_triangular', 'wa_60_triple_vertical',
        'wa_60_triple_triangular', 'wa_40_compound', 'wa_40_triple_vertical_compound',
        'wa_40_triple_triangular_compound', 'wa_60_compound', 'wa_60_triple_vertical_compound',
        'wa_80_compound', 'wa_field_80', 'wa_field_60', 'wa_field_40', 'wa_field_20', 'imperial_122',
        'imperial_80', 'imperial_60', 'imperial_40', 'wa_122_eleven', 'wa_80_eleven', 'wa_80_6ring_eleven',
        'wa_40_eleven', 'wa_40_triple_triangular_eleven', 'wa_40_triple_vertical_eleven', 'worcester_16in',
        'worcester_5_centre', 'ifaa_indoor_40', 'ifaa_indoor_5_spot', 'ifaa_field_20', 'ifaa_field_35',
        'ifaa_field_50', 'ifaa_field_65', 'ifaa_hunter_20', 'ifaa_hunter_35', 'ifaa_hunter_50',
        'ifaa_hunter_65', 'ifaa_expert_20', 'ifaa_expert_35', 'ifaa_expert_50', 'ifaa_expert_65',
        'aa_field_80', 'aa_field_60', 'aa_field_40', 'aa_field_20', 'animal_3d_100', 'animal_3d_50',
        'animal_ifaa_100', 'animal_ifaa_50', 'animal_nfaa_100', 'animal_nfaa_50', 'animal_hunting_100',
        'animal_hunting_50'
    )
$$;

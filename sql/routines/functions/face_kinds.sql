-- Which faces there are: written by scripts/generate_types.bash from appliance/core/scoring/faces.py.

CREATE OR REPLACE FUNCTION is_face_kind(kind text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT kind IN (
        'wa_122', 'wa_80', 'wa_60', 'wa_40', 'wa_122_6ring', 'wa_80_6ring', 'wa_80_5ring',
        'wa_40_triple_vertical', 'wa_40_triple_triangular', 'wa_60_triple_vertical', 'wa_40_compound',
        'wa_40_triple_vertical_compound', 'wa_60_compound', 'wa_field_80', 'wa_field_60', 'wa_field_40',
        'wa_field_20', 'imperial_122'
    )
$$;

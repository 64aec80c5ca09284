-- How each channel's pulse began, as the node sent it: ticks from the lower threshold to the upper one, and noise and
-- both thresholds in counts of its converter. Empty where the node does not tell its thresholds.
ALTER TABLE detections
    ADD COLUMN rises integer[] NOT NULL DEFAULT '{}',
    ADD COLUMN noises integer[] NOT NULL DEFAULT '{}',
    ADD COLUMN lowers integer[] NOT NULL DEFAULT '{}',
    ADD COLUMN uppers integer[] NOT NULL DEFAULT '{}';
SELECT bound_column('detections', name) FROM unnest('{rises,noises,lowers,uppers}'::text[]) AS name;

-- Who shoots in the turns of the timer is what the dealing of turns can read, whoever writes it.
UPDATE shooting_timer SET shooters = NULL WHERE NOT are_shooters(shooters);
ALTER TABLE shooting_timer ADD CONSTRAINT shooting_timer_shooters CHECK (are_shooters(shooters));

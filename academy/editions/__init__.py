"""Room: series and editions, their concept notes, languages, countries and states."""

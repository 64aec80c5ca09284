"""Export files and backups: writing and reading everything that is stored, in a separate process."""

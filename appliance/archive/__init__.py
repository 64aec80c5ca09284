"""Export files and backups: everything in one file, and back, in a process of its own."""

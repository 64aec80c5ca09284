"""Changes of the database as messages for the phones that listen."""

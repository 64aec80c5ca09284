"""Domain suffixes of local networks, which nobody can register on the public Internet."""

LOCAL_SUFFIXES = ("local", "lan", "home", "home.arpa", "internal", "localhost")
"""From RFC 6762, RFC 8375, RFC 6761, ICANN's .internal, and the usual suffixes of routers."""

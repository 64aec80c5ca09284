"""Names of local networks, which nobody on the public net can have."""

LOCAL_SUFFIXES = ("local", "lan", "home", "home.arpa", "internal", "localhost")
"""RFC 6762, RFC 8375, RFC 6761, ICANN's .internal, and what routers use."""

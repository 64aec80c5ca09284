"""The box's own access point where there is no other network, and joining one, by NetworkManager."""

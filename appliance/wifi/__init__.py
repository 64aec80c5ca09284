"""The box's own access point where there is no other network, and joining a network, by NetworkManager."""

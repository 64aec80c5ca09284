"""HTTPS on a network without a name that anybody certifies: an authority of the box's own, and its certificates."""

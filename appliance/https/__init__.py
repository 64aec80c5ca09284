"""HTTPS on a network where no public authority can certify a name: the box's own certificate authority."""

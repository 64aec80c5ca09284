"""Byte links: serial ports and sockets."""

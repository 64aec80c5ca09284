"""Infrastructure of the process: supervision, discovery, logs, sockets."""

"""What a process needs beside its subject: supervision, discovery, logs, sockets."""

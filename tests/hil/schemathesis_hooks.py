"""Loaded by schemathesis: how it sends bodies that are no JSON."""

import schemathesis

schemathesis.serializer.alias(["application/gzip", "application/x-tar"], "application/octet-stream")

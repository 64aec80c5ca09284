"""Prints the OpenAPI document, for scripts/generate_types.bash and the test that checks whether it is up to date."""

import json
import sys

from appliance.routers import ENDPOINTS
from appliance.routers.openapi import document

sys.stdout.write(json.dumps(document(ENDPOINTS), indent=1) + "\n")

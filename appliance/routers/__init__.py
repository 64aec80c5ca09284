"""HTTP: one file per resource; every route of them in one list."""

from appliance.routers import (
    archers_router,
    arrows_router,
    calibrations_router,
    detections_router,
    device_router,
    export_router,
    faces_router,
    health_router,
    rescoring_router,
    rounds_router,
    sensor_tests_router,
    sensors_router,
    sessions_router,
    settings_router,
    shots_router,
    summary_router,
    targets_router,
)
from appliance.routers.endpoint import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *sessions_router.ENDPOINTS,
    *archers_router.ENDPOINTS,
    *arrows_router.ENDPOINTS,
    *targets_router.ENDPOINTS,
    *shots_router.ENDPOINTS,
    *calibrations_router.ENDPOINTS,
    *detections_router.ENDPOINTS,
    *summary_router.ENDPOINTS,
    *rounds_router.ENDPOINTS,
    *rescoring_router.ENDPOINTS,
    *sensors_router.ENDPOINTS,
    *sensor_tests_router.ENDPOINTS,
    *export_router.ENDPOINTS,
    *faces_router.ENDPOINTS,
    *health_router.ENDPOINTS,
    *device_router.ENDPOINTS,
    *settings_router.ENDPOINTS,
)

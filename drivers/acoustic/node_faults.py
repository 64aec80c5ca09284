"""Messages about the faults that a node reports of itself."""

from appliance.core.message import Message, message
from drivers.wire.messages import NodeFault, SelfReport

FAULTS: dict[NodeFault, Message] = {
    NodeFault.AIR_SENSOR: message("node_air_sensor_silent"),
    NodeFault.THRESHOLDS: message("node_thresholds_not_set"),
    NodeFault.BOOT_COUNT: message("node_boots_not_counted"),
    NodeFault.CHANNEL_SILENT: message("node_channel_silent"),
    NodeFault.CHANNEL_STUCK: message("node_channel_stuck"),
    NodeFault.OUT_OF_STEP: message("node_out_of_step"),
    NodeFault.EMITTER_SILENT: message("node_emitter_silent"),
}


def faults_of(report: SelfReport | None) -> list[Message]:
    """Messages about the faults in a report; unknown bits are ignored."""
    return [] if report is None else [problem for fault, problem in FAULTS.items() if fault in report.faults]

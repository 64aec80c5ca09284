/** A calibration in progress: as it was read, updated by the feed. */
import { computed, ref, watch } from "vue";
import { api } from "../api/client";
import type { Calibration, Sensor, TargetProposal } from "../api/types";
import { pointAt } from "../domain/taps";
import { useAttempt } from "./attempt";
import type { LiveStore } from "./live";

export function useCalibration(live: LiveStore, id: () => string) {
  const { state } = live;
  const { state: request, attempt } = useAttempt();
  const read = ref<Calibration | null>(null);
  const sensors = ref<Sensor[]>([]);
  const proposal = ref<TargetProposal | null>(null);

  /** The feed's calibration is newer than the one that was read, and its taps are newer still. */
  const calibration = computed(() => (state.calibration?.id === id() ? state.calibration : read.value));
  const taps = computed(() => {
    const known = new Set(calibration.value?.taps.map((tap) => tap.detection_id));
    const since = state.detections.filter((one) => one.calibration_id === id() && !known.has(one.id)).reverse();
    return [
      ...(calibration.value?.taps ?? []),
      ...since.map((one) => ({
        ...one,
        detection_id: one.id,
        channels_heard: one.ticks.filter((tick) => tick !== null).length,
      })),
    ];
  });
  const points = computed(() => (calibration.value?.points ?? []).flatMap((p) => pointAt(p.x_mm, p.y_mm) ?? []));
  const isWaiting = computed(() => calibration.value?.status === "asked" || calibration.value?.status === "running");
  /** A sound too weak for a tap, to be reported before a person taps the next point. */
  const weakSound = computed(() => {
    const newest = state.detections[0];
    const asked = calibration.value?.asked_at;
    return newest?.outcome === "noise" && asked !== undefined && Date.parse(newest.detected_at) > Date.parse(asked)
      ? newest
      : null;
  });

  const load = () =>
    attempt(async () => {
      read.value = await api.calibration(id());
      sensors.value = await api.sensors();
    });
  watch(
    () => calibration.value?.status,
    async (status) => {
      if (status === "proposed" && calibration.value?.kind === "face")
        await attempt(async () => {
          proposal.value = await api.proposedTarget();
        });
    },
  );

  return { request, attempt, calibration, sensors, proposal, taps, points, isWaiting, weakSound, load };
}

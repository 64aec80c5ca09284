/** Begins calibrations: their points, and the page to continue on. */
import { computed, ref } from "vue";
import { api } from "../api/client";
import type { Calibration, CalibrationCreate } from "../api/types";
import type { Point } from "../domain/group";
import { gridOf, marksOf, TAPS_A_SIDE } from "../domain/taps";
import { useAttempt } from "./attempt";
import type { LiveStore } from "./live";
import { whileShown } from "./whileShown";

const ROD_MM = 0.5;

export function useCalibrating(live: LiveStore, goOn: (id: string) => unknown) {
  const { state } = live;
  const { state: request, attempt } = useAttempt();
  const calibrations = ref<Calibration[]>([]);
  const running = computed(
    () => calibrations.value.find((one) => one.status === "asked" || one.status === "running") ?? null,
  );

  const load = () =>
    attempt(async () => {
      calibrations.value = (await api.calibrations()).rows;
    });
  whileShown(load, () => state.calibration);

  async function start(asked: CalibrationCreate): Promise<void> {
    let id = "";
    const isAsked = await attempt(async () => {
      id = await api.calibrate(asked);
    });
    if (isAsked) await goOn(id);
  }

  const asPoints = (points: readonly Point[]) => points.map((p) => ({ x_mm: p.x, y_mm: p.y }));

  async function byTaps(): Promise<void> {
    const butt = state.health?.butt;
    if (!butt) return;
    const points = asPoints(gridOf(butt.width_mm, butt.height_mm, TAPS_A_SIDE));
    await start({ kind: "array", points, tap_mm: ROD_MM });
  }

  /** Every mark twice, which also shows the repeatability. */
  async function acceptance(): Promise<void> {
    const butt = state.health?.butt;
    if (!butt) return;
    const marks = marksOf(butt.width_mm, butt.height_mm);
    await start({ kind: "acceptance", points: asPoints([...marks, ...marks]) });
  }

  return { request, attempt, calibrations, running, load, start, byTaps, acceptance };
}

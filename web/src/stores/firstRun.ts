/** The appliance's state for the first run: read when a page opens, and again after changes. */
import { computed, ref } from "vue";
import { api } from "../api/client";
import type { Calibration, Detection, NodeConnection, SurveyInForce } from "../api/types";
import { channelsHeard, doneSteps, nextStep } from "../domain/firstRun";
import { useAttempt } from "./attempt";
import type { LiveStore } from "./live";
import { whileShown } from "./whileShown";

export function useFirstRun(live: LiveStore) {
  const { state, isListening } = live;
  const { state: request, attempt } = useAttempt();
  const survey = ref<SurveyInForce | null>(null);
  const node = ref<NodeConnection | null>(null);
  const calibrations = ref<Calibration[]>([]);
  const earlier = ref<Detection[]>([]);
  const isRead = ref(false);

  const heard = computed(() => [...state.detections, ...earlier.value]);
  const known = computed(() => ({
    survey: survey.value?.current ?? null,
    isListening: isListening.value,
    heard: heard.value,
    calibrations: calibrations.value,
    hasArrow: heard.value.some((one) => one.outcome === "located" && one.calibration_id === null),
  }));
  const done = computed(() => doneSteps(known.value));
  const next = computed(() => nextStep(done.value));
  const channels = computed(() => channelsHeard(known.value));

  let asked = 0;
  /** The result of the latest request is shown, in whatever order the responses come. */
  const load = () =>
    attempt(async () => {
      const question = ++asked;
      const found = await Promise.all([
        api.survey(),
        api.nodeConnection(),
        api.calibrations().then((page) => page.rows),
        api.recentDetections().then((page) => page.rows),
      ]);
      if (question !== asked) return;
      [survey.value, node.value, calibrations.value, earlier.value] = found;
      isRead.value = true;
    });
  whileShown(load, () => isListening.value, [() => state.calibration]);

  return { request, attempt, survey, node, done, next, channels, isRead, load };
}

export type FirstRun = ReturnType<typeof useFirstRun>;

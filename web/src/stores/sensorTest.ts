/** A test of the sensors while a page is open; impacts do not score meanwhile. */
import { computed, onDeactivated, onUnmounted, ref } from "vue";
import { api, ApiError } from "../api/client";
import { useAttempt } from "./attempt";
import type { LiveStore } from "./live";

/** Well below the time after which the appliance ends a test that is not extended. */
const EXTEND_EVERY_MS = 30_000;

export function useSensorTest(live: LiveStore) {
  const { state } = live;
  const { state: request, attempt } = useAttempt();
  /** The test that this page began and extends. */
  const ownId = ref<string | null>(null);
  const isOn = computed(() => state.health?.sensor_test != null);
  let timer: ReturnType<typeof setInterval> | undefined;

  const look = async () => {
    state.health = await api.health();
  };

  async function begin(): Promise<void> {
    await attempt(async () => {
      ownId.value = await api.beginSensorTest();
      clearInterval(timer);
      timer = setInterval(() => void extend(), EXTEND_EVERY_MS);
      await look();
    });
  }

  async function extend(): Promise<void> {
    const id = ownId.value;
    if (id === null) return;
    try {
      await api.changeSensorTest(id, true);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // it is over, or will be when the appliance answers again: a person who is still testing begins another one
      if (error.code !== 0) letGo();
    }
  }

  /** Ends the running test, whoever began it. */
  async function end(): Promise<void> {
    const id = state.health?.sensor_test?.id ?? ownId.value;
    letGo();
    if (id == null) return;
    await attempt(async () => {
      await api.changeSensorTest(id, false);
      await look();
    });
  }

  function letGo(): void {
    clearInterval(timer);
    ownId.value = null;
  }

  // a page that is closed or reloaded must end its test, or arrows in the next two minutes would not count
  const onPageHide = () => {
    if (ownId.value !== null) api.leaveSensorTest(ownId.value);
    letGo();
  };
  window.addEventListener("pagehide", onPageHide);
  onUnmounted(() => window.removeEventListener("pagehide", onPageHide));

  const leave = () => void (ownId.value === null ? undefined : end());
  onDeactivated(leave);
  onUnmounted(leave);

  return { request, isOn, begin, end };
}

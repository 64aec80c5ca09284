/** A test of the sensors, for as long as a page is open: what hits the butt meanwhile scores nothing. */
import { computed, onDeactivated, onUnmounted, ref } from "vue";
import { api, ApiError } from "../api/client";
import { useAttempt } from "./attempt";
import type { LiveStore } from "./live";

/** Well before the appliance ends a test that nobody looks after. */
const EXTEND_EVERY_MS = 30_000;

export function useSensorTest(live: LiveStore) {
  const { state } = live;
  const { state: request, attempt } = useAttempt();
  /** The one that this page began and looks after. */
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
      // over, or out of reach for so long that it will be: whoever tests still begins another one
      if (error.code !== 0) letGo();
    }
  }

  /** Ends the one that is on, whoever began it. */
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

  // closed or loaded anew, no page tells the others; what is shot two minutes later would not count
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

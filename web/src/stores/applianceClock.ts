/** The appliance's clock as known to this phone: the phone's own clock plus a measured offset. */
import { ref } from "vue";
import { timerApi } from "../api/timer";

const TRIES = 8;
const AGAIN_AFTER_MS = 30_000;

export interface ClockSample {
  /** By the phone's clock: when the request was sent, and when the answer came. */
  askedMs: number;
  answeredMs: number;
  /** The appliance's clock in that answer. */
  thereMs: number;
}

/** The phone's offset behind the appliance, by the fastest answer, taken at half of its round trip. */
export function offsetOf(samples: readonly ClockSample[]): number | null {
  const [best] = [...samples].sort((a, b) => a.answeredMs - a.askedMs - (b.answeredMs - b.askedMs));
  return best ? best.thereMs - (best.askedMs + best.answeredMs) / 2 : null;
}

const offsetMs = ref<number | null>(null);
/** The offset is unreliable after a sleep, until it is measured again. */
const isDoubtful = ref(false);
let users = 0;
let again: ReturnType<typeof setTimeout> | undefined;
let measuring: Promise<void> | null = null;
let wakings = 0;

export const applianceNow = () => Date.now() + (offsetMs.value ?? 0);
/** While false, no time is shown, since it could be wrong. */
export const isClockKnown = () => offsetMs.value !== null && !isDoubtful.value;

async function measure(): Promise<void> {
  const samples: ClockSample[] = [];
  const before = wakings;
  for (let k = 0; k < TRIES && wakings === before; k++) {
    const askedMs = Date.now();
    try {
      const { now } = await timerApi.clock();
      samples.push({ askedMs, answeredMs: Date.now(), thereMs: Date.parse(now) });
    } catch {
      // the Wi-Fi is away: keep the known offset
      break;
    }
  }
  // the phone slept during the measurement, so its clock may have changed
  if (wakings !== before) return measure();
  offsetMs.value = offsetOf(samples) ?? offsetMs.value;
  isDoubtful.value = false;
}

export async function measureClock(): Promise<void> {
  clearTimeout(again);
  measuring ??= measure().finally(() => (measuring = null));
  await measuring;
  clearTimeout(again);
  if (users > 0) again = setTimeout(() => void measureClock(), AGAIN_AFTER_MS);
}

/** The phone's clock may have been set, or have stood still, during a sleep. */
function onAwake(): void {
  if (document.visibilityState !== "visible") return;
  wakings++;
  isDoubtful.value = true;
  void measureClock();
}

/** Keeps the offset measured while in use; returns a function that ends the use. */
export function useApplianceClock(): () => void {
  if (users++ === 0) {
    document.addEventListener("visibilitychange", onAwake);
    window.addEventListener("online", onAwake);
    void measureClock();
  }
  return () => {
    if (--users > 0) return;
    clearTimeout(again);
    document.removeEventListener("visibilitychange", onAwake);
    window.removeEventListener("online", onAwake);
  };
}

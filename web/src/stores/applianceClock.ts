/** The appliance's clock, as this phone knows it: its own, and how far that is off. */
import { ref } from "vue";
import { timerApi } from "../api/timer";

const TRIES = 8;
const AGAIN_AFTER_MS = 30_000;

export interface ClockSample {
  /** By the phone's clock: when it was asked, and when the answer came. */
  askedMs: number;
  answeredMs: number;
  /** By the appliance's. */
  thereMs: number;
}

/** How far the phone's clock is behind: the quickest answer says it best, and was half its way under way. */
export function offsetOf(samples: readonly ClockSample[]): number | null {
  const [best] = [...samples].sort((a, b) => a.answeredMs - a.askedMs - (b.answeredMs - b.askedMs));
  return best ? best.thereMs - (best.askedMs + best.answeredMs) / 2 : null;
}

const offsetMs = ref<number | null>(null);
/** Until it is measured after a sleep, it may be anything. */
const isDoubtful = ref(false);
let users = 0;
let again: ReturnType<typeof setTimeout> | undefined;
let measuring: Promise<void> | null = null;
let wakings = 0;

export const applianceNow = () => Date.now() + (offsetMs.value ?? 0);
/** Until it is, nothing is shown that would be wrong. */
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
      // the Wi-Fi is away: what is known goes on
      break;
    }
  }
  // what was asked before the phone slept tells of a clock that it may no longer have
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

/** A clock may have been set, or stood still, while the phone slept. */
function onAwake(): void {
  if (document.visibilityState !== "visible") return;
  wakings++;
  isDoubtful.value = true;
  void measureClock();
}

/** Measured as long as somebody needs it; call what comes back to let go. */
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

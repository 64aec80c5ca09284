/** The horn of this phone: sounds the timer's signals, if chosen, once a touch has allowed sound. */
import { computed, ref } from "vue";
import type { Timer } from "../api/types";
import { applianceNow } from "./applianceClock";
import { keepOwn, readOwn } from "./ownStorage";

const TONE_HZ = 880;
const TONE_S = 0.5;
/** Duration of a test tone, too short to be taken for a signal. */
const TRIAL_S = 0.1;
const EVERY_S = 0.8;
/** How far ahead a signal is scheduled in the audio clock, which then keeps its time. */
const AHEAD_MS = 500;
/** The same for a hidden page, which browsers wake once a minute at most, while scheduled sound continues. */
const AHEAD_HIDDEN_MS = 660_000;
/** An older signal is not sounded any more, since it would be wrong by now. */
const LATE_MS = 400;
/** The same for an emergency: shooting has stopped, and everybody must hear of it. */
const EMERGENCY_LATE_MS = 30_000;

const KEPT = "horn";
let audio: AudioContext | null = null;
const done = new Set<string>();
/** Scheduled signals, with their start by the audio clock, which stands still while the phone sleeps. */
let handed: { key: string; inMs: () => number; atS: number; tones: OscillatorNode[] }[] = [];
/** Largest deviation of the audio clock from its schedule; beyond it signals are scheduled again. */
const OFF_S = 0.15;
export const isHornWanted = ref(readOwn(KEPT) === true);
const isAllowed = ref(false);
/** The horn is on but silent: browsers allow no sound before the first touch, and suspend it after a sleep. */
export const needsTouch = computed(() => isHornWanted.value && !isAllowed.value);

/** Starts the audio; without a touch the browser answers later, or never. */
async function allow(): Promise<void> {
  if (!isHornWanted.value || isAllowed.value || document.visibilityState === "hidden") return;
  audio ??= listenedTo(new AudioContext());
  await audio.resume();
  isAllowed.value = audio.state === "running";
}

function listenedTo(made: AudioContext): AudioContext {
  made.onstatechange = () => (isAllowed.value = made.state === "running");
  return made;
}

for (const touch of ["pointerup", "keydown", "visibilitychange"])
  document.addEventListener(touch, () => void allow(), { capture: true });
void allow();

export async function switchHorn(isOn: boolean): Promise<void> {
  isHornWanted.value = isOn;
  keepOwn(KEPT, isOn);
  await allow();
  if (isOn && audio?.state === "running") tone(audio, audio.currentTime, TRIAL_S);
}

const keyOf = (timer: Timer, at: string) => `${timer.revision} ${at}`;

/** Cancels scheduled signals that are not due any more, or at another time. */
function callBack(by: AudioContext, timer: Timer | null): void {
  const nowS = by.currentTime;
  handed = handed.filter(({ atS }) => atS > nowS);
  const isRight = ({ key, inMs, atS }: (typeof handed)[number]) =>
    timer?.sounds.some(({ at }) => keyOf(timer, at) === key) && Math.abs(nowS + inMs() / 1000 - atS) < OFF_S;
  for (const { key, tones } of handed.filter((one) => !isRight(one))) {
    for (const tone of tones) tone.disconnect();
    done.delete(key);
  }
  handed = handed.filter(isRight);
}

/** Schedules the signals that are due. */
export function soundDue(timer: Timer | null): void {
  if (!audio) return;
  callBack(audio, isHornWanted.value ? timer : null);
  if (!timer || !isHornWanted.value || audio.state !== "running") return;
  const aheadMs = document.visibilityState === "hidden" ? AHEAD_HIDDEN_MS : AHEAD_MS;
  const lateMs = timer.status === "emergency" ? EMERGENCY_LATE_MS : LATE_MS;
  for (const { at, times } of timer.sounds) {
    // the output delays sound, on televisions considerably
    const laterMs = 1000 * (audio.outputLatency || 0);
    const inMs = () => Date.parse(at) - applianceNow() - laterMs;
    const key = keyOf(timer, at);
    if (inMs() > aheadMs || inMs() < -lateMs - laterMs || done.has(key)) continue;
    done.add(key);
    const atS = audio.currentTime + Math.max(0, inMs() / 1000);
    const tones = [];
    for (let k = 0; k < times; k++) tones.push(tone(audio, atS + k * EVERY_S, TONE_S));
    handed.push({ key, inMs, atS, tones });
  }
}

function tone(by: AudioContext, fromS: number, lastsS: number): OscillatorNode {
  const source = by.createOscillator();
  source.type = "square";
  source.frequency.value = TONE_HZ;
  source.connect(by.destination);
  source.start(fromS);
  source.stop(fromS + lastsS);
  return source;
}

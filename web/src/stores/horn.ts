/** The horn of this phone: sound signals at their moments, by choice, once a touch has allowed it to sound. */
import { computed, ref } from "vue";
import type { Timer } from "../api/types";
import { applianceNow } from "./applianceClock";
import { keepOwn, readOwn } from "./ownStorage";

const TONE_HZ = 880;
const TONE_S = 0.5;
/** That it can be heard is heard; nobody takes that for a signal. */
const TRIAL_S = 0.1;
const EVERY_S = 0.8;
/** So far ahead a sound is handed to the phone's own clock, which then keeps its moment. */
const AHEAD_MS = 500;
/** Of a page that nobody sees: browsers wake it once a minute, or not at all, and its sounds go on without it. */
const AHEAD_HIDDEN_MS = 660_000;
/** One that is older is not sounded any more: it would say something that is not so. */
const LATE_MS = 400;
/** Everything has stopped: that is so still, and who has not heard it must. */
const EMERGENCY_LATE_MS = 30_000;

const KEPT = "horn";
let audio: AudioContext | null = null;
const done = new Set<string>();
/** Signals that were handed over: when each begins, and by the clock of the sound, which stands still with a phone. */
let handed: { key: string; inMs: () => number; atS: number; tones: OscillatorNode[] }[] = [];
/** So far that clock may be off what it was believed to be. */
const OFF_S = 0.15;
export const isHornWanted = ref(readOwn(KEPT) === true);
const isAllowed = ref(false);
/** It is wanted, and silent: browsers play nothing before the first touch, and stop again when a phone slept. */
export const needsTouch = computed(() => isHornWanted.value && !isAllowed.value);

/** Where no touch allows it the browser answers later, or never. */
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

/** Signals to come that are otherwise by now, or would come at another moment, are none. */
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

/** Sounds what is due. */
export function soundDue(timer: Timer | null): void {
  if (!audio) return;
  callBack(audio, isHornWanted.value ? timer : null);
  if (!timer || !isHornWanted.value || audio.state !== "running") return;
  const aheadMs = document.visibilityState === "hidden" ? AHEAD_HIDDEN_MS : AHEAD_MS;
  const lateMs = timer.status === "emergency" ? EMERGENCY_LATE_MS : LATE_MS;
  for (const { at, times } of timer.sounds) {
    // what is handed over now is heard that much later: a television takes its time
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

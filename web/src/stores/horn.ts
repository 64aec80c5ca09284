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
/** One that is older is not sounded any more: it would say something that is not so. */
const LATE_MS = 400;
/** Everything has stopped: that is so still, and who has not heard it must. */
const EMERGENCY_LATE_MS = 30_000;

const KEPT = "horn";
let audio: AudioContext | null = null;
const done = new Set<string>();
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

/** Sounds what is due. */
export function soundDue(timer: Timer): void {
  if (!isHornWanted.value || audio?.state !== "running") return;
  const lateMs = timer.status === "emergency" ? EMERGENCY_LATE_MS : LATE_MS;
  for (const { at, times } of timer.sounds) {
    const inMs = Date.parse(at) - applianceNow();
    const key = `${timer.revision} ${at}`;
    if (inMs > AHEAD_MS || inMs < -lateMs || done.has(key)) continue;
    done.add(key);
    // what is handed over now is heard that much later: a television takes its time
    const inS = Math.max(0, inMs / 1000 - (audio.outputLatency || 0));
    for (let k = 0; k < times; k++) tone(audio, audio.currentTime + inS + k * EVERY_S, TONE_S);
  }
}

function tone(by: AudioContext, fromS: number, lastsS: number): void {
  const source = by.createOscillator();
  source.type = "square";
  source.frequency.value = TONE_HZ;
  source.connect(by.destination);
  source.start(fromS);
  source.stop(fromS + lastsS);
}

/** The horn of this phone: sound signals at their moments, once a touch has allowed it to sound. */
import { ref } from "vue";
import type { Timer } from "../api/types";
import { applianceNow } from "./applianceClock";

const TONE_HZ = 880;
const TONE_S = 0.5;
const EVERY_S = 0.8;
/** So far ahead a sound is handed to the phone's own clock, which then keeps its moment. */
const AHEAD_MS = 500;
/** One that is older is not sounded any more: it would say something that is not so. */
const LATE_MS = 400;
/** Everything has stopped: that is so still, and who has not heard it must. */
const EMERGENCY_LATE_MS = 30_000;

let audio: AudioContext | null = null;
const done = new Set<string>();
export const isHornOn = ref(false);

/** Called by a touch: without one, browsers play nothing. */
export async function switchHorn(isOn: boolean): Promise<void> {
  audio ??= new AudioContext();
  await (isOn ? audio.resume() : audio.suspend());
  isHornOn.value = isOn && audio.state === "running";
  if (isHornOn.value) sound(audio.currentTime, 1);
}

/** Sounds what is due. */
export function soundDue(timer: Timer): void {
  if (!isHornOn.value || audio?.state !== "running") return;
  const lateMs = timer.status === "emergency" ? EMERGENCY_LATE_MS : LATE_MS;
  for (const { at, times } of timer.sounds) {
    const inMs = Date.parse(at) - applianceNow();
    const key = `${timer.revision} ${at}`;
    if (inMs > AHEAD_MS || inMs < -lateMs || done.has(key)) continue;
    done.add(key);
    sound(audio.currentTime + Math.max(0, inMs) / 1000, times);
  }
}

function sound(fromS: number, times: number): void {
  if (!audio) return;
  for (let k = 0; k < times; k++) {
    const tone = audio.createOscillator();
    tone.type = "square";
    tone.frequency.value = TONE_HZ;
    tone.connect(audio.destination);
    tone.start(fromS + k * EVERY_S);
    tone.stop(fromS + k * EVERY_S + TONE_S);
  }
}

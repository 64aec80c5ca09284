/** Keeps the screen on while a session is open, if chosen. */
import { watch } from "vue";
import type { LiveStore } from "./live";
import { settings } from "./settings";

export function stayAwake(live: LiveStore): void {
  let lock: WakeLockSentinel | null = null;
  let film: SilentFilm | null = null;

  async function hold(): Promise<void> {
    if (lock && !lock.released) return;
    if ("wakeLock" in navigator) {
      lock = await navigator.wakeLock.request("screen").catch(() => null);
      if (lock) return;
    }
    // browsers refuse sound before the first touch, with a warning
    if (navigator.userActivation?.hasBeenActive === false) return;
    film ??= silentFilm();
    await film?.play();
  }

  async function letGo(): Promise<void> {
    film?.pause();
    await lock?.release().catch(() => undefined);
    lock = null;
  }

  const follow = () =>
    void (settings.staysAwake && live.isOpen.value && document.visibilityState === "visible" ? hold() : letGo());
  watch([live.isOpen, () => settings.staysAwake], follow, { immediate: true });
  document.addEventListener("visibilitychange", follow);
  document.addEventListener("pointerup", follow);
}

interface SilentFilm {
  play: () => Promise<void>;
  pause: () => void;
}

/**
 * Pages over plain HTTP get no wake lock, but Chromium keeps the screen on during a video with sound, and not without:
 * so this video has a silent sound track.
 */
function silentFilm(): SilentFilm | null {
  const canvas = document.createElement("canvas");
  if (!("captureStream" in canvas) || !("AudioContext" in window)) return null;
  canvas.width = canvas.height = 2;
  const paint = canvas.getContext("2d");
  let isDark = false;
  setInterval(() => {
    isDark = !isDark;
    if (paint) paint.fillStyle = isDark ? "#000" : "#111";
    paint?.fillRect(0, 0, 2, 2);
  }, 1000);
  const audio = new AudioContext();
  const silence = audio.createConstantSource();
  silence.offset.value = 0;
  const track = audio.createMediaStreamDestination();
  silence.connect(track);
  silence.start();
  const video = document.createElement("video");
  video.playsInline = true;
  video.srcObject = new MediaStream([...canvas.captureStream(1).getTracks(), ...track.stream.getTracks()]);
  return {
    play: async () => {
      if (!video.paused) return;
      // both at once: after waiting for one, a browser may not count the touch for the other
      await Promise.allSettled([audio.resume(), video.play()]);
    },
    pause: () => {
      video.pause();
      void audio.suspend();
    },
  };
}

/** Telling of arrows aloud and by the hand, and keeping the screen on: all by choice, none needs a secure context. */
import { watch } from "vue";
import { label } from "../domain/ends";
import { language, t } from "../texts";
import type { LiveStore } from "./live";
import { settings } from "./settings";

const BUZZ_MS = [60, 40, 60];

export function announceArrows(live: LiveStore): void {
  watch(
    () => live.state.lastShotId,
    (id, before) => {
      const shot = live.lastShot.value;
      // the first one is what the page found, not what was shot
      if (id === null || before === null || !shot) return;
      // browsers let nothing buzz before the first touch, and complain
      if (settings.vibrates && "vibrate" in navigator && navigator.userActivation?.hasBeenActive !== false) navigator.vibrate(BUZZ_MS);
      if (!settings.says || settings.holdsBack || !("speechSynthesis" in window)) return;
      const name = live.archerName(shot.archer_id);
      const points = label(shot);
      const words = points === "M" ? t("saidMiss") : points;
      const spoken = new SpeechSynthesisUtterance(name ? `${name}: ${words}` : words);
      spoken.lang = language.value;
      window.speechSynthesis.speak(spoken);
    },
  );
}

/** While a session is open. Where the browser has no wake lock (plain HTTP), a silent moving picture has the same effect. */
export function stayAwake(live: LiveStore): void {
  let lock: WakeLockSentinel | null = null;
  let video: HTMLVideoElement | null = null;

  async function hold(): Promise<void> {
    if ("wakeLock" in navigator) {
      lock = await navigator.wakeLock.request("screen").catch(() => null);
      if (lock) return;
    }
    video ??= movingPicture();
    await video?.play().catch(() => undefined);
  }

  async function letGo(): Promise<void> {
    await lock?.release().catch(() => undefined);
    lock = null;
    video?.pause();
  }

  const follow = () => void (settings.staysAwake && live.isOpen.value && document.visibilityState === "visible" ? hold() : letGo());
  watch([live.isOpen, () => settings.staysAwake], follow, { immediate: true });
  document.addEventListener("visibilitychange", follow);
  // browsers play nothing before the first touch
  document.addEventListener("pointerdown", follow, { once: true });
}

function movingPicture(): HTMLVideoElement | null {
  const canvas = document.createElement("canvas");
  if (!("captureStream" in canvas)) return null;
  canvas.width = canvas.height = 2;
  const paint = canvas.getContext("2d");
  let isDark = false;
  setInterval(() => {
    isDark = !isDark;
    if (paint) paint.fillStyle = isDark ? "#000" : "#111";
    paint?.fillRect(0, 0, 2, 2);
  }, 1000);
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = canvas.captureStream(1);
  return video;
}

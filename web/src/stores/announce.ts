/** Announces arrows by speech and by vibration, each optional; neither needs a secure context. */
import { watch } from "vue";
import { markOf, shownOf } from "../domain/ends";
import { language, t } from "../texts";
import type { LiveStore } from "./live";
import { settings } from "./settings";

const BUZZ_MS = [60, 40, 60];

export function announceArrows(live: LiveStore): void {
  watch(
    () => live.state.lastShotId,
    (id, before) => {
      const shot = live.lastShot.value;
      // the first id is what the page found when it opened
      if (id === null || before === null || !shot) return;
      // browsers refuse vibration before the first touch, with a warning
      if (settings.vibrates && "vibrate" in navigator && navigator.userActivation?.hasBeenActive !== false)
        navigator.vibrate(BUZZ_MS);
      if (!settings.announces || settings.holdsBack || !("speechSynthesis" in window)) return;
      if (!shownOf(live.inOrder.value, live.state.session, false).includes(shot)) return;
      const name = live.archerName(shot.archer_id);
      const points = markOf(shot);
      const words = points === "M" ? t("saidMiss") : points;
      const spoken = new SpeechSynthesisUtterance(name ? `${name}: ${words}` : words);
      spoken.lang = language.value;
      window.speechSynthesis.speak(spoken);
    },
  );
}

/** Opening without the Wi-Fi: what a browser keeps of the page, and what was seen last. */
import { watch } from "vue";
import { keepLastKnown, showLastKnown } from "./lastKnown";
import type { LiveStore } from "./live";
import { builtAs, keepAddress, lookForNewer } from "./newerPage";

const PATIENCE_MS = 2000;
/** After what is waited for. */
const REGISTERED_AFTER_MS = 3000;

export function openWithoutWifi(live: LiveStore): void {
  const { state } = live;
  const page = builtAs();
  let isHeard = false;
  const remember = () => {
    if (isHeard) keepLastKnown(live, page);
  };
  const recall = () => {
    if (!isHeard && state.asOf === null) showLastKnown(live, page);
  };
  watch(
    () => state.connection,
    (connection) => {
      if (connection === "offline") recall();
      if (connection === "live" && !isHeard) {
        isHeard = true;
        void lookForNewer().catch(() => undefined);
      }
      // pulling down would load the page anew, and there is nothing to load it from
      document.documentElement.classList.toggle("alone", connection === "offline");
    },
    { immediate: true },
  );
  setTimeout(recall, PATIENCE_MS);
  // both: not every browser says the one when it closes, nor the other when it tidies a tab away
  window.addEventListener("pagehide", remember);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    remember();
    void keepAddress().catch(() => undefined);
  });
  setTimeout(register, REGISTERED_AFTER_MS);
}

/** Browsers allow it over HTTPS alone, and on the computer itself. */
function register(): void {
  if (!window.isSecureContext || !("serviceWorker" in navigator) || import.meta.env.DEV) return;
  void navigator.serviceWorker.register(`${import.meta.env.BASE_URL}worker.js`).catch(() => undefined);
}

/** Opens the page without the Wi-Fi: the browser's copies of the page, and the session as last seen. */
import { watch } from "vue";
import { keepLastKnown, showLastKnown } from "./lastKnown";
import type { LiveStore } from "./live";
import { builtAs, keepAddress, lookForNewer } from "./newerPage";

const PATIENCE_MS = 2000;
/** Delay of the service worker's registration, ms, after everything visible. */
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
      // prevents pulling down from reloading the page, which would fail
      document.documentElement.classList.toggle("without-wifi", connection === "offline");
    },
    { immediate: true },
  );
  setTimeout(recall, PATIENCE_MS);
  // both events, since some browsers send only one of them when they close or discard a tab
  window.addEventListener("pagehide", remember);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    remember();
    void keepAddress().catch(() => undefined);
  });
  setTimeout(register, REGISTERED_AFTER_MS);
}

/** Registers the service worker, which browsers allow only over HTTPS and on the computer itself. */
function register(): void {
  if (!window.isSecureContext || !("serviceWorker" in navigator) || import.meta.env.DEV) return;
  void navigator.serviceWorker.register(`${import.meta.env.BASE_URL}worker.js`).catch(() => undefined);
}

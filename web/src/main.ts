import { createApp, watch } from "vue";
import App from "./App.vue";
import { liveApi } from "./api/live";
import { caller, unpaired } from "./api/request";
import { FeedConnection } from "./api/feed";
import { WIDEST_SHAFT_MM } from "./domain/standards";
import { fetchPagesSoon, makeRouter } from "./router";
import { createLiveStore } from "./stores/live";
import { settings, useSettings } from "./stores/settings";
import { completeTexts } from "./texts";
import "./styles/tokens.css";
import "./styles/base.css";

const HEALTH_EVERY_MS = 10_000;

const live = createLiveStore();
const feed = new FeedConnection({
  onMessage: live.apply,
  onState: (state) => {
    live.state.connection = state;
  },
});

/** Reads the health; this also tests the connection, since a socket to a vanished appliance looks open for minutes. */
async function askHealth(): Promise<void> {
  try {
    live.state.health = await liveApi.health();
    if (live.state.catalogue.length === 0) live.state.catalogue = await liveApi.faces();
    if (
      [...live.state.shots.values()].some((shot) => shot.arrow_id !== null && !live.state.diameters.has(shot.arrow_id))
    ) {
      const arrows = (await liveApi.arrows()).rows;
      live.state.diameters = new Map(arrows.map((arrow) => [arrow.id, arrow.diameter ?? WIDEST_SHAFT_MM]));
    }
  } catch {
    if (live.state.connection === "live") feed.reconnect();
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") feed.reconnect();
});
window.addEventListener("online", () => feed.reconnect());
window.addEventListener("offline", () => feed.reconnect());

// a printed code sets whose phone this is
const archer = new URLSearchParams(window.location.search).get("archer");
if (archer !== null) settings.archerId = archer || null;

watch(
  () => settings.archerId,
  (id) => (caller.archerId = id),
  { immediate: true },
);
// loaded only on demand: spectators do not need it
unpaired.pair = (method) => import("./askToPair").then(({ askToPair }) => askToPair(method));
feed.start();
// if it fails, the router tries again
void completeTexts().catch(() => undefined);
void askHealth();
setInterval(() => void askHealth(), HEALTH_EVERY_MS);
// loaded after everything visible
void import("./stores/unseen").then(({ followUnseen }) => followUnseen(live, askHealth));

void useSettings().then(() => {
  createApp(App, { live }).use(makeRouter(live)).mount("#app");
  fetchPagesSoon();
});

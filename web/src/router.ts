/** The pages by address; every page but the first is loaded when it is opened. */
import { watchEffect } from "vue";
import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { liveApi } from "./api/live";
import { notify } from "./stores/attempt";
import type { LiveStore } from "./stores/live";
import { completeTexts, t, type Key } from "./texts";
import LivePage from "./pages/LivePage.vue";

// pages with two addresses
const sheet = () => import("./pages/SheetPage.vue");
const review = () => import("./pages/ReviewPage.vue");
const matches = () => import("./pages/MatchesPage.vue");

/** Titles and modules of the pages, by address. */
const LATER: Record<string, [title: Key, load: () => Promise<unknown>]> = {
  "/sheet": ["scoreSheet", sheet],
  "/session/:id": ["scoreSheet", sheet],
  "/inbox": ["inbox", () => import("./pages/InboxPage.vue")],
  "/sessions": ["sessions", () => import("./pages/SessionsPage.vue")],
  "/review": ["review", review],
  "/review/:id": ["review", review],
  "/arrows": ["arrows", () => import("./pages/ArrowsPage.vue")],
  "/arrow/:id": ["arrows", () => import("./pages/ArrowPage.vue")],
  "/archer/:id": ["numbers", () => import("./pages/ArcherPage.vue")],
  "/archer/:id/advice": ["advice", () => import("./pages/AdvicePage.vue")],
  "/archers": ["archers", () => import("./pages/ArchersPage.vue")],
  "/butt": ["buttAndSensors", () => import("./pages/ButtPage.vue")],
  "/calibration/:id": ["calibration", () => import("./pages/CalibrationPage.vue")],
  "/setup": ["setUp", () => import("./pages/SetupPage.vue")],
  "/template": ["tapTemplate", () => import("./pages/TemplatePage.vue")],
  "/watch": ["watch", () => import("./pages/WatchPage.vue")],
  "/brackets": ["matches", matches],
  "/bracket/:id": ["matches", matches],
  "/timer": ["timer", () => import("./pages/TimerPage.vue")],
  "/coach": ["coach", () => import("./pages/CoachPage.vue")],
  "/pair": ["pairThisPhone", () => import("./pages/PairPage.vue")],
  "/device": ["device", () => import("./pages/DevicePage.vue")],
  "/menu": ["menu", () => import("./pages/MenuPage.vue")],
};

export function makeRouter(live: LiveStore) {
  const routes: RouteRecordRaw[] = Object.entries(LATER).map(([path, [title, load]]) => ({
    path,
    component: load as () => Promise<typeof LivePage>,
    props: (route) => ({ live, id: route.params.id ?? null }),
    meta: { title },
  }));
  const router = createRouter({
    history: createWebHistory("/app/"),
    routes: [
      { path: "/", component: LivePage, props: { live }, meta: { title: "live" satisfies Key } },
      ...routes,
      { path: "/:rest(.*)*", redirect: "/" },
    ],
    scrollBehavior: () => ({ top: 0 }),
  });
  // the texts of other pages are loaded after the live page; if that failed, again before another page opens
  router.beforeEach(async (to) => {
    if (to.path !== "/") await completeTexts();
  });
  // a page that was not loaded cannot be opened without the appliance; if that answers, it has a newer page with other
  // file names, which is loaded once at this address
  router.onError(async (_, to) => {
    const { href } = router.resolve(to);
    const isNewer = sessionStorage.openedAnew !== href && (await liveApi.health().catch(() => null));
    if (!isNewer) return notify("noAnswer");
    sessionStorage.openedAnew = href;
    window.location.assign(href);
  });
  router.afterEach(() => delete sessionStorage.openedAnew);
  // the title in the current language, for lists of tabs, the history, and screen readers
  watchEffect(() => {
    const title = router.currentRoute.value.meta.title as Key | undefined;
    document.title = title ? `${t(title)} · Arch-Stats` : "Arch-Stats";
  });
  return router;
}

const SOON_MS = 1500;
const AGAIN_MS = 10_000;
const TRIES = 8;

/**
 * Loads all pages once the phone is idle, so that they open without the Wi-Fi. Failed ones are tried again after
 * growing pauses, up to twenty minutes; what is missing then belongs to an older page.
 */
export function fetchPagesSoon(loads = Object.values(LATER).map(([, load]) => load)): void {
  const fetchAll = async (tried: number) => {
    const found = await Promise.allSettled(loads.map((load) => load()));
    if (found.every(({ status }) => status === "fulfilled")) performance.mark("pages-here");
    else if (tried < TRIES) setTimeout(fetchAll, AGAIN_MS * 2 ** (tried - 1), tried + 1);
  };
  setTimeout(fetchAll, SOON_MS, 1);
}

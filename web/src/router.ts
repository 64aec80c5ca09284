/** Which page is at which address; every page but the first is loaded when it is opened. */
import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { notify } from "./stores/attempt";
import type { LiveStore } from "./stores/live";
import LivePage from "./pages/LivePage.vue";

const LATER: Record<string, () => Promise<unknown>> = {
  "/sheet": () => import("./pages/SheetPage.vue"),
  "/session/:id": () => import("./pages/SheetPage.vue"),
  "/inbox": () => import("./pages/InboxPage.vue"),
  "/sessions": () => import("./pages/SessionsPage.vue"),
  "/review": () => import("./pages/ReviewPage.vue"),
  "/review/:id": () => import("./pages/ReviewPage.vue"),
  "/arrows": () => import("./pages/ArrowsPage.vue"),
  "/arrow/:id": () => import("./pages/ArrowPage.vue"),
  "/archers": () => import("./pages/ArchersPage.vue"),
  "/butt": () => import("./pages/ButtPage.vue"),
  "/calibration/:id": () => import("./pages/CalibrationPage.vue"),
  "/watch": () => import("./pages/WatchPage.vue"),
  "/coach": () => import("./pages/CoachPage.vue"),
  "/device": () => import("./pages/DevicePage.vue"),
  "/menu": () => import("./pages/MenuPage.vue"),
};

export function makeRouter(live: LiveStore) {
  const routes: RouteRecordRaw[] = Object.entries(LATER).map(([path, component]) => ({
    path,
    component: component as () => Promise<typeof LivePage>,
    props: (route) => ({ live, id: route.params.id ?? null }),
  }));
  const router = createRouter({
    history: createWebHistory("/app/"),
    routes: [{ path: "/", component: LivePage, props: { live } }, ...routes, { path: "/:rest(.*)*", redirect: "/" }],
    scrollBehavior: () => ({ top: 0 }),
  });
  // a page that was never loaded cannot be opened without the butt
  router.onError(() => notify("noAnswer"));
  return router;
}

const SOON_MS = 1500;

/** When the phone has nothing else to do: after that every page opens without the Wi-Fi. */
export function fetchPagesSoon(): void {
  const fetchAll = () => void Promise.allSettled(Object.values(LATER).map((load) => load()));
  setTimeout(fetchAll, SOON_MS);
}

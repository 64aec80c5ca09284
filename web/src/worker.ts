/** The service worker, which opens a page from HTTPS without the Wi-Fi. It caches no responses of the API. */

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asking extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  addEventListener(type: "install" | "activate", listener: (event: Lasting) => void): void;
  addEventListener(type: "fetch", listener: (event: Asking) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}

/** Inserted by the build: the addresses of the page's files, and a name that changes with them. */
declare const __BUILT__: { readonly files: readonly string[]; readonly as: string };
const { files, as: built } = __BUILT__;
const PAGE = "/app/";
const ASSETS = "/app/assets/";
/** Longest wait for the appliance, ms: out of range of the Wi-Fi, requests do not fail by themselves. */
const PATIENCE_MS = 3000;
const scope = self as unknown as Scope;

async function keep(): Promise<void> {
  const kept = await caches.open(built);
  await kept.addAll([new Request(PAGE, { cache: "reload" }), ...files]);
  await scope.skipWaiting();
}

async function forgetOthers(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name !== built);
  await Promise.all(others.map((name) => caches.delete(name)));
  await scope.clients.claim();
}

const kept = (address: string) => caches.match(address, { cacheName: built, ignoreVary: true });

/** The page from the appliance, so that it is never outdated; the cached one if that does not answer. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    return (await kept(PAGE)) ?? Response.error();
  }
}

const asset = async (request: Request) => (await kept(request.url)) ?? fetch(request);

scope.addEventListener("install", (event) => event.waitUntil(keep()));
scope.addEventListener("activate", (event) => event.waitUntil(forgetOthers()));
scope.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  const isPlace = pathname.startsWith(PAGE) && !pathname.includes(".");
  if (event.request.mode === "navigate" && isPlace) event.respondWith(page(event.request));
  else if (pathname.startsWith(ASSETS)) event.respondWith(asset(event.request));
});

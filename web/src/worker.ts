/** The service worker: a page from HTTPS opens without the Wi-Fi. It keeps no answer of the appliance. */

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

/** Written in by the build: the addresses of the page's files, and a word that changes with them. */
declare const __BUILT__: { readonly files: readonly string[]; readonly as: string };
const { files, as: built } = __BUILT__;
const PAGE = "/app/";
const ASSETS = "/app/assets/";
/** A Wi-Fi that is too far away does not say no. */
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

/** The appliance's own, so nobody sees an old page; what is kept where it does not answer. */
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

/** The browser's copies of the page: looks for a newer version at the start, and keeps each opened address. */

/** The page's first script, whose name changes with the contents of the page. */
export const builtAs = (from: ParentNode = document) =>
  from.querySelector<HTMLScriptElement>("script[type=module][src]")?.src ?? "";

/** Reloads an outdated page, once: if it is still outdated afterwards, it stays. */
export async function lookForNewer(): Promise<void> {
  const own = builtAs();
  const answer = await fetch(import.meta.env.BASE_URL, { cache: "no-cache" });
  const found = builtAs(new DOMParser().parseFromString(await answer.text(), "text/html"));
  if (!answer.ok || found === "" || found === own || sessionStorage.askedAnew === own) return;
  sessionStorage.askedAnew = own;
  window.location.reload();
}

/** Caches this address, at which the browser may reopen a discarded tab, without having requested it before. */
export const keepAddress = () => fetch(window.location.href, { keepalive: true });

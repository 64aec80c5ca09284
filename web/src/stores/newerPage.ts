/** What a browser keeps of the page: looks for a newer one as it starts, and keeps each address that was opened. */

/** The page's first file, whose name changes with all that is in the page. */
export const builtAs = (from: ParentNode = document) =>
  from.querySelector<HTMLScriptElement>("script[type=module][src]")?.src ?? "";

/** An old page is gone as soon as it can ask: what asked before and is still old is left alone. */
export async function lookForNewer(): Promise<void> {
  const own = builtAs();
  const answer = await fetch(import.meta.env.BASE_URL, { cache: "no-cache" });
  const found = builtAs(new DOMParser().parseFromString(await answer.text(), "text/html"));
  if (!answer.ok || found === "" || found === own || sessionStorage.askedAnew === own) return;
  sessionStorage.askedAnew = own;
  window.location.reload();
}

/** A browser that tidies the tab away opens its address again from what it keeps, and may never have met this one. */
export const keepAddress = () => fetch(window.location.href, { keepalive: true });

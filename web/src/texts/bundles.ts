/** The Fluent texts of each language: English comes with the page, in two parts; others are loaded on demand. */
import { FluentBundle, type FluentResource } from "@fluent/bundle";
import first, { type Patterns } from "./languages/en/page.ftl?first";

type Load = () => Promise<Patterns>;

const FILES = import.meta.glob<Patterns>(["./languages/*/{page,appliance}.ftl", "!./languages/en/*"], {
  query: "?whole",
  import: "default",
});
export const USUAL = "en";

/**
 * The texts of one language: those of the page, and the appliance's sentences by code. In English the latter come with
 * each message, so that phones need not load them.
 */
export interface Bundles {
  page: FluentBundle;
  appliance: FluentBundle;
}

const codes = Object.keys(FILES).map((path) => path.split("/")[2] ?? "");
/** The available languages with their own names. */
export const LANGUAGES: Readonly<Record<string, string>> = Object.fromEntries(
  [...new Set([USUAL, ...codes.sort()])].map((code) => [code, ownName(code)]),
);

function add(patterns: Patterns, to: FluentBundle): FluentBundle {
  const body = Object.entries(patterns).map(([id, value]) => ({ id, value, attributes: {} }));
  // only the body of a resource is used; its class is the parser, which ran when the page was built
  to.addResource({ body } as unknown as FluentResource);
  return to;
}

function bundle(language: string, patterns: Patterns): FluentBundle {
  return add(patterns, new FluentBundle(language, { useIsolating: false }));
}

export const ENGLISH: Bundles = { page: bundle(USUAL, first), appliance: bundle(USUAL, {}) };

/** Loads the texts of the pages other than the live one. */
export async function completeEnglish(): Promise<void> {
  const later = await import("./languages/en/page.ftl?later");
  add(later.default, ENGLISH.page);
}

export async function load(language: string): Promise<Bundles> {
  if (language === USUAL) return ENGLISH;
  const [ofPage, ofAppliance] = await Promise.all([file(language, "page")(), file(language, "appliance")()]);
  return { page: bundle(language, ofPage), appliance: bundle(language, ofAppliance) };
}

function file(language: string, name: string): Load {
  return FILES[`./languages/${language}/${name}.ftl`] ?? (() => Promise.reject(new Error(`no texts in ${language}`)));
}

function ownName(code: string): string {
  const name = new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

/** The first of the phone's languages for which there are texts, regardless of its country. */
export function preferred(wanted: readonly string[]): string {
  for (const tag of wanted) {
    const found = [tag, tag.split("-")[0] ?? tag].find((code) => code in LANGUAGES);
    if (found) return found;
  }
  return USUAL;
}

/** Every text of the page, by key. The page starts in English; another language is loaded when it is chosen. */
import { shallowRef } from "vue";
import { en, type Texts } from "./en";
import { translator } from "./told";

export type Key = keyof Texts;
export type Language = "en" | "es";
export const LANGUAGES: Record<Language, string> = { en: "English", es: "Español" };

const current = shallowRef<Texts>(en);
const asItIs = (sentence: string) => sentence;
const sayTold = shallowRef(asItIs);
export const language = shallowRef<Language>("en");

export async function speak(wanted: Language): Promise<void> {
  const other = wanted === "es" ? await import("./es") : null;
  current.value = other?.es ?? en;
  sayTold.value = other ? translator(other.told) : asItIs;
  language.value = wanted;
  document.documentElement.lang = wanted;
}

/** The text of a key; `{name}` in it stands for a value. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return current.value[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A sentence of the appliance's own: a warning, a reason, a refusal, a verdict. */
export const said = (sentence: string) => sayTold.value(sentence);

/** Days and times as people of this language write them. */
export function day(iso: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "medium" }).format(new Date(iso));
}

export function time(iso: string): string {
  return new Intl.DateTimeFormat(language.value, { timeStyle: "short" }).format(new Date(iso));
}

export function number(value: number, digits = 1): string {
  return new Intl.NumberFormat(language.value, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: "negative",
  }).format(value);
}

/** A number, or that nobody knows it. */
export const known = (value: number | null, digits = 1) => (value === null ? "–" : number(value, digits));

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/** How long something has been, in the one unit that says it best. */
export function duration(seconds: number): string {
  const [unit, unit_s] =
    seconds < 2 * HOUR_S
      ? (["minute", MINUTE_S] as const)
      : seconds < 2 * DAY_S
        ? (["hour", HOUR_S] as const)
        : (["day", DAY_S] as const);
  return new Intl.NumberFormat(language.value, {
    style: "unit",
    unit,
    unitDisplay: "long",
    maximumFractionDigits: 0,
  }).format(Math.floor(seconds / unit_s));
}

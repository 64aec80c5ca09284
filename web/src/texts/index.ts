/** All texts of the page, by key. The page starts in English; another language is loaded on demand. */
import type { FluentBundle } from "@fluent/bundle";
import { shallowRef, triggerRef } from "vue";
import { completeEnglish, ENGLISH, load, USUAL } from "./bundles";
import type { Values } from "./keys.gen";

export { LANGUAGES, preferred } from "./bundles";

export type Language = string;
export type AnyKey = keyof Values;
/** The key of a text without values. */
export type Key = { [K in AnyKey]: [Values[K]] extends [never] ? K : never }[AnyKey];
type Value = string | number;

/** A message of the appliance, as it is sent; a value may be a message, or a list of messages. */
export interface Message {
  code: string;
  values: Record<string, Value | Message | Message[]>;
  /** The English sentence. */
  text: string;
}

const current = shallowRef(ENGLISH);
export const language = shallowRef<Language>(USUAL);

let isComplete = false;

/** Loads the remaining texts; until then those of other pages are empty, and they are rendered again afterwards. */
export async function completeTexts(): Promise<void> {
  if (isComplete) return;
  await completeEnglish();
  isComplete = true;
  triggerRef(current);
}

export async function speak(wanted: Language): Promise<void> {
  current.value = await load(wanted);
  language.value = wanted;
  document.documentElement.lang = wanted;
}

/** The text of a key, with its values. */
export function t(key: Key): string;
export function t<K extends AnyKey>(key: K, values: Record<Values[K], Value>): string;
export function t(key: AnyKey, values: Record<string, Value> = {}): string {
  return sentence(current.value.page, key, values) ?? sentence(ENGLISH.page, key, values) ?? (isComplete ? key : "");
}

/** The sentences of the appliance's messages, several joined by semicolons. */
export function textOf(message: Message | readonly Message[] | null): string {
  if (message === null) return "";
  if ("length" in message) return message.map(textOf).join("; ");
  const values = Object.fromEntries(Object.entries(message.values).map(([name, value]) => [name, plain(value)]));
  return sentence(current.value.appliance, message.code, values) ?? message.text;
}

function plain(value: Message["values"][string]): Value {
  return typeof value === "object" ? textOf(value) : value;
}

function sentence(bundle: FluentBundle, key: string, values: Record<string, Value>): string | null {
  const pattern = bundle.getMessage(key)?.value;
  return pattern ? bundle.formatPattern(pattern, values, []) : null;
}

/** Days and times in the format of this language. */
export function day(iso: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "medium" }).format(new Date(iso));
}

export function time(iso: string): string {
  return new Intl.DateTimeFormat(language.value, { timeStyle: "short" }).format(new Date(iso));
}

/** The time; with the day unless it is today. */
export function moment(iso: string, now = new Date()): string {
  const at = new Date(iso);
  const dateStyle = at.toDateString() === now.toDateString() ? undefined : "medium";
  return new Intl.DateTimeFormat(language.value, { dateStyle, timeStyle: "short" }).format(at);
}

/** Compares names in the alphabetical order of this language, with 2 before 10. */
export function compareNames(a: string, b: string): number {
  return new Intl.Collator(language.value, { numeric: true }).compare(a, b);
}

export function number(value: number, digits = 1): string {
  return new Intl.NumberFormat(language.value, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: "negative",
  }).format(value);
}

/** A number, or a dash if it is unknown. */
export const known = (value: number | null, digits = 1) => (value === null ? "–" : number(value, digits));

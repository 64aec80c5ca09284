/** What the appliance itself says: its sentences are English, and a language may know them by their pattern. */

/** From English to another language; `{name}` stands for a value, which is a sentence of its own where one is known. */
export type Told = Readonly<Record<string, string>>;

interface Pattern {
  english: string;
  matches: RegExp;
  names: string[];
  text: string;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Sentences in the order of the catalogue; the first pattern that fits a sentence whole is taken. */
export function translator(told: Told): (sentence: string) => string {
  const patterns: Pattern[] = Object.entries(told).map(([english, text]) => {
    const parts = english.split(/\{(\w+)\}/);
    const body = parts.map((part, k) => (k % 2 ? "(.+?)" : escaped(part))).join("");
    return { english, matches: new RegExp(`^${body}$`, "is"), names: parts.filter((_, k) => k % 2), text };
  });
  const say = (sentence: string): string => {
    for (const { english, matches, names, text } of patterns) {
      const found = matches.exec(sentence);
      if (!found) continue;
      const values = new Map(names.map((name, k) => [name, found[k + 1] ?? ""]));
      const said = text.replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = values.get(name) ?? whole;
        return value === sentence ? value : say(value);
      });
      // beside a form a sentence begins with a capital that it has not here
      return english.startsWith(sentence.charAt(0).toLowerCase()) && !english.startsWith(sentence.charAt(0))
        ? said.charAt(0).toUpperCase() + said.slice(1)
        : said;
    }
    return sentence;
  };
  return say;
}

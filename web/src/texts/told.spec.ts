import { describe, expect, it } from "vitest";
import catalogue from "./es.told.json";
import cases from "./told.cases.json";
import { translator } from "./told";

const say = translator(catalogue);

describe("told", () => {
  it.each(Object.entries(cases))("says %s", (english, spanish) => {
    expect(say(english)).toBe(spanish);
  });

  it("has every value of a sentence in its translation", () => {
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
    for (const [english, text] of Object.entries(catalogue)) expect(names(text), english).toEqual(names(english));
  });
});

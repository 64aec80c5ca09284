import { describe, expect, it } from "vitest";
import { speak, t } from ".";
import { en } from "./en";
import { es } from "./es";

const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

describe("texts", () => {
  it("are complete in both languages, with the same values", () => {
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      expect(es[key].length, key).toBeGreaterThan(0);
      expect(values(es[key]), key).toEqual(values(en[key]));
    }
  });

  it("fill values in and follow the language", async () => {
    expect(t("endNumber", { n: 3 })).toBe("End 3");
    await speak("es");
    expect(t("endNumber", { n: 3 })).toBe("Tanda 3");
    await speak("en");
  });
});

import { describe, expect, it } from "vitest";
import { duration, known, speak, t } from ".";
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

  it("never give a number that nobody knows", () => {
    expect([known(0, 2), known(null, 2)]).toEqual(["0.00", "–"]);
  });

  it("tell how long something runs in the unit that fits", () => {
    expect([59, 60, 7199, 172799, 172800].map(duration)).toEqual([
      "0 minutes",
      "1 minute",
      "119 minutes",
      "47 hours",
      "2 days",
    ]);
  });

  it("fill values in and follow the language", async () => {
    expect(t("endNumber", { n: 3 })).toBe("End 3");
    await speak("es");
    expect(t("endNumber", { n: 3 })).toBe("Tanda 3");
    expect(duration(7200)).toBe("2 horas");
    await speak("en");
  });
});

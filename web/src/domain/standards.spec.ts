import { describe, expect, it } from "vitest";
import { UNSURVEYED_BUTT_MM, WIDEST_SHAFT_MM } from "./standards";

const sources = import.meta.glob<string>(["../**/*.{ts,vue}", "!../**/*.spec.ts", "!../api/schema.gen.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});

describe("standards", () => {
  it("stand in one place: no source repeats a number of them", () => {
    const numbers = [WIDEST_SHAFT_MM, WIDEST_SHAFT_MM / 2, UNSURVEYED_BUTT_MM].map(String);
    const repeats = Object.entries(sources)
      .filter(([path]) => !path.includes("/texts/"))
      .filter(([, source]) => (source.match(/\d+(\.\d+)?/g) ?? []).some((found) => numbers.includes(found)))
      .map(([path]) => path);
    expect(Object.keys(sources).length).toBeGreaterThan(50);
    expect(repeats).toEqual([]);
  });
});

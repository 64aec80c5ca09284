import { describe, expect, it } from "vitest";
import { tapeOf, typedTape } from "./tape";

const NAMES = ["NW", "NE", "SE"];

describe("a taped distance", () => {
  it("is what was typed", () => {
    const taped = { first: "NW", second: "SE", distance_mm: 1838, sigma_mm: 2 };
    expect(tapeOf(typedTape(taped), NAMES)).toEqual(taped);
  });

  it("is none where nothing is typed, a number is missing or a sensor is gone", () => {
    expect(tapeOf(typedTape(null), NAMES)).toBeNull();
    const typed = { first: "NW", second: "SE", distance_mm: 1838, sigma_mm: 2 };
    expect(tapeOf({ ...typed, distance_mm: "" }, NAMES)).toBeNull();
    expect(tapeOf({ ...typed, second: "S" }, NAMES)).toBeNull();
    expect(tapeOf({ ...typed, first: "" }, NAMES)).toBeNull();
  });

  it("is good to a millimetre where nobody says how good", () => {
    const typed = { first: "NW", second: "SE", distance_mm: 1838, sigma_mm: "" as const };
    expect(tapeOf(typed, NAMES)?.sigma_mm).toBe(1);
  });
});

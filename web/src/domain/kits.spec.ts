import { describe, expect, it } from "vitest";
import { isWhole, KITS, kitOf, placesOf } from "./kits";

describe("kits of sensors", () => {
  it("hang on a butt of any size", () => {
    const eight = KITS.find(({ kit }) => kit === "eight");
    const places = eight ? placesOf(eight, 1300, 900) : [];
    expect(places.map(({ id, x_mm, y_mm }) => `${id} ${x_mm} ${y_mm}`)).toEqual([
      "NW 0 900",
      "N 650 900",
      "NE 1300 900",
      "E 1300 450",
      "SE 1300 0",
      "S 650 0",
      "SW 0 0",
      "W 0 450",
    ]);
  });

  it("have a board in the middle whose sensors keep their distance on a larger butt", () => {
    const board = KITS.find(({ kit }) => kit === "freetarget");
    expect(board && placesOf(board, 1300, 1300)[0]).toEqual({
      id: "N",
      x_mm: 568.7,
      y_mm: 731.3,
      z_mm: 13,
      bias_us: 0,
    });
    expect(board && placesOf(board, 900, 900)[0]?.x_mm).toBe(368.7);
  });

  it("are known again until one sensor is moved", () => {
    for (const kit of KITS) {
      const places = placesOf(kit, 1000, 1200);
      expect(kitOf(places, 1000, 1200)?.kit).toBe(kit.kit);
      expect(kitOf(places, 1000, 1201) === null).toBe(true);
      const moved = places.map((place, k) => (k === 1 ? { ...place, x_mm: place.x_mm + 0.1 } : place));
      expect(kitOf(moved, 1000, 1200)).toBeNull();
    }
  });

  it("are not sent while a field is empty", () => {
    expect(isWhole([{ x_mm: 1, y_mm: 2 }])).toBe(true);
    expect(isWhole([{ x_mm: "", y_mm: 2 }])).toBe(false);
    expect(isWhole([{ x_mm: 1, y_mm: NaN }])).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { turnOf, turnsToChoose } from "./turnLength";

describe("after how many arrows the turn passes on", () => {
  it("is a whole end where a turn has as many arrows as the end", () => {
    expect(turnOf({ arrows_per_turn: 6 }, { arrows_per_end: 6 })).toBeNull();
    expect(turnOf({ arrows_per_turn: 3 }, { arrows_per_end: 6 })).toBe(3);
    expect(turnOf(null, { arrows_per_end: 6 })).toBeNull();
  });
  it("offers fewer arrows than the end has, and what is set already", () => {
    expect(turnsToChoose(null, { arrows_per_end: 3 })).toEqual([1, 2]);
    expect(turnsToChoose(4, { arrows_per_end: 12 })).toEqual([1, 2, 3, 4]);
    expect(turnsToChoose(null, { arrows_per_end: 1 })).toEqual([]);
  });
});

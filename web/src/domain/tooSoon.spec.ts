import { describe, expect, it } from "vitest";
import { tooSoon } from "./tooSoon";

const session = { round_name: "WA 18m", distance: 18, distance_unit: "m" as const, arrows_per_end: 3 };
const at = (second: number, end_number: number, changes = {}) => ({
  end_number,
  archer_id: "a",
  is_sighter: false,
  shot_at: new Date(second * 1000).toISOString(),
  attribution: "order",
  ...changes,
});
const end = [at(0, 1), at(20, 1), at(40, 1)];

describe("an arrow sooner after a full end than anybody can walk", () => {
  it("is asked about: to the target and back takes as many seconds as metres", () => {
    const early = at(57, 2);
    expect(tooSoon([...end, early], session)).toBe(early);
    expect(tooSoon([...end, at(59, 2)], session)).toBeNull();
    expect(tooSoon([...end, at(56, 2)], { ...session, distance_unit: "yd" })).not.toBeNull();
    expect(tooSoon([...end, at(57, 2)], { ...session, distance_unit: "yd" })).toBeNull();
  });

  it("is asked about once, of the first arrow of its end alone", () => {
    expect(tooSoon([...end, at(50, 2), at(55, 2)], session)).toBeNull();
  });

  it("is none without a round, after a short end that a person closed, or where a person said so", () => {
    expect(tooSoon([...end, at(50, 2)], { ...session, round_name: null })).toBeNull();
    expect(tooSoon([...end.slice(1), at(50, 2)], session)).toBeNull();
    expect(tooSoon([...end, at(50, 2, { attribution: "person" })], session)).toBeNull();
    expect(tooSoon([], session)).toBeNull();
  });

  it("does not count sighters", () => {
    expect(tooSoon([...end, at(50, 0, { is_sighter: true })], session)).toBeNull();
  });
});

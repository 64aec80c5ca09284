// @vitest-environment jsdom
import { mount } from "@vue/test-utils";
import { beforeAll, describe, expect, it } from "vitest";
import type { ShootOff } from "../api/matches";
import { completeTexts } from "../texts";
import ShootOffLine from "./ShootOffLine.vue";

const LEVEL: ShootOff = {
  points_a: 9,
  points_b: 9,
  is_whole: true,
  nearest_a_mm: 26,
  nearest_b_mm: 24.1,
  sigma_a_mm: 0.9,
  sigma_b_mm: 0.8,
  nearer: "b",
  probability: 0.94,
  winner: null,
  unshot_a: 0,
  unshot_b: 0,
};
const lineOf = (more: Partial<ShootOff>) =>
  mount(ShootOffLine, { props: { off: { ...LEVEL, ...more }, names: { a: "Robin", b: "Marian" } } }).text();

describe("what is said of a shoot-off", () => {
  beforeAll(completeTexts);

  it("names the nearest with both doubts where the measurement is sure", () => {
    expect(lineOf({ winner: "b" })).toBe("Nearest to the middle is Marian: 24.1 mm ± 0.8 against 26.0 mm ± 0.9.");
    expect(lineOf({ nearest_a_mm: -1.8, nearer: "a", winner: "a" })).toContain("Robin: 1.8 mm over the middle ± 0.9");
  });

  it("leaves to a judge what it cannot tell", () => {
    expect(lineOf({})).toContain("24.1 mm ± 0.8 against 26.0 mm ± 0.9: too close to tell. A judge decides");
    expect(lineOf({ sigma_a_mm: null, probability: null })).toContain("26.0 mm, tapped by hand: too close to tell");
    expect(lineOf({ nearest_a_mm: null, nearer: null })).toContain("not every arrow was measured: a judge decides");
  });

  it("says nothing where points decide, or arrows are still to come, and of two misses what follows", () => {
    expect(lineOf({ points_a: 10 })).toBe("");
    expect(lineOf({ is_whole: false })).toBe("");
    expect(lineOf({ points_a: 0, points_b: 0, nearest_a_mm: null })).toBe("Nobody hit: one more arrow each.");
  });
});

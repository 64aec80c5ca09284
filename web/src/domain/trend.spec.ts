import { describe, expect, it } from "vitest";
import { archersIn, firstArcher, isScore, MOST_POINTS, sessionsOf, type Figures } from "./trend";

const figures = (archer_id: string | null, score: number): Figures => ({
  archer_id,
  name: archer_id === null ? null : archer_id.toUpperCase(),
  arrows: 3,
  score,
  average: score / 3,
  tens: 1,
  xs: 0,
  mean_radius: 40,
});
const session = (session_id: string, ...by_archer: Figures[]) => ({
  session_id,
  start_time: "2026-11-23T10:00:00Z",
  location: "Hall",
  distance: 18,
  distance_unit: "m",
  by_archer,
});
const ROWS = [
  session("3", figures("b", 20)),
  session("2", figures("é", 21), figures("b", 22), figures(null, 9)),
  session("1"),
];

describe("a trend", () => {
  it("is of one archer", () => {
    expect(sessionsOf(ROWS, "b").map((row) => [row.session_id, row.score, row.name])).toEqual([
      ["3", 20, "B"],
      ["2", 22, "B"],
    ]);
    expect(sessionsOf(ROWS, null).map((row) => row.score)).toEqual([9]);
    expect(sessionsOf(ROWS, "nobody of these")).toEqual([]);
  });

  it("knows who shot, by name, nobody last", () => {
    expect(
      archersIn([...ROWS, session("0", figures("f", 1))], new Intl.Collator("fr").compare).map((one) => one.id),
    ).toEqual(["b", "é", "f", null]);
  });

  it("begins with whose phone it is, else with who shot", () => {
    expect(firstArcher(ROWS, "é", null)).toBe("é");
    expect(firstArcher(ROWS, "x", null)).toBe("b");
    expect(firstArcher(ROWS, "é", "3")).toBe("b");
    expect(firstArcher([], "é", null)).toBeNull();
  });
});

describe("a score to aim at", () => {
  it("is whole, and no more than a round gives", () => {
    expect([1, MOST_POINTS].every(isScore)).toBe(true);
    expect([0, MOST_POINTS + 1, 1.5, "12", null].some(isScore)).toBe(false);
  });
});

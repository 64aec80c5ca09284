import { describe, expect, it } from "vitest";
import {
  buttsOf,
  canBegin,
  higherSeed,
  isLevel,
  matchToShow,
  nameOn,
  nextOf,
  podium,
  runningMatch,
  sideOf,
  stagesNow,
  stagesOf,
  unshotOf,
  type Met,
} from "./bracket";

const entries = ["Robin", "Marian", "John", "Will"].map((name, k) => ({ seed: k + 1, name }));

function match(stage: number, a: number | null, b: number | null, more: Partial<Met> = {}): Met {
  return {
    stage,
    session_id: null,
    seed_a: a,
    seed_b: b,
    state: "shooting",
    winner: null,
    is_contested: false,
    butt: null,
    ...more,
  };
}
const won = (winner: "a" | "b") => ({ state: "decided", winner }) as const;
const first = (n: number) => Array.from({ length: n / 2 }, (_, k) => match(n, k + 1, n - k));

describe("a bracket", () => {
  it("is its stages, the first first and the final last", () => {
    expect(stagesOf([match(2, null, null), match(4, 1, 4), match(3, null, null), match(4, 2, 3)])).toMatchObject([
      { stage: 4, matches: [{ seed_a: 1 }, { seed_a: 2 }] },
      { stage: 3 },
      { stage: 2 },
    ]);
  });

  it("shows a television what is shot now, and what comes behind it as far as there is room", () => {
    const of8 = [...first(8), match(4, null, null), match(4, null, null), match(3, null, null), match(2, null, null)];
    expect(stagesNow(of8).map((one) => one.stage)).toEqual([8, 4, 2]);
    // of many only those that are still to come, as far as there is room
    const of32 = first(32).map((one, k) => (k === 0 ? { ...one, ...won("a") } : one));
    expect(stagesNow([...of32, ...first(16), ...of8])).toEqual([{ stage: 32, matches: of32.slice(1, 10) }]);
    const later = of8.map((one) => (one.stage === 8 ? { ...one, ...won("a") } : one));
    expect(stagesNow(later).map((one) => one.stage)).toEqual([4, 3, 2]);
    // what has to be shot again is not over
    const again = later.map((one, k) => (k === 0 ? { ...one, is_contested: true } : one));
    expect(stagesNow(again)[0]?.stage).toBe(8);
    expect(stagesNow(of8.map((one) => ({ ...one, ...won("a") }))).map((one) => one.stage)).toEqual([3, 2]);
    expect(stagesNow([])).toEqual([]);
  });

  it("knows which side an archer is on, and who chooses who shoots first", () => {
    const teams = { entries: [4, 1].map((seed) => ({ seed, archer_ids: [`${seed}x`, `${seed}y`] })) };
    const one = match(4, 4, 1);
    expect([
      sideOf(teams, one, "4y"),
      sideOf(teams, one, "1x"),
      sideOf(teams, one, "2x"),
      sideOf(teams, one, null),
    ]).toEqual(["a", "b", null, null]);
    expect([higherSeed(one), higherSeed(match(4, 1, 4))]).toEqual(["b", "a"]);
  });

  it("knows who stands where, and that a bye and an open place are nobody", () => {
    const one = match(4, 1, 0);
    expect(nameOn({ entries, matches: [one] }, one, "a")).toBe("Robin");
    expect(nameOn({ entries, matches: [one] }, one, "b")).toBeNull();
    expect(nameOn({ entries, matches: [] }, match(2, null, 2), "a")).toBeNull();
  });

  it("says whom a draw has to part", () => {
    const of = (score: number, ...arrows: number[]) => ({ score, counts: arrows.map((one) => ({ arrows: one })) });
    expect(isLevel(of(312, 48, 21), of(312, 48, 21))).toBe(true);
    expect(isLevel(of(312, 48, 21), of(312, 48, 12))).toBe(false);
    expect(isLevel(of(312, 48, 21), of(311, 48, 21))).toBe(false);
    expect(isLevel(of(312), undefined)).toBe(false);
  });

  it("says which match can begin, which one runs and which one to look at", () => {
    const bye = match(4, 1, 0, won("a"));
    const over = match(4, 2, 3, { ...won("b"), session_id: "over" });
    const final = match(2, 1, 3);
    const bracket = { entries, matches: [bye, over, final] };
    expect(bracket.matches.map(canBegin)).toEqual([false, false, true]);
    expect(canBegin({ ...over, is_contested: true })).toBe(true);
    expect(canBegin(match(2, 1, null))).toBe(false);
    expect(runningMatch(bracket, "over")).toBe(over);
    expect(runningMatch(bracket, null)).toBeNull();
    expect(matchToShow(bracket, null)).toBe(final);
    expect(matchToShow(bracket, over)).toBe(over);
    expect(matchToShow({ entries, matches: [bye, over] }, null)).toBeNull();
  });

  it("says what is next at each butt, the first that can begin there", () => {
    const at = (butt: string | null, more: Partial<Met> = {}) => match(8, 1, 2, { butt, ...more });
    const [shot, here, later, there] = [at(null, { session_id: "now" }), at(null), at(null), at("2")];
    const unknown = match(4, 1, null, { butt: "3" });
    expect(nextOf([shot, at("2", won("a")), here, there, later, unknown])).toEqual([here, there]);
    expect(nextOf([at("2", won("a"))])).toEqual([]);
  });

  it("reads numbers of butts as somebody types them", () => {
    expect(buttsOf(" 1, 2;3B  4 ")).toEqual(["1", "2", "3B", "4"]);
    expect(buttsOf("")).toEqual([]);
  });

  it("names the best once the final is decided, the third where it is", () => {
    const final = match(2, 3, 1, won("b"));
    expect(podium({ entries, matches: [final, match(3, 2, 4, won("a"))] })).toEqual(["Robin", "John", "Marian"]);
    expect(podium({ entries, matches: [final, match(3, 2, 4)] })).toEqual(["Robin", "John"]);
    expect(podium({ entries, matches: [{ ...final, is_contested: true }] })).toEqual([]);
    expect(podium({ entries, matches: [match(2, 1, 2)] })).toEqual([]);
  });

  it("tells which ends count arrows as misses that were not shot, and whose", () => {
    const none = { unshot_a: 0, unshot_b: 0 };
    expect(
      unshotOf({ ends: [none, { unshot_a: 0, unshot_b: 2 }], shoot_offs: [{ unshot_a: 1, unshot_b: 1 }] }),
    ).toEqual([
      { side: "b", end: 2, n: 2 },
      { side: "a", end: null, n: 1 },
      { side: "b", end: null, n: 1 },
    ]);
    expect(unshotOf({ ends: [none], shoot_offs: [none] })).toEqual([]);
  });
});

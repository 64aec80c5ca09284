import { describe, expect, it } from "vitest";
import { listedAnd, standings } from "./board";
import type { ScoredShot } from "./ends";
import { counted, tallyOf, USUAL } from "./tally";

const SESSION = { is_opened: true, held_back_from: null, arrows_per_end: 3 };
const compareNames = new Intl.Collator("es").compare;
const rules = { session: SESSION, byThisPhone: false, tally: { counts: USUAL, gold: 10 }, compareNames };
const named = (...names: string[]) => names.map((name) => ({ id: name, letter: "", name }));

/** Arrows of one archer: an X is 10 with a word. */
function of(archer_id: string, ends: (number | "X")[][]): ScoredShot[] {
  return ends.flatMap((end, k) =>
    end.map((mark, n) => ({
      id: `${archer_id} ${k} ${n}`,
      seq: k * 10 + n,
      shot_at: new Date((k * 10 + n) * 1000).toISOString(),
      end_number: k + 1,
      is_sighter: false,
      x: 1,
      points: mark === "X" ? 10 : mark,
      points_called: null,
      is_x_called: null,
      is_x: mark === "X",
      archer_id,
    })),
  );
}

describe("the board", () => {
  it("ranks by total, then tens, then Xs, and gives one rank to whom nothing parts", () => {
    const shots = [
      ...of("nines", [[9, 9, 9]]),
      ...of("tens", [[10, 10, 7]]),
      ...of("x", [["X", 10, 7]]),
      ...of("x too", [[10, "X", 7]]),
      ...of("last", [[1]]),
    ];
    const rows = standings(named("last", "nines", "x too", "tens", "x"), shots, rules);
    expect(rows.map((row) => [row.rank, row.name, row.score])).toEqual([
      [1, "x", 27],
      [1, "x too", 27],
      [3, "tens", 27],
      [4, "nines", 27],
      [5, "last", 1],
    ]);
  });

  it("ranks by hits and golds where five zones count", () => {
    const tally = { counts: ["hits", "golds"] as const, gold: 9 };
    const shots = [...of("golds", [[9, 9, 0, 0]]), ...of("hits", [[7, 5, 5, 1]])];
    const rows = standings(named("golds", "hits"), shots, { ...rules, tally });
    expect(rows.map((row) => [row.name, row.counted])).toEqual([
      ["hits", [4, 0]],
      ["golds", [2, 2]],
    ]);
  });

  it("orders equal archers as people look for them", () => {
    const rows = standings(named("zoé", "Émile", "adam", "Emil", "Ñu", "Nu"), [], rules);
    expect(rows.map((row) => row.name)).toEqual(["adam", "Emil", "Émile", "Nu", "Ñu", "zoé"]);
    expect(new Set(rows.map((row) => row.rank))).toEqual(new Set([1]));
  });

  it("ranks by nothing that is held back, and says only how many arrows there were", () => {
    const shots = [
      ...of("a", [
        [9, 9, 9],
        ["X", "X"],
      ]),
      ...of("b", [
        [10, 9, 9],
        [1, 1, 1],
      ]),
    ];
    const session = { ...SESSION, held_back_from: 2 };
    const rows = standings(named("a", "b"), shots, { ...rules, session });
    expect(rows.map((row) => [row.name, row.score, row.counted, row.arrows, row.isLastHeldBack])).toEqual([
      ["b", 28, [1, 0], 6, true],
      ["a", 27, [0, 0], 5, true],
    ]);
    // this phone waits for the end to be complete: b's is, a's is not
    const waiting = standings(named("a", "b"), shots, { ...rules, byThisPhone: true });
    expect(waiting.map((row) => [row.name, row.score, row.isLastHeldBack])).toEqual([
      ["b", 31, false],
      ["a", 27, true],
    ]);
  });

  it("lists who shot without being listed", () => {
    const roster = [{ archer_id: "a", letter: "A", name: "Ann" }];
    const of_nobody = { archer_id: null, is_sighter: false };
    const shots = [...of("a", [[1]]), ...of("b", [[1]]), of_nobody, { archer_id: "c", is_sighter: true }];
    expect(listedAnd(roster, shots, (id) => (id === "b" ? "Ben" : "Archer"))).toEqual([
      { id: "a", letter: "A", name: "Ann" },
      { id: "b", letter: "", name: "Ben" },
      { id: null, letter: "", name: "Archer" },
    ]);
  });
});

describe("what is counted", () => {
  const shots = of("a", [["X", 10, 9, 6, 5, 0]]);
  it.each([
    [["tens", "xs"] as const, 10, [2, 1]],
    [["tens", "nines"] as const, 10, [2, 1]],
    [["hits", "golds"] as const, 9, [5, 1]],
    [["sixes", "fives"] as const, 6, [1, 1]],
  ])("%s", (counts, gold, numbers) => {
    expect(counted(shots, { counts, gold })).toEqual(numbers);
  });

  it("leaves out sighters and what is over the number", () => {
    const [x, ten] = shots;
    if (!x || !ten) throw new Error("no arrows");
    expect(
      counted(
        [
          { ...x, is_sighter: true },
          { ...ten, is_surplus: true },
          { ...ten, is_beyond: true },
        ],
        { counts: USUAL, gold: 10 },
      ),
    ).toEqual([0, 0]);
  });

  it("is what the faces count", () => {
    const catalogue = [{ kind: "imperial", counts: ["hits" as const, "golds" as const] }];
    expect(tallyOf([{ kind: "imperial", points: [9, 7] }], catalogue)).toEqual({ counts: ["hits", "golds"], gold: 9 });
    expect(tallyOf([{ kind: null, points: [10] }], catalogue).counts).toEqual(["tens", "xs"]);
    expect(tallyOf([], catalogue)).toEqual({ counts: USUAL, gold: 0 });
  });
});

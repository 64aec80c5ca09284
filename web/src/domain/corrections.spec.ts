import { describe, expect, it } from "vitest";
import { differences, shownCorrections } from "./corrections";

describe("what a correction changed", () => {
  it("is told field by field, of those that people know", () => {
    const correction = { before: { end_number: 1, note: null, x: 1 }, after: { end_number: 2, note: null, x: 2 } };
    expect(differences(correction, ["end_number", "note"])).toEqual([{ field: "end_number", before: 1, after: 2 }]);
  });

  it("has one side only where an arrow came or went", () => {
    expect(differences({ before: null, after: { points: 9 } }, ["points", "note"])).toEqual([
      { field: "points", before: null, after: 9 },
    ]);
  });
});

describe("corrections of ends that are held back", () => {
  const of = (kind: string, shot_id: string | null, end_number?: number) => ({
    kind,
    shot_id,
    before: null,
    after: end_number === undefined ? { note: "x" } : { end_number },
  });

  it("are left out, whether the arrow stands there, came from there or is gone", () => {
    const shown = of("changed", "first", 1);
    const turn = of("turn", null, 2);
    const listed = [shown, of("changed", "held"), of("deleted", "gone", 2), turn];
    const hidden = { shots: new Set(["held"]), ends: new Set<unknown>([2]) };
    expect(shownCorrections(listed, hidden)).toEqual([shown, turn]);
  });
});

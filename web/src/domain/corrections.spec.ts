import { describe, expect, it } from "vitest";
import { differences } from "./corrections";

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

import { describe, expect, it } from "vitest";
import cases from "./fold.cases.json";
import { fold, movedOnto } from "./fold";
import type { Point } from "./group";

const asPoint = ([x = NaN, y = NaN]: readonly number[]): Point => ({ x, y });

describe("fold", () => {
  it.each(cases)("folds arrows as the appliance does: $name", ({ faces, points, folded, is_folded }) => {
    const found = fold(faces.map(asPoint), points.map(asPoint));
    expect(found.isFolded).toBe(is_folded);
    expect(found.points).toEqual(folded.map(asPoint));
  });

  it("moves an arrow onto another face as it was on its own", () => {
    const spots = [
      { x: 100, y: 900 },
      { x: 100, y: 500 },
    ];
    expect(movedOnto({ x: 0, y: 0 }, spots, { x: 95, y: 480 })).toEqual({ x: -5, y: -20 });
    expect(movedOnto({ x: 0, y: 0 }, [], { x: 95, y: 480 })).toEqual({ x: 95, y: 480 });
  });
});

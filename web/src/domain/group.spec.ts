import { describe, expect, it } from "vitest";
import cases from "./fold.cases.json";
import { densityOf, fold, groupToShow, movedOnto, type Group, type Point } from "./group";

const asPoint = ([x = NaN, y = NaN]: readonly number[]): Point => ({ x, y });

describe("group", () => {
  it.each(cases)("folds arrows as the appliance does: $name", ({ faces, points, folded, is_folded }) => {
    const found = fold(faces.map(asPoint), points.map(asPoint));
    expect(found.isFolded).toBe(is_folded);
    expect(found.points).toEqual(folded.map(asPoint));
  });

  it("is moved onto another face as it was on its own", () => {
    const spots = [
      { x: 100, y: 900 },
      { x: 100, y: 500 },
    ];
    expect(movedOnto({ x: 0, y: 0 }, spots, { x: 95, y: 480 })).toEqual({ x: -5, y: -20 });
    expect(movedOnto({ x: 0, y: 0 }, [], { x: 95, y: 480 })).toEqual({ x: 95, y: 480 });
  });

  it("is none of one arrow", () => {
    const group: Group = {
      arrows: 1,
      x: 0,
      y: 0,
      dx: null,
      dy: null,
      mean_radius: 0,
      extreme_spread: 0,
      ellipse_95: null,
      is_folded: false,
    };
    expect(groupToShow(group)).toBeNull();
    expect(groupToShow({ ...group, arrows: 2 })?.arrows).toBe(2);
    expect(groupToShow(undefined)).toBeNull();
  });

  it("is densest where most arrows are", () => {
    const arrows = [
      { x: 20, y: 20 },
      { x: 21, y: 21 },
      { x: 22, y: 19 },
      { x: 80, y: 80 },
    ];
    const square = { left: 0, bottom: 0, size: 100 };
    const cells = densityOf(arrows, 30, square, 10);
    const top = cells.find((cell) => cell.share === 1);
    expect(Math.hypot((top?.x ?? 0) - 21, (top?.y ?? 0) - 20)).toBeLessThan(10);
    expect(densityOf(arrows.slice(0, 2), 1, square)).toEqual([]);
  });
});

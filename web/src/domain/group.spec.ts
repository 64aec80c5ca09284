import { describe, expect, it } from "vitest";
import { densityOf, ellipseOf, groupOf } from "./group";

const square = [{ x: 0, y: 0 }, { x: 20, y: 0 }, { x: 0, y: 20 }, { x: 20, y: 20 }];

describe("group", () => {
  it("has a centre and two sizes", () => {
    const group = groupOf(square);
    expect(group?.centre).toEqual({ x: 10, y: 10 });
    expect(group?.meanRadius).toBeCloseTo(Math.hypot(10, 10));
    expect(group?.extremeSpread).toBeCloseTo(Math.hypot(20, 20));
    expect(groupOf(square.slice(0, 1))).toBeNull();
  });

  it("lies along the arrows", () => {
    const ellipse = ellipseOf([{ x: 0, y: 0 }, { x: 10, y: 10 }, { x: 20, y: 20 }, { x: 30, y: 30 }]);
    expect(ellipse?.angle).toBeCloseTo(45);
    expect(ellipse?.minor).toBeCloseTo(0);
    expect(ellipseOf(square.slice(1))).toBeNull();
  });

  it("is densest where most arrows are", () => {
    const cells = densityOf([{ x: 20, y: 20 }, { x: 21, y: 21 }, { x: 22, y: 19 }, { x: 80, y: 80 }], 0, 0, 100, 10);
    const top = cells.find((cell) => cell.share === 1);
    expect(Math.hypot((top?.x ?? 0) - 21, (top?.y ?? 0) - 20)).toBeLessThan(10);
    expect(densityOf(square.slice(0, 2), 0, 0, 100)).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { densityOf } from "./density";

describe("density", () => {
  it("is highest where most arrows are", () => {
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

import { describe, expect, it } from "vitest";
import { densityOf, ellipseOf, fold, groupOf, movedOnto, offCentre } from "./group";

const square = [
  { x: 0, y: 0 },
  { x: 20, y: 0 },
  { x: 0, y: 20 },
  { x: 20, y: 20 },
];

describe("group", () => {
  it("has a centre and two sizes", () => {
    const group = groupOf(square);
    expect(group?.centre).toEqual({ x: 10, y: 10 });
    expect(group?.meanRadius).toBeCloseTo(Math.hypot(10, 10));
    expect(group?.extremeSpread).toBeCloseTo(Math.hypot(20, 20));
    expect(groupOf(square.slice(0, 1))).toBeNull();
  });

  it("is one over several spots, and stays where all were shot at one", () => {
    const spots = [
      { x: 100, y: 900 },
      { x: 100, y: 500 },
      { x: 100, y: 100 },
    ];
    const arrows = [
      { x: 110, y: 900 },
      { x: 100, y: 510 },
      { x: 90, y: 100 },
    ];
    const folded = fold(spots, arrows);
    expect(folded).toEqual({
      points: [
        { x: 110, y: 900 },
        { x: 100, y: 910 },
        { x: 90, y: 900 },
      ],
      isFolded: true,
    });
    expect(groupOf(folded.points)?.extremeSpread).toBeCloseTo(20);
    expect(fold(spots, arrows.slice(1, 2))).toEqual({ points: [{ x: 100, y: 510 }], isFolded: false });
    expect(fold([], arrows)).toEqual({ points: arrows, isFolded: false });
    expect(movedOnto({ x: 0, y: 0 }, spots, { x: 95, y: 480 })).toEqual({ x: -5, y: -20 });
  });

  it("says how far it is off the middle", () => {
    const group = groupOf(square);
    expect(group && offCentre([{ x: 0, y: 30 }], group)).toEqual({ x: 10, y: -20 });
    expect(group && offCentre([], group)).toBeNull();
  });

  it("lies along the arrows", () => {
    const ellipse = ellipseOf([
      { x: 0, y: 0 },
      { x: 10, y: 10 },
      { x: 20, y: 20 },
      { x: 30, y: 30 },
    ]);
    expect(ellipse?.angle).toBeCloseTo(45);
    expect(ellipse?.minor).toBeCloseTo(0);
    expect(ellipseOf(square.slice(1))).toBeNull();
  });

  it("is densest where most arrows are", () => {
    const cells = densityOf(
      [
        { x: 20, y: 20 },
        { x: 21, y: 21 },
        { x: 22, y: 19 },
        { x: 80, y: 80 },
      ],
      0,
      0,
      100,
      10,
    );
    const top = cells.find((cell) => cell.share === 1);
    expect(Math.hypot((top?.x ?? 0) - 21, (top?.y ?? 0) - 20)).toBeLessThan(10);
    expect(densityOf(square.slice(0, 2), 0, 0, 100)).toEqual([]);
  });
});

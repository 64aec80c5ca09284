import { describe, expect, it } from "vitest";
import { pathOf, roomIn } from "./outline";

const circle = (radius: number) => ({ radius, outline: null });
/** Far to the right, and not around the middle below it: a leg left of it. */
const body = {
  radius: 100,
  outline: [
    [-20, 30],
    [-20, -60],
    [-10, -60],
    [-10, -20],
    [90, -20],
    [90, 30],
  ],
};

describe("outlines", () => {
  it("are drawn around the centre of the face, upside down once", () => {
    const corners = [
      [0, 10],
      [-9, -5],
      [9, -5],
    ];
    expect(pathOf({ x: 100, y: 200 }, corners)).toBe("M100 -210L91 -195L109 -195Z");
  });

  it("have their number where there is most room", () => {
    expect(roomIn(body, circle(10))).toEqual({ x: 50, y: 0, width: 80 });
    expect(roomIn(circle(20), body).width).toBe(0);
  });

  it("leave the numbers of circles straight below the middle", () => {
    expect(roomIn(circle(40), circle(20))).toEqual({ x: 0, y: -30, width: 20 });
    expect(roomIn(circle(20), circle(0))).toEqual({ x: 0, y: -10, width: 20 });
  });
});

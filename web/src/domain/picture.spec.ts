import { describe, expect, it } from "vitest";
import { zonesHung } from "./hanging";
import {
  colourOf,
  coloursOn,
  columnsOf,
  lineColour,
  magnification,
  leastMark,
  pointerTo,
  viewOfFaces,
  viewOfGroup,
  zonesOf,
} from "./picture";

const face = { x: 650, y: 700, radii: [40, 80], points: [10, 9], kind: "wa_80" };

describe("picture", () => {
  it("paints zones from the outermost inwards, in the catalogue's colours", () => {
    const catalogue = [
      {
        kind: "wa_80",
        zones: [
          { points: 10, colour: "gold" as const },
          { points: 9, colour: "red" as const },
        ],
      },
    ];
    expect(zonesOf(face, catalogue).map((zone) => [zone.radius, zone.colour])).toEqual([
      [80, "red"],
      [40, "gold"],
    ]);
  });

  it("knows World Archery's colours for a face that is in no catalogue", () => {
    expect(zonesOf({ ...face, kind: null, points: [5, 3] }, []).map((zone) => zone.colour)).toEqual(["black", "blue"]);
  });

  it("colours what stands on a score sheet", () => {
    expect(["X", "10", "7", "5", "3", "1", "M", "–"].map(colourOf)).toEqual([
      "gold",
      "gold",
      "red",
      "blue",
      "black",
      "white",
      "white",
      "white",
    ]);
  });

  it("draws the line between black zones in white", () => {
    expect(lineColour({ radius: 1, outline: null, points: 3, colour: "black" })).toBe("white");
    expect(lineColour({ radius: 1, outline: null, points: 9, colour: "gold" })).toBe("black");
  });

  it("frames what is drawn, not how far it reaches from its middle", () => {
    const outline = [
      [-10, -20],
      [50, -20],
      [50, 20],
      [-10, 20],
    ];
    const view = viewOfFaces([{ x: 100, y: 100, radii: [5, 54], points: [10, 5], outlines: [null, outline] }]);
    expect(view).toEqual({ x: 120 - 31.8, y: -100 - 31.8, size: 60 * 1.06 });
  });

  it("hangs a face of the catalogue with its outlines, where it has any", () => {
    const outline = [
      [0, 10],
      [-9, -5],
      [9, -5],
    ];
    const zones = [
      { points: 10, radius: 2 },
      { points: 5, radius: 10, outline },
    ];
    expect(zonesHung({ kind: "animal", x_radius: null, zones }).outlines).toEqual([null, outline]);
    expect(zonesHung({ kind: "round", x_radius: null, zones: zones.slice(0, 1) })).not.toHaveProperty("outlines");
  });

  it("turns y upside down once", () => {
    const view = viewOfFaces([face]);
    expect(view && view.x + view.size / 2).toBeCloseTo(650);
    expect(view && view.y + view.size / 2).toBeCloseTo(-700);
  });

  it("never zooms in further than a face can be recognised", () => {
    expect(viewOfGroup([{ x: 1, y: 1 }])?.size).toBe(160);
    expect(viewOfGroup([])).toBeNull();
  });

  it("draws errors as long as they can be seen", () => {
    const displacement = (length: number) => ({
      from: { x: 600, y: 600 },
      to: { x: 600 + 0.6 * length, y: 600 - 0.8 * length },
      isBefore: true,
    });
    expect(magnification([displacement(0.2), displacement(2)])).toBe(50);
    expect(magnification([displacement(0.01)])).toBe(200);
    expect(magnification([displacement(300)])).toBe(1);
  });

  it("draws no arrow too small to be seen", () => {
    expect(leastMark(1280)).toBe(20);
  });

  it("points from the edge to an arrow outside, and not to one inside", () => {
    const view = { x: 0, y: -100, size: 100 };
    expect(pointerTo({ x: 50, y: 50 }, view)).toBeNull();
    expect(pointerTo({ x: 300, y: 50 }, view)).toEqual({ x: 97, y: -50, angle: 0 });
    // below on the butt is below in the picture
    expect(pointerTo({ x: 50, y: -200 }, view)).toEqual({ x: 50, y: -3, angle: 90 });
  });

  it("has the colours of the face that hangs", () => {
    const field = { kind: "field", zones: [{ points: 6, colour: "gold" as const }] };
    const colours = coloursOn([{ x: 0, y: 0, radii: [10, 20], points: [6, 4], kind: "field" }], [field]);
    expect([colours.get("6"), colours.get("X"), colours.get("4"), colours.get("M")]).toEqual([
      "gold",
      "gold",
      "black",
      undefined,
    ]);
    expect(coloursOn([], []).size).toBe(0);
  });

  it("fills a square with squares", () => {
    expect([1, 2, 3, 4, 5].map(columnsOf)).toEqual([1, 2, 2, 2, 3]);
  });
});

import { describe, expect, it } from "vitest";
import { panelsOf } from "./faceView";

const spot = (y: number) => ({ x: 0, y, radii: [10, 100], points: [10, 6] });
const whole = { x: -500, y: -500, size: 1000 };
const [high, low] = [
  { x: 5, y: 220 },
  { x: -5, y: -215 },
];

describe("what the live picture shows", () => {
  it("goes close to the end that is being shot, from two arrows on", () => {
    const about = { whole, last: high };
    expect(panelsOf([spot(0)], [high], { ...about, zoom: "auto", inEnd: [high] })[0]?.view).toBe(whole);
    const close = [{ x: 0, y: 0 }, high];
    expect(panelsOf([spot(0)], close, { ...about, zoom: "auto", inEnd: close })[0]?.view.size).toBeCloseTo(352);
    expect(panelsOf([spot(0)], close, { ...about, zoom: "whole", inEnd: close })[0]?.view).toBe(whole);
  });

  it("puts spots beside each other, each with its own arrows", () => {
    const faces = [spot(220), spot(0), spot(-220)];
    const panels = panelsOf(faces, [high, low], { zoom: "auto", whole, inEnd: [high, low], last: low });
    expect(panels.map((panel) => panel.shots)).toEqual([[high], [], [low]]);
    expect(panels[0]?.view).toEqual({ x: -106, y: -326, size: 212 });
    const last = panelsOf(faces, [high, low], { zoom: "group", whole, inEnd: [high, low], last: low });
    expect(last.map((panel) => panel.faces)).toEqual([[faces[2]]]);
    expect(panelsOf(faces, [high, low], { zoom: "whole", whole, inEnd: [], last: low })).toHaveLength(1);
  });
});

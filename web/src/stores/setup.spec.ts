// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import type { CatalogueFace } from "../api/types";
import { hang, lastChoice } from "./setup";

const triple: CatalogueFace = {
  kind: "wa_40_triple_vertical",
  name: "Triple",
  scoring: "10_zone_5_ring",
  counts: ["tens", "xs"],
  x_radius: 10,
  zones: [{ points: 10, radius: 20, colour: "gold" }],
  spots: [
    { dx: 0, dy: 220 },
    { dx: 0, dy: 0 },
    { dx: 0, dy: -220 },
  ],
};

describe("hanging a face", () => {
  it("hangs every spot around the middle of the surveyed butt", () => {
    const target = hang(triple, "s", { width_mm: 1000, height_mm: 1200 });
    expect(target.faces?.map((face) => [face.x, face.y])).toEqual([
      [500, 820],
      [500, 600],
      [500, 380],
    ]);
    expect(new Set(target.faces?.map((face) => face.human_identifier)).size).toBe(3);
  });
});

describe("the form of the next session", () => {
  it("is as last time, but for the round", () => {
    localStorage.setItem("arch-stats:last-session", JSON.stringify({ distance: 70, round_name: "WA 70m" }));
    expect(lastChoice()).toMatchObject({ distance: 70, round_name: null, location: "Range" });
  });
});

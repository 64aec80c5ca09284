import { describe, expect, it } from "vitest";
import type { ScoredShot } from "./ends";
import cases from "./tally.cases.json";
import { counted, type Count } from "./tally";

function shot(points: number | null, isX: boolean, k: number): ScoredShot {
  return {
    id: String(k),
    seq: k,
    shot_at: new Date(k * 1000).toISOString(),
    end_number: 1,
    is_sighter: false,
    x: 1,
    points,
    points_called: null,
    is_x_called: null,
    is_x: isX,
    archer_id: null,
  };
}

describe("what is counted beside the total", () => {
  it.each(cases)("is what the appliance counts: $name", ({ counts, gold, arrows, counted: expected }) => {
    const shots = arrows.map(([points, isX], k) => shot(points as number | null, isX === true, k));
    expect(counted(shots, { counts: counts as Count[], gold })).toEqual(expected);
  });
});

import { describe, expect, it } from "vitest";
import { newestToCall } from "./lineCall";

const call = {
  higher: { points: 10, is_x: false, probability: 0.7 },
  lower: { points: 9, is_x: false, probability: 0.3 },
};
const shot = { line_call: call, points_called: null, end_number: 1, archer_id: null };

describe("line calls", () => {
  it("asks for the newest that nobody has decided", () => {
    const [first, second] = [{ ...shot }, { ...shot }];
    expect(newestToCall([first, second, { ...shot, points_called: 9 }], new Set())).toBe(second);
    expect(newestToCall([{ ...shot, line_call: null }], new Set())).toBeNull();
  });

  it("has nothing to decide between zones of the same points, but between X and 10", () => {
    const same = { ...shot, line_call: { higher: call.higher, lower: { ...call.lower, points: 10 } } };
    expect(newestToCall([same], new Set())).toBeNull();
    const x = { ...shot, line_call: { higher: { ...call.higher, is_x: true }, lower: call.higher } };
    expect(newestToCall([x], new Set())).toBe(x);
  });

  it("does not ask where one side is hardly possible", () => {
    const at = (probability: number) => ({
      ...shot,
      line_call: { higher: { ...call.higher, probability }, lower: { ...call.lower, probability: 1 - probability } },
    });
    expect(newestToCall([at(0.01)], new Set())).toBeNull();
    expect(newestToCall([at(0.99)], new Set())).toBeNull();
    const possible = at(0.06);
    expect(newestToCall([possible], new Set())).toBe(possible);
  });

  it("gives nothing away that is held back, and forgets what is long ago", () => {
    expect(newestToCall([shot], new Set(["1 "]))).toBeNull();
    const decided = Array.from({ length: 12 }, () => ({ ...shot, line_call: null }));
    expect(newestToCall([shot, ...decided], new Set())).toBeNull();
  });
});

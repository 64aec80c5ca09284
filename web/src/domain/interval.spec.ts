import { describe, expect, it } from "vitest";
import { halfInterval } from "./interval";

describe("a 95 % interval over sessions", () => {
  it("is Student's, wider the fewer sessions there are", () => {
    expect(halfInterval(1, 3)).toBe(4.303);
    expect(halfInterval(0.1, 11)).toBeCloseTo(0.2228, 6);
    expect(halfInterval(1, 31)).toBe(2.042);
    expect(halfInterval(1, 1000)).toBe(2.042);
  });

  it("is none below three sessions, and none where there is no doubt that could be told", () => {
    expect([0, 1, 2].map((sessions) => halfInterval(1, sessions))).toEqual([null, null, null]);
    expect(halfInterval(null, 20)).toBeNull();
  });

  it("covers what the definition of Student's t with two degrees of freedom covers", () => {
    // its distribution has a closed form: F(t) = 1/2 + t / (2 sqrt(2 + t^2))
    const t = halfInterval(1, 3) ?? 0;
    expect(t / Math.sqrt(2 + t * t)).toBeCloseTo(0.95, 4);
  });
});

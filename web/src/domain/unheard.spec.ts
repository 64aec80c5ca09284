import { describe, expect, it } from "vitest";
import { unheard } from "./unheard";

const released = { attribution: "bow", arrow_landing_time: null, points_called: null };
const landed = { ...released, arrow_landing_time: new Date(0).toISOString() };

describe("an arrow that left a bow and was not heard", () => {
  it("is asked about while it is the newest", () => {
    expect(unheard([landed, released])).toBe(released);
    expect(unheard([released, landed])).toBeNull();
    expect(unheard([])).toBeNull();
  });

  it("is none where a person said so, or said what it counts", () => {
    expect(unheard([{ ...released, attribution: "person" }])).toBeNull();
    expect(unheard([{ ...released, points_called: 0 }])).toBeNull();
  });
});

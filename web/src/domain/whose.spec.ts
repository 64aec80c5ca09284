import { describe, expect, it } from "vitest";
import { likelyWhose } from "./whose";

const shot = (archer_id: string, end_number: number) => ({ archer_id, end_number, is_sighter: false });

describe("whose an entered arrow is likely to be", () => {
  it("is of whoever has the turn, in the end of the turn", () => {
    expect(likelyWhose({ archer_id: "b", end_number: 4 }, [shot("a", 4)], "a")).toEqual({
      archerId: "b",
      endNumber: 4,
    });
    expect(likelyWhose({ archer_id: null, end_number: 2 }, [], null)).toEqual({ archerId: null, endNumber: 2 });
  });

  it("is in the first end while there are sighters only", () => {
    expect(likelyWhose({ archer_id: null, end_number: 0 }, [], null).endNumber).toBe(1);
  });

  it("is of whoever shot last where no turn is known, and of this phone's archer if it is one's", () => {
    const shots = [shot("a", 3), shot("b", 3), { ...shot("b", 1), is_sighter: true }];
    expect(likelyWhose(null, shots, null)).toEqual({ archerId: "b", endNumber: 3 });
    expect(likelyWhose(null, shots, "a")).toEqual({ archerId: "a", endNumber: 3 });
    expect(likelyWhose(null, [], null)).toEqual({ archerId: null, endNumber: 1 });
  });
});

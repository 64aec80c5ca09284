import { describe, expect, it } from "vitest";
import { likelyEnd, likelyWhose, shortEndOf } from "./whose";

const shot = (archer_id: string | null, end_number: number) => ({ archer_id, end_number, is_sighter: false });
const turn = (archer_id: string | null, end_number: number, ...short: [string | null, number, number][]) => ({
  archer_id,
  end_number,
  short_ends: short.map(([of, end, missing]) => ({ archer_id: of, end_number: end, missing })),
});

describe("whose an entered arrow is likely to be", () => {
  it("is of whoever has the turn, in the end of the turn", () => {
    expect(likelyWhose(turn("b", 4), [shot("a", 4)], "a")).toEqual({ archerId: "b", endNumber: 4 });
    expect(likelyWhose(turn(null, 2), [], null)).toEqual({ archerId: null, endNumber: 2 });
  });

  it("is in the first end while there are sighters only", () => {
    expect(likelyWhose(turn(null, 0), [], null).endNumber).toBe(1);
  });

  it("is of the nearest end that was left short, also of the end before", () => {
    const shots = [shot("a", 3), shot("b", 3)];
    expect(likelyWhose(turn("b", 3, ["a", 3, 1]), shots, "b")).toEqual({ archerId: "a", endNumber: 3 });
    expect(likelyWhose(turn("a", 4, ["b", 3, 2], ["a", 3, 1]), shots, "a")).toEqual({ archerId: "b", endNumber: 3 });
    expect(likelyWhose(turn(null, 2, [null, 1, 1]), [shot(null, 1)], null)).toEqual({ archerId: null, endNumber: 1 });
  });

  it("is of whoever shot last where no turn is known, and of this phone's archer if it is one's", () => {
    const shots = [shot("a", 3), shot("b", 3), { ...shot("b", 1), is_sighter: true }];
    expect(likelyWhose(null, shots, null)).toEqual({ archerId: "b", endNumber: 3 });
    expect(likelyWhose(null, shots, "a")).toEqual({ archerId: "a", endNumber: 3 });
    expect(likelyWhose(null, [], null)).toEqual({ archerId: null, endNumber: 1 });
  });

  it("is of whoever shot last, in that end, where everybody has a face and nobody a turn", () => {
    expect(likelyWhose(turn(null, 1), [shot("a", 4), shot("b", 5)], null)).toEqual({ archerId: "b", endNumber: 5 });
  });
});

describe("the end of an archer who is chosen instead", () => {
  it("is the own short one, else that of the turn", () => {
    const now = turn("a", 4, ["b", 3, 1]);
    expect(likelyEnd(now, [], "b")).toBe(3);
    expect(likelyEnd(now, [], "a")).toBe(4);
    expect(likelyEnd(turn(null, 1), [shot("a", 4), shot("b", 5)], "a")).toBe(4);
  });
});

describe("why it is likely", () => {
  it("is said of what is short, and of nothing else", () => {
    const now = turn("b", 3, ["a", 3, 1]);
    expect(shortEndOf(now, { archerId: "a", endNumber: 3 })?.missing).toBe(1);
    expect(shortEndOf(now, { archerId: "a", endNumber: 2 })).toBeNull();
    expect(shortEndOf(now, { archerId: "b", endNumber: 3 })).toBeNull();
    expect(shortEndOf(null, { archerId: "a", endNumber: 3 })).toBeNull();
  });
});

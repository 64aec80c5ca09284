import { describe, expect, it } from "vitest";
import { worthOf } from "./faceWorth";

const ifaa = {
  points: [20, 18],
  later_points: [
    [16, 14],
    [12, 10],
  ],
};

describe("what an arrow at a target is worth", () => {
  it("goes by its number", () => {
    expect([1, 2, 3].map((arrow) => worthOf([ifaa], arrow))).toEqual([
      [20, 18],
      [16, 14],
      [12, 10],
    ]);
  });

  it("is nothing behind the last", () => {
    expect(worthOf([ifaa], 4)).toBeNull();
  });

  it("is the most first, however the zones are listed", () => {
    expect(worthOf([{ points: [18, 20], later_points: [[14, 16]] }], 2)).toEqual([16, 14]);
  });

  it("is not said where arrows count alike", () => {
    expect(worthOf([{ points: [10, 9] }, { points: [10], later_points: null }], 1)).toBeNull();
    expect(worthOf([], 1)).toBeNull();
  });

  it("is that of the face that counts so, wherever it hangs", () => {
    expect(worthOf([{ points: [10, 9] }, ifaa], 3)).toEqual([12, 10]);
  });
});

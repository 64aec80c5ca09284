import { describe, expect, it } from "vitest";
import { groupToShow, type Group } from "./group";

describe("group", () => {
  it("is none of one arrow", () => {
    const group: Group = {
      arrows: 1,
      x: 0,
      y: 0,
      dx: null,
      dy: null,
      mean_radius: 0,
      extreme_spread: 0,
      ellipse_95: null,
      is_folded: false,
    };
    expect(groupToShow(group)).toBeNull();
    expect(groupToShow({ ...group, arrows: 2 })?.arrows).toBe(2);
    expect(groupToShow(undefined)).toBeNull();
  });
});

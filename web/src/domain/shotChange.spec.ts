import { describe, expect, it } from "vitest";
import { changeOf, formOf, isEnd } from "./shotChange";

const shot = {
  points_called: null,
  is_x_called: null,
  is_sighter: false,
  fate: "stuck" as const,
  arrow_id: null,
  archer_id: "a",
  end_number: 2,
  note: null,
};

describe("the change of a shot", () => {
  it("is nothing while nothing was changed", () => {
    expect(changeOf(formOf(shot), shot)).toEqual({});
  });

  it("sends an X with its points, and only what differs", () => {
    const form = { ...formOf(shot), points_called: 10, is_x_called: true, note: "wind" };
    expect(changeOf(form, shot)).toEqual({ points_called: 10, is_x_called: true, note: "wind" });
    expect(changeOf({ ...form, is_x_called: false }, { ...shot, points_called: 10, is_x_called: true })).toEqual({
      points_called: 10,
      is_x_called: false,
      note: "wind",
    });
  });

  it("takes a note away, and moves to another end, arrow and archer", () => {
    const form = { ...formOf({ ...shot, note: "x" }), note: "", end_number: 3, arrow_id: "7", archer_id: null };
    expect(changeOf({ ...form, is_sighter: true, fate: "bouncer" }, { ...shot, note: "x" })).toEqual({
      is_sighter: true,
      fate: "bouncer",
      arrow_id: "7",
      archer_id: null,
      end_number: 3,
      note: null,
    });
  });

  it("has no end that is not a number from 1", () => {
    expect([1, 0, 1.5, "", null].map(isEnd)).toEqual([true, false, false, false, false]);
    expect(changeOf({ ...formOf(shot), end_number: "" }, shot)).toEqual({});
  });
});

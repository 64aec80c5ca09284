import { describe, expect, it } from "vitest";
import { arrowOf, nextIdentifier, wrongIn, type ArrowFields } from "./arrowForm";

const form: ArrowFields = { human_identifier: "7", length: 72, diameter: "", weight: "", spine: "", tag: "" };
const TAG = "12345678-1234-1234-1234-123456789abc";

describe("the form of an arrow", () => {
  it("is right with a name and a length alone", () => {
    expect(wrongIn(form).size).toBe(0);
    expect(arrowOf(form)).toEqual({ human_identifier: "7", length: 72, is_programmed: false });
  });

  it("names what is wrong", () => {
    const wrong = { human_identifier: "", length: -1, diameter: 0, weight: -2, spine: 0, tag: "7" };
    expect([...wrongIn(wrong)]).toEqual(["human_identifier", "length", "diameter", "weight", "spine", "tag"]);
    expect([...wrongIn({ ...form, length: "", human_identifier: "12345678901" })]).toEqual([
      "human_identifier",
      "length",
    ]);
  });

  it("sends what was filled in", () => {
    const filled = { ...form, diameter: 5.5, weight: 300, spine: 500, tag: TAG };
    expect(wrongIn(filled).size).toBe(0);
    expect(arrowOf(filled)).toEqual({
      human_identifier: "7",
      length: 72,
      is_programmed: true,
      diameter: 5.5,
      weight: 300,
      spine: 500,
    });
  });

  it("counts on from the highest number", () => {
    expect(nextIdentifier([])).toBe("1");
    expect(nextIdentifier([{ human_identifier: "3" }, { human_identifier: "A" }, { human_identifier: "1" }])).toBe("4");
  });
});

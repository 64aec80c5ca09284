import { expect, it } from "vitest";
import { offsetOf } from "./applianceClock";

it("believes the quickest answer, halfway", () => {
  const slow = { askedMs: 1000, answeredMs: 1900, thereMs: 8700 };
  const quick = { askedMs: 2000, answeredMs: 2010, thereMs: 9005 };
  expect(offsetOf([slow, quick, slow])).toBe(7000);
  expect(offsetOf([])).toBeNull();
});

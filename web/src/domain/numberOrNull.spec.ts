import { expect, it } from "vitest";
import { numberOrNull } from "./numberOrNull";

it("sends what a person typed, and null for what stays empty", () => {
  expect([numberOrNull(-3), numberOrNull(0), numberOrNull("")]).toEqual([-3, 0, null]);
});

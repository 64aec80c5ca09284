import { describe, expect, it } from "vitest";
import { ownBow } from "./bows";

describe("the bow that a search begins at", () => {
  const archers = [
    { id: "a", bow_style: "compound" },
    { id: "b", bow_style: "yumi" },
    { id: "c", bow_style: null },
  ];

  it("is that of the archer whose phone it is", () => {
    expect(ownBow(archers, "a")).toBe("compound");
  });

  it.each([null, "b", "c", "gone"])("is any where that is not known (%s)", (archerId) => {
    expect(ownBow(archers, archerId)).toBeNull();
  });
});

// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from "vitest";

describe("favourite rounds", () => {
  beforeEach(() => {
    localStorage.clear();
    vi.resetModules();
  });
  const fresh = async () => (await import("./favourites")).useFavourites();

  it("are kept on the phone, the newest in front, and taken back by the same tap", async () => {
    const { favourites, favour } = await fresh();
    favour("WA 18m");
    favour("York");
    expect(favourites.value).toEqual(["York", "WA 18m"]);
    vi.resetModules();
    const again = await fresh();
    expect(again.favourites.value).toEqual(["York", "WA 18m"]);
    again.favour("York");
    expect(again.favourites.value).toEqual(["WA 18m"]);
  });

  it("are none where something else is stored", async () => {
    localStorage.setItem("arch-stats:favourite-rounds", '{"a": 1}');
    expect((await fresh()).favourites.value).toEqual([]);
    localStorage.setItem("arch-stats:favourite-rounds", "[");
    vi.resetModules();
    expect((await fresh()).favourites.value).toEqual([]);
  });
});

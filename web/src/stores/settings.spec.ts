import { nextTick } from "vue";
import { describe, expect, it } from "vitest";
import { settings } from "./settings";

describe("settings", () => {
  it("are kept on the phone, and colour the page", async () => {
    settings.theme = "dark";
    await nextTick();
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(JSON.parse(localStorage.getItem("arch-stats:settings") ?? "{}")).toMatchObject({ theme: "dark" });
    settings.theme = "auto";
    await nextTick();
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });
});

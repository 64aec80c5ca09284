// @vitest-environment jsdom
import { nextTick } from "vue";
import { afterEach, describe, expect, it, vi } from "vitest";
import { language } from "../texts";
import { settings, useSettings } from "./settings";

afterEach(() => vi.unstubAllGlobals());

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

  it("speak the phone's language by themselves, and another where that was chosen", async () => {
    vi.stubGlobal("navigator", { languages: ["es-MX", "en"] });
    await useSettings();
    expect([language.value, document.documentElement.lang]).toEqual(["es", "es"]);
    settings.language = "en";
    await vi.waitFor(() => expect(language.value).toBe("en"));
    settings.language = "auto";
    await vi.waitFor(() => expect(language.value).toBe("es"));
  });
});

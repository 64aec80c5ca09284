// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createApp } from "vue";
import { ApiError } from "../api/request";
import { matchesApi, type Bracket } from "../api/matches";
import { useBracket } from "./brackets";
import { createLiveStore } from "./live";

const BRACKET = { id: "evening", name: "Evening", matches: [], entries: [] } as unknown as Bracket;

describe("a bracket on the screen", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("stays without an answer, and says why it is gone or cannot be read", async () => {
    const asked = vi.spyOn(matchesApi, "bracket").mockResolvedValueOnce(BRACKET);
    const live = createLiveStore();
    const shown: ReturnType<typeof useBracket>[] = [];
    const app = createApp({
      setup() {
        shown.push(useBracket(live, () => "evening"));
        return () => null;
      },
    });
    app.mount(document.createElement("div"));
    const after = async (change: () => void) => {
      change();
      await vi.runAllTimersAsync();
      return shown.map((one) => [one.bracket.value?.name, one.refused.value?.code]);
    };
    expect(await after(() => undefined)).toEqual([["Evening", undefined]]);
    asked.mockRejectedValueOnce(new ApiError(0, []));
    expect(await after(() => (live.state.brackets += 1))).toEqual([["Evening", undefined]]);
    for (const code of [404, 409]) {
      asked.mockRejectedValueOnce(new ApiError(code, []));
      expect(await after(() => (live.state.brackets += 1))).toEqual([[undefined, code]]);
    }
    asked.mockResolvedValueOnce(BRACKET);
    expect(await after(() => (live.state.otherArrows += 1))).toEqual([["Evening", undefined]]);
    app.unmount();
  });
});

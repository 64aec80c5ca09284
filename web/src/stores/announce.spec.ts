// @vitest-environment jsdom
import { nextTick } from "vue";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Session, Shot } from "../api/types";
import { announceArrows } from "./announce";
import { createLiveStore } from "./live";
import { settings } from "./settings";

const shot = (id: string, points: number) =>
  ({
    id,
    seq: 1,
    shot_at: "2026-11-24T10:00:00.000000Z",
    session_id: "s",
    end_number: 1,
    is_sighter: false,
    x: 1,
    y: 1,
    points,
    points_called: null,
    is_x_called: null,
    is_x: false,
    archer_id: null,
  }) as Shot;

describe("announcing", () => {
  const vibrate = vi.fn();
  const speak = vi.fn();

  beforeEach(() => {
    vi.stubGlobal(
      "SpeechSynthesisUtterance",
      class {
        lang = "";
        constructor(readonly text: string) {}
      },
    );
    Object.defineProperty(navigator, "vibrate", { value: vibrate, configurable: true });
    Object.defineProperty(window, "speechSynthesis", { value: { speak }, configurable: true });
    vibrate.mockClear();
    speak.mockClear();
  });
  afterEach(() => vi.unstubAllGlobals());

  async function shoot(announces: boolean, holdsBack = false, held_back_from: number | null = null) {
    Object.assign(settings, { announces, vibrates: true, holdsBack });
    const live = createLiveStore();
    live.state.session = { id: "s", is_opened: true, held_back_from } as Session;
    announceArrows(live);
    live.apply({ type: "shot", seq: 1, data: shot("first", 9) });
    await nextTick();
    expect(vibrate).not.toHaveBeenCalled();
    live.apply({ type: "shot", seq: 2, data: shot("second", 8) });
    await nextTick();
  }

  it("says and buzzes what is new, not what was there", async () => {
    await shoot(true);
    expect(vibrate).toHaveBeenCalledOnce();
    expect(speak.mock.calls[0]?.[0]).toMatchObject({ text: "8", lang: "en" });
  });

  it("does not buzz on a page that nobody has touched", async () => {
    Object.defineProperty(navigator, "userActivation", { value: { hasBeenActive: false }, configurable: true });
    await shoot(false);
    expect(vibrate).not.toHaveBeenCalled();
    Object.defineProperty(navigator, "userActivation", { value: undefined, configurable: true });
  });

  it("says nothing unasked", async () => {
    await shoot(false);
    expect(speak).not.toHaveBeenCalled();
  });

  it.each([
    ["by this phone", true, null],
    ["by a coach for everybody", false, 1],
  ])("gives nothing away that is held back %s", async (_, holdsBack, from) => {
    await shoot(true, holdsBack, from);
    expect(vibrate).toHaveBeenCalledOnce();
    expect(speak).not.toHaveBeenCalled();
  });
});

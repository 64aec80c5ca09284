// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from "vitest";
import { createApp, nextTick, ref } from "vue";
import { api, ApiError } from "../api/client";
import type { Access } from "../api/types";
import { createLiveStore } from "./live";
import { useSignatures, type Signatures } from "./signatures";

const WATCHING = { role: "spectator", via: "watching", archer_id: null } as Access;
const ARCHER = { ...WATCHING, role: "archer", via: "pairing" } as Access;
const WHAT = { archerId: "robin", number: 1, arrows: 3, score: 30 };

async function opened(...answers: Access[]) {
  const asked = vi.spyOn(api, "access");
  for (const answer of answers) asked.mockResolvedValueOnce(answer);
  const read = vi.spyOn(api, "signaturesOf").mockResolvedValue([]);
  const changes = ref(0);
  let signatures: Signatures | undefined;
  const app = createApp({
    setup() {
      signatures = useSignatures(
        createLiveStore(),
        () => "session",
        () => changes.value,
      );
      return () => null;
    },
  });
  app.mount(document.createElement("div"));
  if (!signatures) throw new Error("not set up");
  await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce());
  await nextTick();
  return { signatures, changes, read, close: () => app.unmount() };
}

describe("signing", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("says no hand where a pairing tells it, also one that is made on the way", async () => {
    const { signatures, close } = await opened(WATCHING, ARCHER);
    const sign = vi.spyOn(api, "sign").mockResolvedValue("one");
    await signatures.sign(WHAT);
    expect(sign.mock.calls[0]?.[1].signed_as).toBeUndefined();
    close();
  });

  it("knows the pairing that was made as it was refused", async () => {
    const { signatures, close } = await opened(WATCHING, { ...ARCHER, archer_id: "x" });
    vi.spyOn(api, "sign").mockRejectedValue(new ApiError(403, []));
    expect(signatures.isMissing("robin", 1)).toBe(true);
    await signatures.sign(WHAT);
    expect([signatures.isMissing("robin", 1), signatures.isMissing("x", 1)]).toEqual([false, true]);
    close();
  });

  it("offers nothing to a spectator", async () => {
    const { signatures, close } = await opened({ ...WATCHING, via: "pairing" });
    expect(signatures.isMissing("robin", 1)).toBe(false);
    close();
  });

  it("reads a burst of changes once", async () => {
    vi.useFakeTimers();
    const { changes, read, close } = await opened(WATCHING);
    read.mockClear();
    for (let n = 0; n < 5; n++) {
      changes.value++;
      await nextTick();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(read).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1000);
    expect(read).toHaveBeenCalledOnce();
    close();
  });
});

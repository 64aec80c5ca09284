import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../api/client";
import { done, undo, useAttempt, useLastStep } from "./attempt";

describe("attempt", () => {
  it("is busy while it works, and true when it went well", async () => {
    const { state, attempt } = useAttempt();
    const going = attempt(async () => {
      expect(state.isBusy).toBe(true);
    });
    expect(await going).toBe(true);
    expect(state.isBusy).toBe(false);
  });

  it("puts a refusal beside the field that it is about", async () => {
    const { state, attempt } = useAttempt();
    const refusal = new ApiError(422, ["Must be more than 0"], ["body.length: must be more than 0"]);
    expect(await attempt(() => Promise.reject(refusal))).toBe(false);
    expect(state.errors).toEqual(["Must be more than 0"]);
    expect(state.byField).toEqual({ length: "must be more than 0" });
    await attempt(() => Promise.resolve());
    expect(state.errors).toEqual([]);
  });

  it("explains a lost race, and silence, in words", async () => {
    const { state, attempt } = useAttempt();
    await attempt(() => Promise.reject(new ApiError(404, ["There is no such shot"])));
    expect(state.errors[0]).toContain("Somebody else was quicker");
    await attempt(() => Promise.reject(new ApiError(0, [])));
    expect(state.errors[0]).toContain("does not answer");
  });

  it("lets a mistake of ours through", async () => {
    const { attempt } = useAttempt();
    await expect(attempt(() => Promise.reject(new TypeError("ours")))).rejects.toThrow("ours");
  });
});

describe("the last step", () => {
  afterEach(() => vi.useRealTimers());

  it("is offered for a while, and goes back once", async () => {
    vi.useFakeTimers();
    const { lastStep } = useLastStep();
    const back = vi.fn(() => Promise.resolve());
    done("arrowChanged", back);
    await undo();
    expect(back).toHaveBeenCalledOnce();
    expect(lastStep.value?.said).toBe("undone");
    await undo();
    expect(back).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(10_000);
    expect(lastStep.value).toBeNull();
  });

  it("says when there is no way back any more", async () => {
    done("arrowChanged", () => Promise.reject(new ApiError(404, ["gone"])));
    await undo();
    expect(useLastStep().lastStep.value?.said).toBe("cannotUndo");
  });
});

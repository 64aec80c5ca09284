import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../api/request";
import { ref } from "vue";
import { notify, undo, useAttempt, useNotice } from "./attempt";

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

describe("a notice of what was done", () => {
  afterEach(() => vi.useRealTimers());

  it("is offered for a while, and goes back once", async () => {
    vi.useFakeTimers();
    const { notice } = useNotice();
    const back = vi.fn(() => Promise.resolve());
    notify("arrowChanged", back);
    await undo();
    expect(back).toHaveBeenCalledOnce();
    expect(notice.value?.text).toBe("undone");
    await undo();
    expect(back).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(10_000);
    expect(notice.value).toBeNull();
  });

  it("says when there is no way back any more", async () => {
    notify("arrowChanged", () => Promise.reject(new ApiError(404, ["gone"])));
    await undo();
    expect(useNotice().notice.value?.text).toBe("cannotUndo");
  });

  it("stays open longer than the words, step by step", async () => {
    vi.useFakeTimers();
    const done: string[] = [];
    notify("arrowChanged", async () => done.push("changed"));
    notify("missEntered", async () => done.push("miss"));
    vi.advanceTimersByTime(10_000);
    const { notice, undoable } = useNotice();
    expect(notice.value).toBeNull();
    expect(undoable.value?.text).toBe("missEntered");
    await undo();
    expect(undoable.value?.text).toBe("arrowChanged");
    await undo();
    expect(done).toEqual(["miss", "changed"]);
    expect(undoable.value).toBeNull();
  });

  it("is passed over where somebody else has closed the way back, and comes again with it", async () => {
    const isOpen = ref(true);
    const [earlier, later] = [vi.fn(() => Promise.resolve()), vi.fn(() => Promise.resolve())];
    notify("arrowChanged", earlier);
    notify("missEntered", later, () => isOpen.value);
    const { undoable } = useNotice();
    isOpen.value = false;
    expect(undoable.value?.text).toBe("arrowChanged");
    isOpen.value = true;
    expect(undoable.value?.text).toBe("missEntered");
    isOpen.value = false;
    await undo();
    expect([earlier.mock.calls.length, later.mock.calls.length]).toEqual([1, 0]);
    expect(undoable.value).toBeNull();
  });

  it("keeps every form busy while it goes back, for what they show is about to be otherwise", async () => {
    let answer = () => {};
    notify("arrowChanged", () => new Promise<void>((resolve) => (answer = resolve)));
    const { state } = useAttempt();
    const isUndone = undo();
    expect(state.isBusy).toBe(true);
    answer();
    await isUndone;
    expect(state.isBusy).toBe(false);
  });

  it("can be tried again when nobody answered", async () => {
    const back = vi.fn().mockRejectedValueOnce(new ApiError(0, [])).mockResolvedValueOnce(undefined);
    notify("arrowChanged", back);
    await undo();
    expect(useNotice().notice.value?.text).toBe("noAnswer");
    await undo();
    expect(back).toHaveBeenCalledTimes(2);
    expect(useNotice().undoable.value).toBeNull();
  });
});

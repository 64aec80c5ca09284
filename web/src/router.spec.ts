import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fetchPagesSoon } from "./router";

const HOURS_MS = 24 * 3_600_000;
const here = () => performance.getEntriesByName("pages-here").length;

describe("pages that are opened later", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "Date"] }));
  afterEach(() => {
    performance.clearMarks();
    vi.useRealTimers();
  });

  it("are fetched again where one was lost once", async () => {
    const lost = vi.fn().mockResolvedValue("page").mockRejectedValueOnce(new Error("lost"));
    fetchPagesSoon([lost, () => Promise.resolve()]);
    await vi.advanceTimersByTimeAsync(1500);
    expect([lost.mock.calls.length, here()]).toEqual([1, 0]);
    await vi.advanceTimersByTimeAsync(HOURS_MS);
    expect([lost.mock.calls.length, here(), vi.getTimerCount()]).toEqual([2, 1, 0]);
  });

  it("are asked for ever more seldom, and not without end, where they are gone", async () => {
    const at: number[] = [];
    fetchPagesSoon([
      () => {
        at.push(Date.now());
        return Promise.reject(new Error("gone"));
      },
    ]);
    await vi.advanceTimersByTimeAsync(HOURS_MS);
    const gaps = at.slice(1).map((one, k) => (one - (at[k] ?? 0)) / 1000);
    expect(gaps).toEqual([10, 20, 40, 80, 160, 320, 640]);
    expect([here(), vi.getTimerCount()]).toEqual([0, 0]);
  });
});

// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createApp, h, KeepAlive, nextTick, ref } from "vue";
import { createLiveStore } from "./live";
import { followLink, whileShown } from "./whileShown";

describe("what is read while a page is shown", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("is read at once, of another at once, once after a burst, and not behind another page", async () => {
    const live = createLiveStore();
    followLink(live);
    const read = vi.fn(() => Promise.resolve());
    const [which, changes, isOnTop] = [ref("a"), ref(0), ref(true)];
    const Page = {
      setup() {
        whileShown(read, () => which.value, [changes]);
        return () => h("p");
      },
    };
    const app = createApp(() => h(KeepAlive, () => (isOnTop.value ? h(Page) : null)));
    const times = async () => {
      await nextTick();
      await vi.runAllTimersAsync();
      return read.mock.calls.length;
    };
    app.mount(document.createElement("div"));
    expect(await times()).toBe(1);
    which.value = "b";
    expect(await times()).toBe(2);
    changes.value += 1;
    await nextTick();
    changes.value += 1;
    expect(await times()).toBe(3);
    // the phone was away
    for (const state of ["live", "live", "catching-up", "offline", "live"] as const) live.state.connection = state;
    expect(await times()).toBe(4);
    isOnTop.value = false;
    await nextTick();
    which.value = "c";
    changes.value += 1;
    expect(await times()).toBe(4);
    isOnTop.value = true;
    expect(await times()).toBe(5);
    // what was asked for soon is not asked for behind its end
    changes.value += 1;
    await nextTick();
    app.unmount();
    expect([await times(), vi.getTimerCount()]).toEqual([5, 0]);
  });
});

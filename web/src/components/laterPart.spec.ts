// @vitest-environment jsdom
import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { h } from "vue";
import { laterPart } from "./laterPart";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("a part that could not be loaded is loaded again until it is there", async () => {
  const load = vi
    .fn<() => Promise<{ render: () => ReturnType<typeof h> }>>()
    .mockRejectedValueOnce(new TypeError("Failed to fetch"))
    .mockRejectedValueOnce(new TypeError("Failed to fetch"))
    .mockResolvedValue({ render: () => h("p", "here") });
  const part = laterPart(load);
  const shown = mount({ render: () => h("div", h(part)) });
  await flushPromises();
  expect(shown.text()).toBe("");
  await vi.advanceTimersByTimeAsync(6_000);
  await flushPromises();
  expect(shown.text()).toBe("here");
  expect(load).toHaveBeenCalledTimes(3);
});

it("a part that an older page had is not asked for forever", async () => {
  const load = vi.fn<() => Promise<never>>().mockRejectedValue(new TypeError("Failed to fetch"));
  const part = laterPart(load);
  mount({ render: () => h("div", h(part)) }, { global: { config: { errorHandler: () => undefined } } });
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(load).toHaveBeenCalledTimes(30);
});

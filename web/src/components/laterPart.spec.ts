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
  await vi.advanceTimersByTimeAsync(4_000);
  await flushPromises();
  expect(shown.text()).toBe("here");
  expect(load).toHaveBeenCalledTimes(3);
});

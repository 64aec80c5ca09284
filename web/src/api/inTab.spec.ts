// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const answered = () => Promise.resolve(new Response(JSON.stringify({ code: 201, data: "id", errors: [] })));
const lost = () => Promise.reject(new TypeError("no network"));

describe("what was not answered", () => {
  beforeEach(() => vi.resetModules());
  afterEach(() => {
    sessionStorage.clear();
    vi.unstubAllGlobals();
  });

  /** The key that goes with it, as a page does that has just been loaded. */
  async function asks(answer: () => Promise<Response>, body: unknown = { points: 9 }, method = "POST") {
    const fetch = vi.fn<(path: string, how: RequestInit) => Promise<Response>>(answer);
    vi.stubGlobal("fetch", fetch);
    const { call, repeats } = await import("./request");
    repeats.keys = await import("./inTab");
    await call(method, "/shot", body ?? undefined).catch(() => undefined);
    return (fetch.mock.calls[0]?.[1].headers as Record<string, string>)["Idempotency-Key"];
  }

  it("is asked again by the same key, also by a page that is loaded anew, until the answer comes", async () => {
    const key = await asks(lost);
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(await asks(lost, { points: 8 })).not.toBe(key);
    expect(await asks(lost)).toBe(key);
    vi.resetModules();
    expect(await asks(answered)).toBe(key);
    expect(await asks(answered)).not.toBe(key);
  });

  it("is another request where somebody closed the form and begins anew", async () => {
    const key = await asks(lost);
    const { beginAnew } = await import("./inTab");
    beginAnew();
    expect(await asks(lost)).not.toBe(key);
  });

  it("has a key only where something is made by it", async () => {
    expect(await asks(answered, null)).toBeUndefined();
    expect(await asks(answered, { points: 9 }, "PUT")).toBeUndefined();
  });
});

// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from "vitest";
import { api, ApiError } from "./client";

function answers(status: number, body: unknown, headers: Record<string, string> = {}): void {
  vi.stubGlobal(
    "fetch",
    vi.fn(() => Promise.resolve(new Response(JSON.stringify(body), { status, headers }))),
  );
}

describe("client", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("takes the data out of the envelope, and the next page out of the link", async () => {
    answers(
      200,
      { code: 200, data: [{ id: "a" }], errors: [] },
      { Link: '</api/v0/session?limit=30&cursor=x>; rel="next"' },
    );
    expect(await api.sessions()).toEqual({ rows: [{ id: "a" }], next: "/session?limit=30&cursor=x" });
    answers(200, { code: 200, data: [], errors: [] });
    expect((await api.sessions()).next).toBeNull();
  });

  it("tells refusals for people, and keeps the place for forms", async () => {
    answers(422, { code: 422, data: null, errors: ["body.length: must be more than 0"] });
    const error = await api.health().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).lines).toEqual(["Must be more than 0"]);
    expect((error as ApiError).placed).toEqual(["body.length: must be more than 0"]);
  });

  it("knows silence, and an answer that is none of ours", async () => {
    vi.stubGlobal(
      "fetch",
      vi.fn(() => Promise.reject(new TypeError("no network"))),
    );
    expect(((await api.health().catch((e: unknown) => e)) as ApiError).code).toBe(0);
    vi.stubGlobal(
      "fetch",
      vi.fn(() => Promise.resolve(new Response("<h1>captive portal</h1>"))),
    );
    expect(((await api.health().catch((e: unknown) => e)) as ApiError).code).toBe(0);
  });

  it("asks for refusals in the page's language, whatever the phone's own is", async () => {
    answers(200, { code: 200, data: {}, errors: [] });
    document.documentElement.lang = "es";
    await api.health();
    expect(vi.mocked(fetch).mock.calls[0]?.[1]?.headers).toMatchObject({ "Accept-Language": "es" });
  });

  it("sends only what is asked about", async () => {
    answers(200, { code: 200, data: {}, errors: [] });
    await api.handicap("s1", { goal: 500, archer_id: null });
    expect(vi.mocked(fetch).mock.calls[0]?.[0]).toBe("/api/v0/session/s1/handicap?goal=500");
  });
});

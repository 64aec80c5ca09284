// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from "vitest";

const AT = "2026-05-01T18:00:00Z";

describe("when the sight was moved", () => {
  beforeEach(() => {
    localStorage.clear();
    vi.resetModules();
  });
  const fresh = async (session = "s1", archer = "robin") =>
    (await import("./sightMoves")).useSightMoves(
      () => session,
      () => archer,
    );

  it("is kept on the phone, of one archer in one session, until it is taken back", async () => {
    (await fresh()).move(AT);
    vi.resetModules();
    expect((await fresh()).movedAt()).toBe(AT);
    expect((await fresh("s1", "marian")).movedAt()).toBeNull();
    expect((await fresh("s2")).movedAt()).toBeNull();
    (await fresh()).move(null);
    vi.resetModules();
    expect((await fresh()).movedAt()).toBeNull();
  });

  it("is kept of the newest sessions alone", async () => {
    for (let k = 0; k < 31; k += 1) (await fresh(`s${k}`)).move(AT);
    expect([(await fresh("s0")).movedAt(), (await fresh("s1")).movedAt()]).toEqual([null, AT]);
  });

  it.each(['{"a": 1}', "[", '[{"of": "s1 robin"}]', '[{"of": "s1 robin", "at": "yesterday"}]', "[null]"])(
    "is nothing where %s is stored",
    async (stored) => {
      localStorage.setItem("arch-stats:sight-moves", stored);
      expect((await fresh()).movedAt()).toBeNull();
    },
  );
});

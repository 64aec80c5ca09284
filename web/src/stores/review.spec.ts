import { afterEach, describe, expect, it, vi } from "vitest";
import { api } from "../api/client";
import type { Session, SessionSummary } from "../api/types";
import { useReview } from "./review";

const SUMMARY = { by_archer: [], ends: [] } as unknown as SessionSummary;

describe("looking back at a session", () => {
  afterEach(() => vi.restoreAllMocks());

  it("shows what was asked last, whichever answer comes last", async () => {
    const answers: (() => void)[] = [];
    vi.spyOn(api, "session").mockImplementation(
      (id) => new Promise((resolve) => answers.push(() => resolve({ id, round_name: null } as Session))),
    );
    vi.spyOn(api, "summary").mockResolvedValue(SUMMARY);
    vi.spyOn(api, "targetsOf").mockResolvedValue([]);
    vi.spyOn(api, "shotsOf").mockResolvedValue([]);
    const { reviewed, read } = useReview();
    const first = read(["first"], { archerId: null, goal: null });
    const second = read(["second"], { archerId: null, goal: null });
    answers[1]?.();
    await second;
    answers[0]?.();
    await first;
    expect(reviewed.value.map((one) => one.session.id)).toEqual(["second"]);
  });
});

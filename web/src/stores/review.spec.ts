// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from "vitest";
import { api } from "../api/client";
import type { Session, SessionSummary, Shot } from "../api/types";
import { useReview } from "./review";
import { settings } from "./settings";

const SUMMARY = { by_archer: [], ends: [] } as unknown as SessionSummary;

describe("looking back at a session", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    settings.holdsBack = false;
  });

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

  it("has the times of the bow from the appliance, and reckons them where this phone holds back", async () => {
    const shot = (id: string, end_number: number, heldS: number, changes: Partial<Shot> = {}) =>
      ({
        id,
        end_number,
        archer_id: null,
        shot_at: id,
        arrow_engage_time: new Date(0).toISOString(),
        arrow_disengage_time: new Date(heldS * 1000).toISOString(),
        arrow_landing_time: new Date(heldS * 1000 + 400).toISOString(),
        ...changes,
      }) as Shot;
    vi.spyOn(api, "session").mockResolvedValue({ is_opened: true, held_back_from: null, arrows_per_end: 2 } as Session);
    const own = { archer_id: null, hold_ms: 2500, release_to_impact_ms: 300 };
    vi.spyOn(api, "summary").mockResolvedValue({ ...SUMMARY, by_archer: [own] } as unknown as SessionSummary);
    vi.spyOn(api, "targetsOf").mockResolvedValue([]);
    vi.spyOn(api, "shotsOf").mockResolvedValue([
      shot("a", 1, 60, { is_sighter: true }),
      shot("b", 1, 2),
      shot("c", 1, 3),
      shot("d", 1, 60, { is_surplus: true }),
      shot("e", 2, 30),
    ]);
    const { reviewed, read } = useReview();
    const times = async () => {
      await read(["one"], { archerId: null, goal: null });
      return reviewed.value.map((one) => [one.hold_ms, one.release_to_impact_ms]);
    };
    expect(await times()).toEqual([[2500, 300]]);
    settings.holdsBack = true;
    expect(await times()).toEqual([[2500, 400]]);
  });
});

import { describe, expect, it } from "vitest";
import cases from "./ends.cases.json";
import {
  closedShort,
  endsOf,
  isEndOver,
  isHeldBack,
  keyOf,
  markOf,
  markOfPoints,
  pointsOf,
  runningTotals,
  totalsOf,
  type ScoredShot,
} from "./ends";
import { pointsOfX } from "./faceWorth";
import targets from "./targetArrows.cases.json";

function shot(seq: number, change: Partial<ScoredShot> = {}): ScoredShot {
  return {
    id: String(seq),
    seq,
    shot_at: new Date(seq * 1000).toISOString(),
    end_number: 1,
    is_sighter: false,
    x: 1,
    points: 9,
    points_called: null,
    is_x_called: null,
    is_x: false,
    archer_id: null,
    ...change,
  };
}

/** The appliance prints a question mark where a page has a dash. */
const MARKS: Record<string, string> = { "?": "–" };

describe("ends", () => {
  it.each(targets)("is over where what follows counts no more: $name", ({ points, surplus }) => {
    const shots = points.map((one, k) => shot(k, { points: one, arrow_of_target: k + 1 }));
    const overBefore = shots.map((_, k) => isEndOver({ shots: shots.slice(0, k) }, 3));
    expect(overBefore).toEqual(surplus);
  });

  it.each(cases)("adds up as the appliance does: $name", ({ shots, marks, score, tens, xs }) => {
    const read = shots.map((one, k) => shot(k, one));
    const [end] = endsOf(read);
    expect(end?.shots.map(markOf)).toEqual(marks.map((mark) => MARKS[mark] ?? mark));
    expect(end?.score).toBe(score);
    const totals = totalsOf(read);
    expect([totals.score, totals.arrows, totals.tens, totals.xs]).toEqual([score, marks.length, tens, xs]);
  });

  it("lists an end highest first, an X before a 10", () => {
    const [end] = endsOf([shot(1, { points: 7 }), shot(2, { points: 10 }), shot(3, { points: 10, is_x: true })]);
    expect(end?.shots.map(markOf)).toEqual(["X", "10", "7"]);
    expect(end?.score).toBe(27);
  });

  it("leaves sighters out", () => {
    expect(totalsOf([shot(1), shot(2, { is_sighter: true })])).toEqual({ score: 9, arrows: 1, tens: 0, xs: 0 });
  });

  it("lets a line call win, and takes the X away with it", () => {
    const called = shot(1, { points: 10, is_x: true, points_called: 9 });
    expect(pointsOf(called)).toBe(9);
    expect(markOf(called)).toBe("9");
  });

  it("counts an X as it was called", () => {
    const calledX = shot(1, { points: 10, points_called: 10, is_x_called: true });
    const calledTen = shot(2, { points: 10, is_x: true, points_called: 10, is_x_called: false });
    expect([calledX, calledTen].map(markOf)).toEqual(["X", "10"]);
    expect(totalsOf([calledX, calledTen])).toEqual({ score: 20, arrows: 2, tens: 2, xs: 1 });
    expect(markOf(shot(3, { points: 10, is_x: true, points_called: 10 }))).toBe("10");
  });

  it("knows what an X counts on the faces that hang", () => {
    expect(
      pointsOfX([
        { points: [6, 5], x_radius: 10 },
        { points: [10, 9], x_radius: null },
      ]),
    ).toBe(6);
    expect(pointsOfX([{ points: [10, 9], x_radius: null }])).toBeNull();
  });

  it("writes a miss as M, and an arrow where no face hangs as a dash", () => {
    expect(markOf(shot(1, { x: null, points: 0 }))).toBe("M");
    expect(markOf(shot(1, { points: null, is_x: null }))).toBe("–");
  });

  it("calls rings as it writes arrows", () => {
    expect([markOfPoints(10, true), ...[10, 0, null].map((points) => markOfPoints(points, false))]).toEqual([
      "X",
      "10",
      "M",
      "–",
    ]);
  });

  it("sorts ends by number whatever order they come in", () => {
    expect(endsOf([shot(9, { end_number: 2 }), shot(1)]).map((end) => end.number)).toEqual([1, 2]);
  });

  it("keeps the ends of two archers apart, and their totals", () => {
    const shots = [
      shot(1, { archer_id: "a" }),
      shot(2, { archer_id: "b", points: 5 }),
      shot(3, { archer_id: "a", end_number: 2 }),
    ];
    const ends = endsOf(shots);
    expect(ends.map((end) => [end.number, end.archerId, end.score])).toEqual([
      [1, "a", 9],
      [1, "b", 5],
      [2, "a", 9],
    ]);
    expect([...runningTotals(ends).values()]).toEqual([9, 5, 18]);
  });

  it("holds back what the coach has not confirmed, and what this phone wants to wait for", () => {
    const session = { is_opened: true, held_back_from: 2, arrows_per_end: 3 };
    expect(isHeldBack({ number: 1, shots: [] }, session, false)).toBe(false);
    expect(isHeldBack({ number: 2, shots: [{}, {}, {}] }, session, false)).toBe(true);
    expect(isHeldBack({ number: 1, shots: [{}, {}] }, session, true)).toBe(true);
    expect(isHeldBack({ number: 1, shots: [{}, {}, {}] }, session, true)).toBe(false);
    // a target is over with the arrow that hits it
    const missed = { arrow_of_target: 1, points: 0, points_called: null };
    const hit = { arrow_of_target: 2, points: 16, points_called: null };
    expect(isHeldBack({ number: 1, shots: [missed] }, session, true)).toBe(true);
    expect(isHeldBack({ number: 1, shots: [missed, hit] }, session, true)).toBe(false);
    expect(isHeldBack({ number: 1, shots: [{ ...hit, points_called: 0 }] }, session, true)).toBe(true);
    // when it is over, everything is shown
    expect(isHeldBack({ number: 9, shots: [] }, { ...session, is_opened: false }, true)).toBe(false);
  });
});

describe("an end that was closed short", () => {
  const end = { end_number: 2, archer_id: "a", stage: "scoring", closed_at: "2026-11-26T10:00:00Z" };
  const of = (arrows: number, more = {}) => [...closedShort([{ ...end, arrows, arrows_per_end: 3, ...more }])];

  it("is known by its key: what is missing will not come", () => {
    expect(of(2)).toEqual([keyOf(end)]);
  });

  it("is none that is full, still open, or of sighters", () => {
    expect([of(3), of(2, { closed_at: null }), of(2, { stage: "sighters" })]).toEqual([[], [], []]);
  });
});

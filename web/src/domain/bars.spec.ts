import { describe, expect, it } from "vitest";
import { barScale, formBars, MOST_BARS, volumeBars, withoutCut } from "./bars";

const plain = (day: string) => day;

describe("bars", () => {
  it("begin at zero and hold their whiskers and the goal", () => {
    const scale = barScale([{ label: "1", value: 90, doubt: 25 }], 300);
    expect(scale.low).toBeLessThanOrEqual(0);
    expect(scale.high).toBeGreaterThanOrEqual(300);
    expect(barScale([{ label: "1", value: -0.2, doubt: 0.3 }], null).low).toBeLessThanOrEqual(-0.5);
    expect(barScale([], null).high).toBeGreaterThan(0);
  });

  it("show how far off a difference may be, where that is known", () => {
    const forms = [
      { number: 1, difference: -0.25, doubt: 0.43 },
      { number: 2, difference: 0.5, doubt: null },
    ];
    expect(formBars(forms, String)).toEqual([
      { label: "1", value: -0.25, doubt: 0.43 },
      { label: "2", value: 0.5, doubt: null },
    ]);
  });

  it("of a span leave out the period that it cuts", () => {
    const shot = (...days: string[]) => days.map((begins) => ({ begins, arrows: 6 }));
    const numbers = {
      by_day: shot("2026-10-27", "2026-10-28", "2026-10-29"),
      by_week: shot("2026-10-26", "2026-11-02"),
      by_month: shot("2026-10-01", "2026-11-01"),
    };
    expect(withoutCut(numbers, "2026-10-27T10:01:00.000Z")).toEqual({
      by_day: shot("2026-10-29"),
      by_week: shot("2026-11-02"),
      by_month: shot("2026-11-01"),
    });
    // a box far in the east has begun the 28th by now, and not a minute before
    expect(withoutCut(numbers, "2026-10-27T10:00:00.000Z").by_day).toHaveLength(2);
  });

  it("of arrows have one for the days on which nothing was shot", () => {
    const shot = [
      { begins: "2026-02-27", arrows: 60 },
      { begins: "2026-03-02", arrows: 36 },
    ];
    expect(volumeBars(shot, "day", plain).map((bar) => bar.value)).toEqual([60, 0, 0, 36]);
    expect(
      volumeBars(
        [
          { begins: "2025-12-01", arrows: 6 },
          { begins: "2026-02-01", arrows: 3 },
        ],
        "month",
        plain,
      ),
    ).toEqual([
      { label: "2025-12-01", value: 6 },
      { label: "2026-01-01", value: 0 },
      { label: "2026-02-01", value: 3 },
    ]);
    expect(volumeBars([], "week", plain)).toEqual([]);
    const years = [
      { begins: "2016-01-04", arrows: 1 },
      { begins: "2026-01-05", arrows: 2 },
    ];
    expect(volumeBars(years, "week", plain)).toHaveLength(MOST_BARS);
    expect(volumeBars(years, "week", plain).at(-1)?.value).toBe(2);
  });
});

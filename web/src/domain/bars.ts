/** Bars of a chart: labels, values and uncertainties. */
import { scaleOf, type Scale } from "./chart";

export interface Bar {
  label: string;
  value: number;
  /** Half of the 95 % interval; null: unknown. */
  doubt?: number | null;
}

/** Largest number of bars that can be distinguished on a phone; beyond it only the newest are shown. */
export const MOST_BARS = 31;

/** A scale with round numbers that includes zero, all values and the goal. */
export function barScale(bars: readonly Bar[], goal: number | null): Scale {
  const ends = bars.flatMap(({ value, doubt }) => [value - (doubt ?? 0), value + (doubt ?? 0)]);
  // a bar without an uncertainty ends at its value, and every bar begins at zero
  return scaleOf([0, ...bars.map((bar) => bar.value), ...ends, ...(goal === null ? [] : [goal])]);
}

type Form = { number: number; difference: number; doubt: number | null };

export function formBars(forms: readonly Form[], label: (n: number) => string): Bar[] {
  return forms.map(({ number, difference, doubt }) => ({ label: label(number), value: difference, doubt }));
}

type Shot = { begins: string; arrows: number };

/** One bar for each period up to the newest, including periods without an arrow. */
export function volumeBars(
  shot: readonly Shot[],
  period: "day" | "week" | "month",
  label: (day: string) => string,
): Bar[] {
  const first = shot[0];
  const last = shot.at(-1);
  if (!first || !last) return [];
  const arrows = new Map(shot.map((one) => [one.begins, one.arrows]));
  const bars: Bar[] = [];
  for (let day = last.begins; day >= first.begins && bars.length < MOST_BARS; day = before(day, period))
    bars.unshift({ label: label(day), value: arrows.get(day) ?? 0 });
  return bars;
}

type Volumes = { by_day: Shot[]; by_week: Shot[]; by_month: Shot[] };

/** Largest offset of a time zone ahead of UTC, that of the box. */
const MOST_AHEAD_MS = 14 * 3_600_000;

/** Without periods that may have begun before `from`: they would look poor, since only their end was requested. */
export function withoutCut<T extends Volumes>(numbers: T, from: string): T {
  const whole = (shot: Shot[]) =>
    shot.filter((one) => Date.parse(`${one.begins}T00:00:00Z`) - MOST_AHEAD_MS >= Date.parse(from));
  return {
    ...numbers,
    by_day: whole(numbers.by_day),
    by_week: whole(numbers.by_week),
    by_month: whole(numbers.by_month),
  };
}

/** The first day of the previous period. */
function before(begins: string, period: "day" | "week" | "month"): string {
  const day = new Date(`${begins}T00:00:00Z`);
  if (period === "month") day.setUTCMonth(day.getUTCMonth() - 1);
  else day.setUTCDate(day.getUTCDate() - (period === "week" ? 7 : 1));
  return day.toISOString().slice(0, 10);
}

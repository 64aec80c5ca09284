/** Bars of a picture: what they are called, how long they are, and how sure that is. */
import { scaleOf, type Scale } from "./chart";

export interface Bar {
  label: string;
  value: number;
  /** Half of a 95 % interval; null: not known. */
  doubt?: number | null;
}

/** The most bars that are told apart on a phone; of more the newest are shown. */
export const MOST_BARS = 31;

/** Round numbers from zero, or below it, around all that is drawn. */
export function barScale(bars: readonly Bar[], goal: number | null): Scale {
  const ends = bars.flatMap(({ value, doubt }) => [value - (doubt ?? 0), value + (doubt ?? 0)]);
  // a bar without a whisker ends at its own value, and every bar begins at zero
  return scaleOf([0, ...bars.map((bar) => bar.value), ...ends, ...(goal === null ? [] : [goal])]);
}

type Form = { number: number; difference: number; doubt: number | null };

export function formBars(forms: readonly Form[], label: (n: number) => string): Bar[] {
  return forms.map(({ number, difference, doubt }) => ({ label: label(number), value: difference, doubt }));
}

type Shot = { begins: string; arrows: number };

/** One bar for each period up to the newest, those without an arrow too. */
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

/** The box's zone is ahead of UTC by no more than this. */
const MOST_AHEAD_MS = 14 * 3_600_000;

/** Without the periods that may have begun before `from`: only their end was asked for, and they would look poor. */
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

/** The first day of the period before. */
function before(begins: string, period: "day" | "week" | "month"): string {
  const day = new Date(`${begins}T00:00:00Z`);
  if (period === "month") day.setUTCMonth(day.getUTCMonth() - 1);
  else day.setUTCDate(day.getUTCDate() - (period === "week" ? 7 : 1));
  return day.toISOString().slice(0, 10);
}

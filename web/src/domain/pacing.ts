/** The pace of an archer in a session: the rhythm of the arrows, and fatigue. */

interface Timed {
  end_number: number;
  arrow_landing_time: string | null;
  /** When the bow was drawn and when the arrow left it, if the bow has a sensor. */
  arrow_engage_time?: string | null;
  arrow_disengage_time?: string | null;
}

const FEWEST = 4;

/** Seconds between the arrows of an end: the median, and the interquartile range. */
export function rhythmOf(shots: readonly Timed[]): { median: number; spread: number } | null {
  const times = shots.flatMap((s) => {
    const at = s.arrow_disengage_time ?? s.arrow_landing_time;
    return at ? [{ end: s.end_number, at: Date.parse(at) }] : [];
  });
  const gaps = times
    .slice(1)
    .flatMap((now, k) => (times[k]?.end === now.end ? [(now.at - times[k].at) / 1000] : []))
    .sort((a, b) => a - b);
  if (gaps.length < FEWEST) return null;
  const at = (share: number) => gaps[Math.floor(share * (gaps.length - 1))] ?? 0;
  return { median: at(0.5), spread: at(0.75) - at(0.25) };
}

/** Mean hold time and flight time, ms, as in a summary; null without a bow sensor. */
export function bowTimesOf(shots: readonly Timed[]): { hold_ms: number | null; release_to_impact_ms: number | null } {
  const mean = (spans: [from?: string | null, to?: string | null][]) => {
    const known = spans.flatMap(([from, to]) => (from && to ? [Date.parse(to) - Date.parse(from)] : []));
    return known.length ? known.reduce((a, b) => a + b, 0) / known.length : null;
  };
  return {
    hold_ms: mean(shots.map((s) => [s.arrow_engage_time, s.arrow_disengage_time])),
    release_to_impact_ms: mean(shots.map((s) => [s.arrow_disengage_time, s.arrow_landing_time])),
  };
}

/** Average points of the second half of the ends minus those of the first: negative means fatigue. */
export function fatigueOf(ends: readonly { average: number | null }[]): number | null {
  const values = ends.map((end) => end.average).filter((value) => value !== null);
  if (values.length < FEWEST) return null;
  const half = Math.floor(values.length / 2);
  const mean = (some: number[]) => some.reduce((a, b) => a + b, 0) / some.length;
  return mean(values.slice(-half)) - mean(values.slice(0, half));
}

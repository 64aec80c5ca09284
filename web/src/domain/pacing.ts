/** How an archer gets through a session: the rhythm of the arrows, and tiring. */

interface Timed {
  end_number: number;
  arrow_landing_time: string | null;
  /** When the bow was drawn and when the arrow left it, where that bow has a sensor. */
  arrow_engage_time?: string | null;
  arrow_disengage_time?: string | null;
}

const FEWEST = 4;

/** Seconds between the arrows of an end: the median, and how far the middle half is apart. */
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

/** How long on average a bow was held, and its arrows flew, as in a summary; null where no bow's sensor says. */
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

/** Points an arrow of the second half of the ends less those of the first: negative is tiring. */
export function fatigueOf(ends: readonly { average: number | null }[]): number | null {
  const values = ends.map((end) => end.average).filter((value) => value !== null);
  if (values.length < FEWEST) return null;
  const half = Math.floor(values.length / 2);
  const mean = (some: number[]) => some.reduce((a, b) => a + b, 0) / some.length;
  return mean(values.slice(-half)) - mean(values.slice(0, half));
}

/** How an archer gets through a session: the rhythm of the arrows, and tiring. */

interface Timed {
  end_number: number;
  arrow_landing_time: string | null;
}

const FEWEST = 4;

/** Seconds between the arrows of an end: the median, and how far the middle half is apart. */
export function rhythmOf(shots: readonly Timed[]): { median: number; spread: number } | null {
  const times = shots.flatMap((s) =>
    s.arrow_landing_time ? [{ end: s.end_number, at: Date.parse(s.arrow_landing_time) }] : [],
  );
  const gaps = times
    .slice(1)
    .flatMap((now, k) => (times[k]?.end === now.end ? [(now.at - times[k].at) / 1000] : []))
    .sort((a, b) => a - b);
  if (gaps.length < FEWEST) return null;
  const at = (share: number) => gaps[Math.floor(share * (gaps.length - 1))] ?? 0;
  return { median: at(0.5), spread: at(0.75) - at(0.25) };
}

/** Points an arrow of the second half of the ends less those of the first: negative is tiring. */
export function fatigueOf(ends: readonly { average: number | null }[]): number | null {
  const values = ends.map((end) => end.average).filter((value) => value !== null);
  if (values.length < FEWEST) return null;
  const half = Math.floor(values.length / 2);
  const mean = (some: number[]) => some.reduce((a, b) => a + b, 0) / some.length;
  return mean(values.slice(-half)) - mean(values.slice(0, half));
}

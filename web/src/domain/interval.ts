/** 95 % intervals of a mean over sessions, of which there are often few. */

/** The fewest sessions of which an interval is told: of two it would be 13 standard errors wide. */
export const LEAST_SESSIONS = 3;

/**
 * Student's t, two-sided 95 %, for 1 to 30 degrees of freedom: NIST/SEMATECH e-Handbook of Statistical Methods,
 * 1.3.6.7.2, the column 0.975.
 */
const T95 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** Half of the 95 % interval; null: with so few sessions nothing can be said. Above 31 sessions a little too wide. */
export function halfInterval(sigma: number | null, sessions: number): number | null {
  const t = T95[Math.min(sessions - 1, T95.length) - 1];
  return sigma === null || t === undefined || sessions < LEAST_SESSIONS ? null : t * sigma;
}

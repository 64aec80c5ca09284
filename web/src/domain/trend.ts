/** Sessions of one archer over time; archers are never mixed. */

export interface Figures {
  archer_id: string | null;
  name: string | null;
  arrows: number;
  score: number;
  average: number | null;
  tens: number;
  xs: number;
  mean_radius: number | null;
}

interface SessionOfSeveral {
  session_id: string;
  start_time: string;
  location: string;
  distance: number;
  distance_unit: string;
  by_archer: readonly Figures[];
}

export type OneArchersSession = Omit<SessionOfSeveral, "by_archer"> & Figures;

/** The sessions in which this archer shot, with the archer's own figures; null: arrows without an archer. */
export function sessionsOf(rows: readonly SessionOfSeveral[], archerId: string | null): OneArchersSession[] {
  return rows.flatMap(({ by_archer, ...session }) =>
    by_archer.filter((one) => one.archer_id === archerId).map((one) => ({ ...session, ...one })),
  );
}

/** Everybody who shot, in the order of `compare`; arrows without an archer last. */
export function archersIn(
  rows: readonly SessionOfSeveral[],
  compare: (a: string, b: string) => number,
): { id: string | null; name: string | null }[] {
  const names = new Map(rows.flatMap((row) => row.by_archer.map((one) => [one.archer_id, one.name] as const)));
  return [...names]
    .map(([id, name]) => ({ id, name }))
    .sort((a, b) => Number(a.name === null) - Number(b.name === null) || compare(a.name ?? "", b.name ?? ""));
}

/** The archer to show first: `wanted` if in the session `id` (or any), else the first one there. */
export function firstArcher(
  rows: readonly SessionOfSeveral[],
  wanted: string | null,
  id: string | null,
): string | null {
  const session = rows.find((row) => row.session_id === id);
  const shot = session ? [session] : rows;
  const isThere = shot.some((row) => row.by_archer.some((one) => one.archer_id === wanted));
  return isThere ? wanted : (shot.flatMap((row) => row.by_archer)[0]?.archer_id ?? null);
}

/** The highest score of any round: 144 arrows of ten. */
export const MOST_POINTS = 1440;

export function isScore(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MOST_POINTS;
}

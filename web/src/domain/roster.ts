/** The roster of a session. */

interface Named {
  archer_id: string;
  name: string;
}

export type Known = { archers: readonly Named[]; others: readonly Named[] } | null;

/** The name of an archer, even of one who left the session; null: unknown. */
export const nameIn = (roster: Known, id: string | null) =>
  roster && ([...roster.archers, ...roster.others].find((one) => one.archer_id === id)?.name ?? null);

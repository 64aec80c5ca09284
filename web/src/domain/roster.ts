/** Who shoots in a session, and who did. */

interface Named {
  archer_id: string;
  name: string;
}

export type Known = { archers: readonly Named[]; others: readonly Named[] } | null;

/** What an archer is called, also one who left the session; null: not known. */
export const nameIn = (roster: Known, id: string | null) =>
  roster && ([...roster.archers, ...roster.others].find((one) => one.archer_id === id)?.name ?? null);

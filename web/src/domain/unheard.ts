/** An arrow that left a bow, as its sensor says, and that no board heard land. */

interface Shot {
  attribution: string | null;
  arrow_landing_time: string | null;
  points_called: number | null;
}

/** The newest arrow, where nothing but a bow's sensor tells of it; null: nothing to ask. */
export function unheard<S extends Shot>(inOrder: readonly S[]): S | null {
  const newest = inOrder.at(-1);
  if (!newest || newest.attribution !== "bow") return null;
  return newest.arrow_landing_time === null && newest.points_called === null ? newest : null;
}

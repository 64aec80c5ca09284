/** Arrows that left a bow, according to its sensor, without any board hearing the impact. */

interface Shot {
  attribution: string | null;
  arrow_landing_time: string | null;
  points_called: number | null;
}

/** The newest arrow, if only a bow sensor reported it; null: nothing to ask. */
export function unheard<S extends Shot>(inOrder: readonly S[]): S | null {
  const newest = inOrder.at(-1);
  if (!newest || newest.attribution !== "bow") return null;
  return newest.arrow_landing_time === null && newest.points_called === null ? newest : null;
}

/** The changes of a correction, field by field. */

type Fields = Readonly<Record<string, unknown>> | null;

export interface Difference<F> {
  field: F;
  before: unknown;
  after: unknown;
}

/** The differences in the `known` fields, in their order; null where a field is missing before or after. */
export function differences<F extends string>(
  correction: { before: Fields | object; after: Fields | object },
  known: readonly F[],
): Difference<F>[] {
  const [before, after] = [correction.before, correction.after].map((side) => (side ?? {}) as Record<string, unknown>);
  return known.flatMap((field) => {
    const [was, is] = [before?.[field] ?? null, after?.[field] ?? null];
    return was === is ? [] : [{ field, before: was, after: is }];
  });
}

interface Placed {
  kind: string;
  shot_id: string | null;
  before: { end_number?: unknown } | null;
  after: { end_number?: unknown } | null;
}

/** The corrections without those that reveal an end that is held back, by naming its arrows or calls. */
export function shownCorrections<C extends Placed>(
  corrections: readonly C[],
  hidden: { shots: ReadonlySet<string>; ends: ReadonlySet<unknown> },
): C[] {
  return corrections.filter(
    ({ kind, shot_id, before, after }) =>
      kind === "turn" ||
      (!hidden.shots.has(shot_id ?? "") && ![before, after].some((side) => hidden.ends.has(side?.end_number))),
  );
}

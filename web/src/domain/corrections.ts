/** What a correction changed, field by field. */

type Fields = Readonly<Record<string, unknown>> | null;

export interface Difference<F> {
  field: F;
  before: unknown;
  after: unknown;
}

/** Of the fields that people know, in their order; what was not there before or after is null. */
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

/** Those that give nothing away of an end that is held back: which arrow it was, and what it was called, would. */
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

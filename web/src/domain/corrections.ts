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

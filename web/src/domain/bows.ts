/** Bows that rounds are looked for by. */
export const SOUGHT_BOWS = ["recurve", "compound", "barebow", "longbow"] as const;

/** The bow of the archer whose phone this is; null where nobody is, or it is another word. */
export function ownBow(
  archers: readonly { id: string; bow_style: string | null }[],
  archerId: string | null,
): string | null {
  const own = archers.find((archer) => archer.id === archerId)?.bow_style ?? null;
  return SOUGHT_BOWS.find((bow) => bow === own) ?? null;
}

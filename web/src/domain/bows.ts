/** Bow styles by which rounds can be searched. */
export const SOUGHT_BOWS = ["recurve", "compound", "barebow", "longbow"] as const;

/** The bow style of the phone's archer; null without an archer, or for a style not in the list. */
export function ownBow(
  archers: readonly { id: string; bow_style: string | null }[],
  archerId: string | null,
): string | null {
  const own = archers.find((archer) => archer.id === archerId)?.bow_style ?? null;
  return SOUGHT_BOWS.find((bow) => bow === own) ?? null;
}

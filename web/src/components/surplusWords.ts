/** The question whose arrow is the surplus one. */
import type { End, ScoredShot } from "../domain/ends";
import { t } from "../texts";

export function surplusWords(end: End<ScoredShot>, letter: string | null): string {
  const over = end.shots.filter((shot) => shot.is_surplus).length;
  const question = end.shots.some((shot) => shot.arrow_of_target)
    ? t("behindHit", { end: end.number })
    : t("surplusArrows", { n: end.shots.length, end: end.number, of: end.shots.length - over });
  return [letter, question].filter(Boolean).join(": ");
}

/** Who did something: an archer by name, a judge as such, else the word that is kept. */
import { t } from "../texts";

const JUDGE = "judge:";

export function makerName(made: string | null, nameOf: (archerId: string) => string | null): string {
  if (made === null) return t("somebody");
  if (made.startsWith(JUDGE)) return t("judgeNamed", { name: made.slice(JUDGE.length) });
  return nameOf(made) ?? made;
}

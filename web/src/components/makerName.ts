/** Who did something: an archer by name, a judge as such, else the word that is kept. */
import { t } from "../texts";

const JUDGE = "judge:";

export function makerName(made: string | null, nameOf: (archerId: string) => string | null): string {
  if (made === null) return t("somebody");
  if (made.startsWith(JUDGE)) return t("judgeNamed", { name: made.slice(JUDGE.length) });
  return nameOf(made) ?? made;
}

/** Of something that brings the names of whom it tells of along. */
export const makerOf = (one: { made_by: string | null; names: Readonly<Record<string, string>> }) =>
  makerName(one.made_by, (id) => one.names[id] ?? null);

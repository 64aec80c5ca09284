/** The author of a change: an archer by name, a judge marked as such, else the stored name. */
import { t } from "../texts";

const JUDGE = "judge:";

export function makerName(made: string | null, nameOf: (archerId: string) => string | null): string {
  if (made === null) return t("somebody");
  if (made.startsWith(JUDGE)) return t("judgeNamed", { name: made.slice(JUDGE.length) });
  return nameOf(made) ?? made;
}

/** The author of an entry that contains the names of its archers. */
export const makerOf = (one: { made_by: string | null; names: Readonly<Record<string, string>> }) =>
  makerName(one.made_by, (id) => one.names[id] ?? null);

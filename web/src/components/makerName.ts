/** The author of a change: an archer by name, a judge marked as such, else the stored name. */
import { judgeIn } from "../domain/judge";
import { t } from "../texts";

export function makerName(made: string | null, nameOf: (archerId: string) => string | null): string {
  if (made === null) return t("somebody");
  const judge = judgeIn(made);
  if (judge !== null) return t("judgeNamed", { name: judge });
  return nameOf(made) ?? made;
}

/** The author of an entry that contains the names of its archers. */
export const makerOf = (one: { made_by: string | null; names: Readonly<Record<string, string>> }) =>
  makerName(one.made_by, (id) => one.names[id] ?? null);

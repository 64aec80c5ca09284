/** The counts beside a total in words, for places without a heading. */
import type { Count } from "../domain/tally";
import { t } from "../texts";
import { FIGURES } from "./tallyHead";

const NAMED: readonly Count[] = ["tens", "xs", "hits", "golds"];

export const tallyText = (counts: readonly Count[], counted: readonly number[]): string =>
  counts
    .map((count, k) =>
      t("countedAs", { what: NAMED.includes(count) ? count : (FIGURES[count] ?? count), n: counted[k] ?? 0 }),
    )
    .join(", ");

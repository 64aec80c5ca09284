/** The heading of the numbers that are counted besides a total. */
import type { Count } from "../domain/tally";
import { t } from "../texts";

export const FIGURES: Partial<Record<Count, string>> = {
  twenties: "20",
  elevens: "11",
  tens: "10",
  nines: "9",
  sixes: "6",
  fives: "5",
  xs: "X",
};

function headOf(count: Count): string {
  return count === "hits" ? t("hits") : count === "golds" ? t("golds") : (FIGURES[count] ?? count);
}

export function tallyHead(counts: readonly Count[]): string {
  return counts.join() === "tens,xs" ? t("tensX") : counts.map(headOf).join(" / ");
}

/** Names of the kinds of matches. */
import type { BracketSummary } from "../api/matches";
import { t, type Key } from "../texts";

export const FORMATS: { value: BracketSummary["format"]; text: Key }[] = [
  { value: "individual", text: "individuals" },
  { value: "team", text: "teamsOfThree" },
  { value: "mixed_team", text: "mixedTeams" },
];
export const COUNTINGS: { value: BracketSummary["counting"]; text: Key }[] = [
  { value: "sets", text: "countingSets" },
  { value: "cumulative", text: "countingCumulative" },
];

export function formatName(format: BracketSummary["format"]): string {
  return t(FORMATS.find((one) => one.value === format)?.text ?? "individuals");
}

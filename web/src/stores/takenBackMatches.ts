/** Undo of results and decisions of a match. */
import { matchesApi, type Match } from "../api/matches";
import { judgeIn } from "../domain/judge";

const entered = ({ id, a, b, winner }: Match) => matchesApi.enter(id, { a, b, winner: a === b ? winner : null });

/** Restores the result or decision in `before`; `now`: by what the match is decided at present. */
export async function asBefore(before: Match, now: "entered" | "judge" | null): Promise<void> {
  if (before.by === "judge") {
    await matchesApi.rule(before.id, before.winner, judgeIn(before.ruled_by));
    return;
  }
  if (now === "judge") await matchesApi.rule(before.id, null, null);
  if (before.by === "entered") await entered(before);
  else if (now === "entered") await matchesApi.takeBackResult(before.id);
}

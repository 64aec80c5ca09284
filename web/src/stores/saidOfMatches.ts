/** What was said of a match is taken back: as it was before, whoever had decided it then. */
import { matchesApi, type Match } from "../api/matches";
import { judgeIn } from "../domain/judge";

const entered = ({ id, a, b, winner }: Match) => matchesApi.enter(id, { a, b, winner: a === b ? winner : null });

/** `before`: the match as it stood; `now`: by what it is decided since. */
export async function asBefore(before: Match, now: "entered" | "judge" | null): Promise<void> {
  if (before.by === "judge") {
    await matchesApi.rule(before.id, before.winner, judgeIn(before.ruled_by));
    return;
  }
  if (now === "judge") await matchesApi.rule(before.id, null, null);
  if (before.by === "entered") await entered(before);
  else if (now === "entered") await matchesApi.takeBackResult(before.id);
}

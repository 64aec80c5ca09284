/** Actions on turns: who is next, that an end is over, that sighters begin or end. Each can be undone. */
import { liveApi } from "../api/live";
import type { TurnCreate } from "../api/types";
import { notify, useAttempt } from "./attempt";
import type { LiveStore } from "./live";

export function useTurns(live: LiveStore) {
  const { state: request, attempt } = useAttempt();

  async function setTurn(turn: TurnCreate): Promise<boolean> {
    const session = live.state.session?.id;
    if (session === undefined) return false;
    let mark = "";
    const isDone = await attempt(async () => {
      mark = await liveApi.setTurn(session, turn);
    });
    if (isDone) notify("turnSaid", () => liveApi.takeBackTurn(session, mark));
    return isDone;
  }

  return { request, setTurn };
}

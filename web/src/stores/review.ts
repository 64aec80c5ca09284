/** Sessions to look back at: what each added up to, and what it is worth by the handicap tables. */
import { ref } from "vue";
import { api } from "../api/client";
import type { Handicap, Session, SessionSummary, Shot, Target } from "../api/types";
import { settings } from "./settings";

export interface Reviewed {
  session: Session;
  summary: SessionSummary;
  targets: Target[];
  shots: Shot[];
  handicap: Handicap | null;
}

async function review(id: string, goal: number | null): Promise<Reviewed> {
  const [session, summary, targets, shots] = await Promise.all([
    api.session(id),
    api.summary(id),
    api.targetsOf(id),
    api.shotsOf(id),
  ]);
  const about = { ...settings.about, archer_id: settings.archerId, goal };
  // practice has no handicap, and a round that was shot otherwise is refused one
  const handicap = session.round_name === null ? null : await api.handicap(id, about).catch(() => null);
  return { session, summary, targets, shots, handicap };
}

export function useReview() {
  const reviewed = ref<Reviewed[]>([]);

  async function read(ids: readonly string[], goal: number | null): Promise<void> {
    reviewed.value = await Promise.all(ids.map((id) => review(id, goal)));
  }

  return { reviewed, read };
}

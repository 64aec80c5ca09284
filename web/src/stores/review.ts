/** Sessions of one archer to look back at: what each added up to, and what it is worth by the handicap tables. */
import { ref } from "vue";
import { api } from "../api/client";
import type { Reviewed, SessionSummary, Shot } from "../api/types";
import { endsOf, shownOf, totalsOf } from "../domain/ends";
import { settings } from "./settings";

type Whose = { archerId: string | null; goal: number | null };

async function review(id: string, { archerId, goal }: Whose): Promise<Reviewed> {
  const [session, summary, targets, all] = await Promise.all([
    api.session(id),
    api.summary(id),
    api.targetsOf(id),
    api.shotsOf(id),
  ]);
  const own = all.filter((shot) => shot.archer_id === archerId);
  const shots = shownOf(own, session, settings.holdsBack);
  // what the coach holds back the appliance leaves out itself; what this phone waits for it knows nothing of
  const waits = shots.length < shownOf(own, session, false).length;
  const figures = waits ? { ...reckoned(shots), group: null } : computed(summary, archerId);
  // practice has no handicap, and a round that was shot otherwise is refused one
  const about = { ...settings.about, archer_id: archerId, goal };
  const handicap = session.round_name === null || waits ? null : await api.handicap(id, about).catch(() => null);
  const name = summary.by_archer.find((one) => one.archer_id === archerId)?.name ?? null;
  return { session, name, targets, shots, handicap, ...figures };
}

function computed(
  summary: SessionSummary,
  archerId: string | null,
): Pick<Reviewed, "score" | "average" | "ends" | "group"> {
  const own = summary.by_archer.find((one) => one.archer_id === archerId);
  const ends = summary.ends.filter((end) => end.archer_id === archerId);
  return {
    score: own?.score ?? 0,
    average: own?.average ?? null,
    ends: ends.map((end) => ({ number: end.end_number, average: end.average })),
    group: own?.group ?? null,
  };
}

function reckoned(shots: readonly Shot[]): Pick<Reviewed, "score" | "average" | "ends"> {
  const { score, arrows } = totalsOf(shots);
  const ends = endsOf(shots).map((end) => ({ number: end.number, average: end.score / end.shots.length }));
  return { score, average: arrows ? score / arrows : null, ends };
}

export function useReview() {
  const reviewed = ref<Reviewed[]>([]);

  async function read(ids: readonly string[], whose: Whose): Promise<void> {
    reviewed.value = await Promise.all(ids.map((id) => review(id, whose)));
  }

  return { reviewed, read };
}

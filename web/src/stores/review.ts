/** Sessions of one archer in review: totals, and handicaps. */
import { ref } from "vue";
import { api, ApiError } from "../api/client";
import type { Reviewed, SessionSummary, Shot } from "../api/types";
import { counts, endsOf, shownOf, totalsOf } from "../domain/ends";
import { bowTimesOf } from "../domain/pacing";
import { settings } from "./settings";

const NOT_RATED = { handicap: null, whyNot: [] };

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
  // the appliance leaves out what the coach holds back, but it does not know what this phone holds back
  const waits = shots.length < shownOf(own, session, false).length;
  const figures = waits ? { ...reckoned(shots), group: null } : summed(summary, archerId);
  // practice has no handicap; a round with disagreements is refused, with the reason
  const isRated = session.round_name !== null && !waits;
  const rated = isRated ? await handicapOf(id, { ...settings.about, archer_id: archerId, goal }) : NOT_RATED;
  const name = summary.by_archer.find((one) => one.archer_id === archerId)?.name ?? null;
  const isAlone = summary.by_archer.length < 2;
  return { session, name, isAlone, targets, shots, ...rated, ...figures };
}

async function handicapOf(id: string, about: Parameters<typeof api.handicap>[1]) {
  try {
    return { handicap: await api.handicap(id, about), whyNot: [] };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { handicap: null, whyNot: error.lines };
  }
}

type Figures = Pick<Reviewed, "score" | "average" | "ends" | "hold_ms" | "release_to_impact_ms">;

function summed(summary: SessionSummary, archerId: string | null): Figures & Pick<Reviewed, "group"> {
  const own = summary.by_archer.find((one) => one.archer_id === archerId);
  const ends = summary.ends.filter((end) => end.archer_id === archerId);
  return {
    score: own?.score ?? 0,
    average: own?.average ?? null,
    ends: ends.map((end) => ({ number: end.end_number, average: end.average })),
    group: own?.group ?? null,
    hold_ms: own?.hold_ms ?? null,
    release_to_impact_ms: own?.release_to_impact_ms ?? null,
  };
}

function reckoned(shots: readonly Shot[]): Figures {
  const { score } = totalsOf(shots);
  const ends = endsOf(shots).map((end) => ({ number: end.number, average: averageOf(end.shots) }));
  return { score, average: averageOf(shots), ends, ...bowTimesOf(shots.filter(counts)) };
}

/** Average points of the arrows that count; null without any. */
function averageOf(shots: readonly Shot[]): number | null {
  const { score, arrows } = totalsOf(shots);
  return arrows ? score / arrows : null;
}

export function useReview() {
  const reviewed = ref<Reviewed[]>([]);
  let asked = 0;

  /** The result of the latest request is shown, in whatever order the responses come. */
  async function read(ids: readonly string[], whose: Whose): Promise<void> {
    const question = ++asked;
    const found = await Promise.all(ids.map((id) => review(id, whose)));
    if (question === asked) reviewed.value = found;
  }

  return { reviewed, read };
}

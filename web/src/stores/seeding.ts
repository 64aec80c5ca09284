/** The seeding of a new bracket, requested after every change, so that it is shown before the bracket is made. */
import { computed, reactive, ref } from "vue";
import { matchesApi, type Seed, type SeedingCreate } from "../api/matches";
import { useAttempt } from "./attempt";

/** Largest number of archers in a ranking, more than a bracket takes. */
const EVERYBODY_IS = 100;
const ARCHERS = { individual: 1, team: 3, mixed_team: 2 } as const;

export interface SeedingPlan {
  format: "individual" | "team" | "mixed_team";
  counting: "sets" | "cumulative";
  sessionIds: string[];
  most: number;
}

export function useSeeding(plan: SeedingPlan) {
  const { state: request, attempt } = useAttempt();
  /** All archers in the order of the ranking, and the seeds, which are archers or teams. */
  const archers = ref<Seed[]>([]);
  const seeds = ref<Seed[]>([]);
  const without = reactive(new Set<string>());
  const drawn = ref<string[]>([]);
  /** Names of teams by archer. */
  const teamOf = reactive<Record<string, string>>({});
  const perTeam = computed(() => ARCHERS[plan.format]);

  const teams = computed(() => {
    const found = new Map<string, string[]>();
    for (const { archer_ids } of archers.value)
      for (const id of archer_ids) {
        const name = teamOf[id]?.trim();
        if (name && !without.has(id)) found.set(name, [...(found.get(name) ?? []), id]);
      }
    return [...found]
      .filter(([, ids]) => ids.length === perTeam.value)
      .map(([name, ids]) => ({ name, archer_ids: ids }));
  });

  const asked = (): SeedingCreate => ({
    format: plan.format,
    counting: plan.counting,
    session_ids: plan.sessionIds,
    most: plan.most,
    without: [...without],
    drawn: drawn.value,
    teams: perTeam.value > 1 ? teams.value : [],
  });

  async function ask(): Promise<void> {
    archers.value = plan.sessionIds.length ? await matchesApi.seeding({ ...asked(), ...EVERYBODY }) : [];
    const isReady = perTeam.value === 1 ? archers.value.length > 1 : teams.value.length > 1;
    seeds.value = isReady ? await matchesApi.seeding(asked()) : [];
  }

  /** Reads the seeding, one request at a time; after changes meanwhile once more. */
  let isReading = false;
  let isAskedAgain = false;
  async function read(): Promise<void> {
    isAskedAgain = true;
    if (isReading) return;
    isReading = true;
    try {
      while (isAskedAgain) {
        isAskedAgain = false;
        await attempt(ask);
      }
    } finally {
      isReading = false;
    }
  }

  function leaveOut(id: string, isLeftOut: boolean): void {
    if (isLeftOut) without.add(id);
    else without.delete(id);
    void read();
  }

  /** Records a draw that puts this entry before the one above. */
  function draw(place: number): void {
    const order = seeds.value.flatMap((seed) => seed.archer_ids);
    const [one, above] = [seeds.value[place]?.archer_ids[0], seeds.value[place - 1]?.archer_ids[0]];
    if (!one || !above) return;
    drawn.value = order.filter((id) => id !== one).flatMap((id) => (id === above ? [one, above] : [id]));
    void read();
  }

  return { request, attempt, archers, seeds, without, drawn, teamOf, perTeam, asked, read, leaveOut, draw };
}

const EVERYBODY = {
  format: "individual",
  most: EVERYBODY_IS,
  without: [],
  teams: [],
} as const satisfies Partial<SeedingCreate>;

export type Seeding = ReturnType<typeof useSeeding>;

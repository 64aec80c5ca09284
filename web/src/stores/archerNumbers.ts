/** One archer's statistics, over a span of days and at a distance. */
import { ref } from "vue";
import { numbersApi, type ArcherNumbers, type Friend, type RoundScore } from "../api/numbers";
import { withoutCut } from "../domain/bars";

const DAY_MS = 86_400_000;

export const sinceOf = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

type Which = { days: number | null; distance: string };

export function useArcherNumbers() {
  const numbers = ref<ArcherNumbers | null>(null);
  const rounds = ref<RoundScore[]>([]);
  const friends = ref<Friend[]>([]);
  let asked = 0;

  /** The result of the latest request is shown, in whatever order the responses come. */
  async function read(id: string, { days, distance }: Which): Promise<void> {
    const question = ++asked;
    const [far, unit] = distance.split(" ");
    const at = far ? { distance: Number(far), distance_unit: unit ?? null } : {};
    const from = days === null ? null : sinceOf(days);
    const found = await numbersApi.numbers(id, { ...at, from });
    if (question === asked) numbers.value = from === null ? found : withoutCut(found, from);
  }

  let askedAll = 0;
  async function readAll(id: string, which: Which): Promise<void> {
    const question = ++askedAll;
    const found = await Promise.all([numbersApi.rounds(id), numbersApi.friends(id), read(id, which)]);
    if (question === askedAll) [rounds.value, friends.value] = found;
  }

  return { numbers, rounds, friends, read, readAll };
}

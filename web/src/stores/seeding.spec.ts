import { afterEach, describe, expect, it, vi } from "vitest";
import { reactive } from "vue";
import { ApiError } from "../api/request";
import { matchesApi, type Seed, type SeedingCreate } from "../api/matches";
import { useSeeding } from "./seeding";

const seeds = (names: readonly string[]): Seed[] =>
  names.map((name, k) => ({ seed: k + 1, name, archer_ids: [name], score: 9, counts: [], is_tied: true }));

/** Answers as they are let go, the oldest question first. */
function answering() {
  const open: ((found: Seed[] | ApiError) => void)[] = [];
  const asked: SeedingCreate[] = [];
  vi.spyOn(matchesApi, "seeding").mockImplementation((question) => {
    asked.push(question);
    return new Promise((resolve, reject) => {
      open.push((found) => (found instanceof ApiError ? reject(found) : resolve(found)));
    });
  });
  async function answer(found: Seed[] | ApiError): Promise<void> {
    await vi.waitFor(() => expect(open).not.toHaveLength(0));
    open.shift()?.(found);
  }
  return { asked, answer, open };
}

const plan = () =>
  reactive({ format: "individual", counting: "sets", sessionIds: ["one"], most: 4 } as Parameters<
    typeof useSeeding
  >[0]);

describe("how a bracket will be seeded", () => {
  afterEach(() => vi.restoreAllMocks());

  it("is asked again behind what is being asked, and is what was asked last", async () => {
    const { asked, answer, open } = answering();
    const seeding = useSeeding(plan());
    const done = seeding.read();
    await vi.waitFor(() => expect(open).toHaveLength(1));
    seeding.leaveOut("Will", true);
    seeding.leaveOut("John", true);
    expect(open).toHaveLength(1);
    await answer(seeds(["Robin", "Marian", "John", "Will"]));
    await answer(new ApiError(422, ["fewer than two"]));
    // of what was asked first no more is said
    await answer(seeds(["Robin", "Marian", "John", "Will"]));
    expect([seeding.request.isBusy, seeding.request.errors]).toEqual([true, []]);
    await answer(seeds(["Robin", "Marian"]));
    await done;
    expect(seeding.seeds.value.map((one) => one.name)).toEqual(["Robin", "Marian"]);
    expect([seeding.request.isBusy, asked.length, asked.at(-1)?.without]).toEqual([false, 4, ["Will", "John"]]);
  });

  it("says of everybody whether they shoot, not only of whom a bracket has room for", async () => {
    const { asked, answer } = answering();
    const seeding = useSeeding(plan());
    const done = seeding.read();
    await answer(seeds(Array.from({ length: 40 }, (_, k) => `Archer ${k}`)));
    await answer(seeds(["Archer 0"]));
    await done;
    expect(asked.map((one) => one.most)).toEqual([100, 4]);
    expect(seeding.archers.value).toHaveLength(40);
  });
});

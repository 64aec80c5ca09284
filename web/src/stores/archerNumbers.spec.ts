import { afterEach, describe, expect, it, vi } from "vitest";
import { numbersApi, type ArcherNumbers } from "../api/numbers";
import { useArcherNumbers } from "./archerNumbers";

const numbersOf = (name: string) => ({ name, by_day: [], by_week: [], by_month: [] }) as unknown as ArcherNumbers;

describe("the numbers of an archer", () => {
  afterEach(() => vi.restoreAllMocks());

  it("are those that were asked for last, whichever answer comes last", async () => {
    const answers: (() => void)[] = [];
    vi.spyOn(numbersApi, "numbers").mockImplementation(
      (id) => new Promise((resolve) => answers.push(() => resolve(numbersOf(id)))),
    );
    vi.spyOn(numbersApi, "rounds").mockResolvedValue([]);
    vi.spyOn(numbersApi, "friends").mockResolvedValue([]);
    const { numbers, read, readAll } = useArcherNumbers();
    const first = readAll("first", { days: 365, distance: "" });
    const second = read("second", { days: 30, distance: "18 m" });
    answers[1]?.();
    await second;
    answers[0]?.();
    await first;
    expect(numbers.value?.name).toBe("second");
  });
});

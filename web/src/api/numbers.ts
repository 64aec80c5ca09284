/** The API of one archer's statistics. */
import { BASE, call, page, query } from "./request";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type ArcherNumbers = Schemas["ArcherNumbersRead"];
export type ArrowGoal = Schemas["ArrowGoalRead"];
export type ArrowGoalUpdate = Schemas["ArrowGoalUpdate"];
export type RoundScore = Schemas["RoundScoreRead"];
type Correction = Schemas["CorrectionRead"];
export type Friend = Schemas["FriendRead"];
export type NumbersAbout = { from?: string | null; distance?: number | null; distance_unit?: string | null };

export const numbersApi = {
  numbers: (id: string, about: NumbersAbout) => call<ArcherNumbers>("GET", `/archer/${id}/numbers${query(about)}`),
  rounds: (id: string) => call<RoundScore[]>("GET", `/archer/${id}/rounds`),
  friends: (id: string) => call<Friend[]>("GET", `/archer/${id}/friends`),
  setGoal: (id: string, goal: ArrowGoalUpdate) => call<null>("PUT", `/archer/${id}/goal`, goal),
  forgetGoal: (id: string) => call<undefined>("DELETE", `/archer/${id}/goal`),
  changesOfGoal: async (id: string) => (await page<Correction>(`/archer/${id}/goal/corrections`)).rows,
  csv: (id: string, language: string) => `${BASE}/archer/${id}/numbers.csv?language=${language}`,
};

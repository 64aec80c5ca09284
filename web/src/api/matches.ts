/** The API of brackets and their matches. */
import { call } from "./request";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type Bracket = Schemas["BracketRead"];
export type BracketSummary = Schemas["BracketSummaryRead"];
export type BracketCreate = Schemas["BracketCreate"];
export type SeedingCreate = Schemas["SeedingCreate"];
export type Seed = Schemas["SeedRead"];
export type Match = Schemas["MatchRead"];
export type MatchBegin = Schemas["MatchBegin"];
export type MatchResult = Schemas["MatchResult"];
export type ShootOff = Schemas["ShootOffRead"];

export const matchesApi = {
  brackets: () => call<BracketSummary[]>("GET", "/bracket"),
  bracket: (id: string) => call<Bracket>("GET", `/bracket/${id}`),
  seeding: (asked: SeedingCreate) => call<Seed[]>("POST", "/seeding", asked),
  make: (bracket: BracketCreate) => call<string>("POST", "/bracket", bracket),
  remove: (id: string) => call<undefined>("DELETE", `/bracket/${id}`),
  begin: (matchId: string, how: MatchBegin) => call<string>("POST", `/match/${matchId}/begin`, how),
  letBegin: (matchId: string, first: "a" | "b") => call<null>("PUT", `/match/${matchId}/first`, { first }),
  moveTo: (matchId: string, butt: string | null) => call<null>("PUT", `/match/${matchId}/butt`, { butt }),
  enter: (matchId: string, result: MatchResult) => call<null>("PUT", `/match/${matchId}/result`, result),
  takeBackResult: (matchId: string) => call<undefined>("DELETE", `/match/${matchId}/result`),
  shootOff: (matchId: string) => call<null>("POST", `/match/${matchId}/shoot-off`),
  rule: (matchId: string, winner: Match["winner"], judge: string | null) =>
    call<null>("PATCH", `/match/${matchId}`, { winner, judge }),
};

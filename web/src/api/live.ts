/** The REST calls of the live page; client.ts, which is loaded later, has those of the other pages. */
import type {
  Arrow,
  CatalogueFace,
  Health,
  Roster,
  RoundProgress,
  Session,
  SessionSummary,
  SessionUpdate,
  Shot,
  ShotCreate,
  ShotUpdate,
  Target,
  TurnCreate,
} from "./types";
import { call, page } from "./request";

export const liveApi = {
  health: () => call<Health>("GET", "/health"),
  faces: () => call<CatalogueFace[]>("GET", "/face"),
  session: (id: string) => call<Session>("GET", `/session/${id}`),
  changeSession: (id: string, change: SessionUpdate) => call<null>("PATCH", `/session/${id}`, change),
  closeSession: (session: Session, endTime: Date) =>
    call<null>("PATCH", `/session/${session.id}`, {
      is_opened: false,
      // never before the start, so that a phone whose clock is slow can close the session too
      end_time: new Date(Math.max(endTime.getTime(), Date.parse(session.start_time))).toISOString(),
    }),
  reopenSession: (id: string) => call<null>("PATCH", `/session/${id}`, { is_opened: true, end_time: null }),
  roundOf: (id: string) => call<RoundProgress | null>("GET", `/session/${id}/round`),
  summary: (id: string) => call<SessionSummary>("GET", `/session/${id}/summary`),
  targetsOf: (sessionId: string) => call<Target[]>("GET", `/target/session-id/${sessionId}`),
  shotsOf: (sessionId: string) => call<Shot[]>("GET", `/shot/session-id/${sessionId}`),
  enterShot: (shot: ShotCreate) => call<string>("POST", "/shot", shot),
  amendShot: (id: string, change: ShotUpdate) => call<null>("PATCH", `/shot/${id}`, change),
  deleteShot: (id: string) => call<undefined>("DELETE", `/shot/${id}`),
  restoreShot: (id: string) => call<null>("POST", `/shot/${id}/restore`),
  setTurn: (sessionId: string, turn: TurnCreate) => call<string>("POST", `/session/${sessionId}/turn`, turn),
  takeBackTurn: (sessionId: string, markId: string) =>
    call<undefined>("DELETE", `/session/${sessionId}/turn/${markId}`),
  arrows: () => page<Arrow>("/arrow?limit=1000"),
  rosterOf: (sessionId: string) => call<Roster>("GET", `/session/${sessionId}/archers`),
};

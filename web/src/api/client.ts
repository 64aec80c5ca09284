/** The REST API. Every refusal is an ApiError whose lines are the server's own sentences. */
import type {
  Archer,
  ArcherCreate,
  Arrow,
  ArrowCreate,
  ArrowGroup,
  ArrowUpdate,
  Calibration,
  CalibrationCreate,
  CatalogueFace,
  Correction,
  Detection,
  DetectionResolve,
  Device,
  DeviceUpdate,
  Handicap,
  Health,
  NodeConnection,
  NodeConnectionUpdate,
  RatingAbout,
  Rescore,
  Rescored,
  Roster,
  RosterCreate,
  Round,
  RoundProgress,
  Sensor,
  Session,
  SessionCreate,
  SessionEnd,
  SessionSummary,
  SessionUpdate,
  Shot,
  ShotCreate,
  ShotUpdate,
  SurveyCreate,
  SurveyInForce,
  Target,
  TargetCreate,
  TargetProposal,
  TargetUpdate,
  Trend,
  TurnCreate,
  Verdicts,
} from "./types";

const BASE = "/api/v0";
const ANSWER_WITHIN_MS = 8000;

export class ApiError extends Error {
  constructor(
    readonly code: number,
    /** The server's sentences; none when it did not answer at all. */
    readonly lines: string[],
    /** The same with the place in front: "body.length: ..." */
    readonly placed: string[] = lines,
  ) {
    super(lines.join("\n"));
  }
}

/** Whose phone this is; null: nobody said. */
export const caller: { archerId: string | null } = { archerId: null };

interface Envelope<T> {
  code: number;
  data: T;
  errors: string[];
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<{ data: T; response: Response }> {
  let response: Response;
  let envelope: Envelope<T>;
  try {
    response = await fetch(BASE + path, {
      method,
      headers: {
        // refusals come in the language of the page, whatever the phone's own is
        "Accept-Language": document.documentElement.lang,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        // what a person corrects is kept with who it was
        ...(method !== "GET" && caller.archerId !== null ? { "X-Made-By": caller.archerId } : {}),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (response.status === 204) return { data: undefined as T, response };
    envelope = (await response.json()) as Envelope<T>;
  } catch {
    throw new ApiError(0, []);
  }
  if (!response.ok) throw new ApiError(response.status, envelope.errors.map(withoutPlace), envelope.errors);
  return { data: envelope.data, response };
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  return (await ask<T>(method, path, body)).data;
}

/** "body.location: is too short" is for programs; people see the form it stands beside. */
function withoutPlace(sentence: string): string {
  const text = sentence.replace(/^[\w.]+(, [\w.]+)*: /, "");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export interface ListOf<T> {
  rows: T[];
  /** Where the next page is; null on the last. */
  next: string | null;
}

async function page<T>(path: string): Promise<ListOf<T>> {
  const { data, response } = await ask<T[]>("GET", path);
  const link = /<[^>]*\/api\/v0([^>]*)>; rel="next"/.exec(response.headers.get("Link") ?? "");
  return { rows: data, next: link?.[1] ?? null };
}

const query = (values: Record<string, string | number | boolean | null | undefined>) => {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length ? `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()}` : "";
};

export const api = {
  health: () => call<Health>("GET", "/health"),
  faces: () => call<CatalogueFace[]>("GET", "/face"),
  rounds: () => call<Round[]>("GET", "/round"),

  sessions: () => page<Session>("/session?limit=30"),
  more: <T>(next: string) => page<T>(next),
  session: (id: string) => call<Session>("GET", `/session/${id}`),
  openSession: (session: SessionCreate) => call<string>("POST", "/session", session),
  changeSession: (id: string, change: SessionUpdate) => call<null>("PATCH", `/session/${id}`, change),
  closeSession: (session: Session, endTime: Date) =>
    call<null>("PATCH", `/session/${session.id}`, {
      is_opened: false,
      // a phone whose clock is behind the butt's must still be able to close
      end_time: new Date(Math.max(endTime.getTime(), Date.parse(session.start_time))).toISOString(),
    }),
  reopenSession: (id: string) => call<null>("PATCH", `/session/${id}`, { is_opened: true, end_time: null }),
  roundOf: (id: string) => call<RoundProgress | null>("GET", `/session/${id}/round`),
  nextPass: (id: string, pass: number) => call<string>("POST", `/session/${id}/pass`, { pass_number: pass }),
  rescore: (id: string, change: Rescore) => call<Rescored>("POST", `/session/${id}/rescore`, change),
  deleteSession: (id: string) => call<undefined>("DELETE", `/session/${id}`),
  summary: (id: string) => call<SessionSummary>("GET", `/session/${id}/summary`),
  handicap: (id: string, about: { archer_id?: string | null; goal?: number | null } & Partial<RatingAbout>) =>
    call<Handicap>("GET", `/session/${id}/handicap${query(about)}`),
  trend: (about: { distance?: number | null; archer_id?: string | null }) =>
    page<Trend>(`/summary${query({ ...about, limit: 100 })}`),

  hangFaces: (target: TargetCreate) => call<string>("POST", "/target", target),
  changeTarget: (id: string, change: TargetUpdate) => call<null>("PATCH", `/target/${id}`, change),
  targets: () => page<Target>("/target?limit=1000"),
  targetsOf: (sessionId: string) => call<Target[]>("GET", `/target/session-id/${sessionId}`),
  proposedTarget: () => call<TargetProposal>("GET", "/target/calibrate"),

  shotsOf: (sessionId: string) => call<Shot[]>("GET", `/shot/session-id/${sessionId}`),
  shotsOfArrow: (arrowId: string) => page<Shot>(`/shot?arrow_id=${arrowId}&limit=1000`),
  enterShot: (shot: ShotCreate) => call<string>("POST", "/shot", shot),
  amendShot: (id: string, change: ShotUpdate) => call<null>("PATCH", `/shot/${id}`, change),
  deleteShot: (id: string) => call<undefined>("DELETE", `/shot/${id}`),
  restoreShot: (id: string) => call<null>("POST", `/shot/${id}/restore`),
  moveEnd: (sessionId: string, end: number, archerId: string | null, from: string | null) =>
    call<null>("PATCH", `/session/${sessionId}/end/${end}`, { archer_id: archerId, from_archer_id: from }),

  sayTurn: (sessionId: string, turn: TurnCreate) => call<string>("POST", `/session/${sessionId}/turn`, turn),
  takeBackTurn: (sessionId: string, markId: string) =>
    call<undefined>("DELETE", `/session/${sessionId}/turn/${markId}`),
  endsOf: (sessionId: string) => call<SessionEnd[]>("GET", `/session/${sessionId}/ends`),
  correctionsOf: (sessionId: string) => page<Correction>(`/session/${sessionId}/corrections?limit=200`),

  resolve: (id: string, verdict: DetectionResolve) => call<string>("POST", `/detection/${id}/resolve`, verdict),

  reopen: (id: string) => call<null>("POST", `/detection/${id}/reopen`),

  arrows: () => page<Arrow>("/arrow?limit=1000"),
  newArrowId: () => call<string>("GET", "/arrow/new_arrow_uuid"),
  registerArrow: (arrow: ArrowCreate) => call<string>("POST", "/arrow", arrow),
  changeArrow: (id: string, change: ArrowUpdate) => call<null>("PATCH", `/arrow/${id}`, change),
  groupOfArrow: (id: string) => call<ArrowGroup>("GET", `/arrow/${id}/group`),
  verdicts: (about: { archer_id?: string | null }) => call<Verdicts>("GET", `/summary/arrows${query(about)}`),

  archers: () => page<Archer>("/archer?limit=1000"),
  addArcher: (archer: ArcherCreate) => call<string>("POST", "/archer", archer),
  rosterOf: (sessionId: string) => call<Roster>("GET", `/session/${sessionId}/archers`),
  setRoster: (sessionId: string, roster: RosterCreate) => call<null>("PUT", `/session/${sessionId}/archers`, roster),

  beginSensorTest: () => call<string>("POST", "/sensor-test"),
  changeSensorTest: (id: string, isOn: boolean) => call<null>("PATCH", `/sensor-test/${id}`, { is_on: isOn }),
  heardLately: () => page<Detection>("/detection?limit=50"),
  survey: () => call<SurveyInForce>("GET", "/survey"),
  saySurvey: (said: SurveyCreate) => call<string>("PUT", "/survey", said),
  nodeConnection: () => call<NodeConnection>("GET", "/node"),
  chooseNode: (chosen: NodeConnectionUpdate) => call<null>("PUT", "/node", chosen),
  forgetNode: () => call<undefined>("DELETE", "/node"),
  /** Of a page that is closed: the request goes on without it, and nobody waits for its answer. */
  leaveSensorTest: (id: string) => {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ is_on: false });
    void fetch(`${BASE}/sensor-test/${id}`, { method: "PATCH", keepalive: true, headers, body }).catch(() => undefined);
  },
  heardInTests: () => page<Detection>("/detection?outcome=test&resolved=false&limit=20"),
  device: () => call<Device>("GET", "/device"),
  changeDevice: (change: DeviceUpdate) => call<null>("PATCH", "/device", change),

  sensors: () => call<Sensor[]>("GET", "/sensor"),
  calibrations: () => page<Calibration>("/calibration?limit=20"),
  calibration: (id: string) => call<Calibration>("GET", `/calibration/${id}`),
  calibrate: (asked: CalibrationCreate) => call<string>("POST", "/calibration", asked),
  /** A whole backup; says what was new. Takes as long as it takes. */
  importFile: async (file: File, replace: boolean): Promise<string> => {
    let response: Response;
    try {
      response = await fetch(`${BASE}/import${query({ replace: replace || null })}`, {
        method: "POST",
        headers: { "Content-Type": "application/gzip", "Accept-Language": document.documentElement.lang },
        body: file,
      });
    } catch {
      throw new ApiError(0, []);
    }
    const envelope = (await response.json()) as Envelope<string>;
    if (!response.ok) throw new ApiError(response.status, envelope.errors.map(withoutPlace), envelope.errors);
    return envelope.data;
  },

  decideCalibration: (id: string, status: "accepted" | "rejected" | "rolled_back") =>
    call<null>("PATCH", `/calibration/${id}`, { status }),
};

/** Addresses of what the browser itself opens or downloads. */
export const links = {
  csv: (sessionId: string, language: string) => `${BASE}/session/${sessionId}/export.csv?language=${language}`,
  scoreSheet: (sessionId: string, language: string) => `${BASE}/session/${sessionId}/scoresheet?language=${language}`,
  report: (calibrationId: string, language: string) =>
    `${BASE}/calibration/${calibrationId}/report?language=${language}`,
  everything: `${BASE}/export`,
  log: `${BASE}/log`,
};

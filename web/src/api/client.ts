/** Every call of the REST API; the live page needs only live.ts. */
import { liveApi } from "./live";
import { BASE, call, page, query } from "./request";
import type {
  Access,
  Address,
  Archer,
  ArcherCreate,
  ArcherUpdate,
  Arrow,
  ArrowCreate,
  ArrowGroup,
  ArrowUpdate,
  Calibration,
  CalibrationCreate,
  CalibrationUpdate,
  Correction,
  Detection,
  DetectionResolve,
  Device,
  DeviceUpdate,
  Doctor,
  Handicap,
  NodeConnection,
  NodeConnectionUpdate,
  RatingAbout,
  Pairing,
  PairingCode,
  PairingCodeCreate,
  PairingCreate,
  Programming,
  Rescore,
  Rescored,
  RosterCreate,
  Round,
  Sensor,
  Session,
  SessionCreate,
  SessionEnd,
  Shot,
  Signature,
  SignatureCreate,
  SurveyCreate,
  SurveyInForce,
  Target,
  TargetCreate,
  TargetProposal,
  TargetUpdate,
  Trend,
  Verdicts,
  Wifi,
  WifiUpdate,
} from "./types";

export { ApiError, type ListOf } from "./request";

export const api = {
  ...liveApi,

  rounds: () => call<Round[]>("GET", "/round"),

  sessions: () => page<Session>("/session?limit=30"),
  more: <T>(next: string) => page<T>(next),
  openSession: (session: SessionCreate) => call<string>("POST", "/session", session),
  nextPass: (id: string, pass: number) => call<string>("POST", `/session/${id}/pass`, { pass_number: pass }),
  rescore: (id: string, change: Rescore) => call<Rescored>("POST", `/session/${id}/rescore`, change),
  deleteSession: (id: string) => call<undefined>("DELETE", `/session/${id}`),
  handicap: (id: string, about: { archer_id?: string | null; goal?: number | null } & Partial<RatingAbout>) =>
    call<Handicap>("GET", `/session/${id}/handicap${query(about)}`),
  trend: (about: { distance?: number | null; archer_id?: string | null }) =>
    page<Trend>(`/summary${query({ ...about, limit: 100 })}`),

  hangFaces: (target: TargetCreate) => call<string>("POST", "/target", target),
  takeFacesOff: (id: string) => call<undefined>("DELETE", `/target/${id}`),
  changeTarget: (id: string, change: TargetUpdate) => call<null>("PATCH", `/target/${id}`, change),
  targets: () => page<Target>("/target?limit=1000"),
  proposedTarget: () => call<TargetProposal>("GET", "/target/calibrate"),
  shotsOfArrow: (arrowId: string) => page<Shot>(`/shot?arrow_id=${arrowId}&limit=1000`),
  shotsOfArcher: (archerId: string) => page<Shot>(`/shot?archer_id=${archerId}&limit=1`),
  endsOf: (sessionId: string) => call<SessionEnd[]>("GET", `/session/${sessionId}/ends`),
  correctionsOf: (sessionId: string) => page<Correction>(`/session/${sessionId}/corrections?limit=200`),

  signaturesOf: (sessionId: string) => call<Signature[]>("GET", `/session/${sessionId}/signature`),
  sign: (sessionId: string, what: SignatureCreate) => call<string>("POST", `/session/${sessionId}/signature`, what),
  takeBackSignature: (sessionId: string, id: string) =>
    call<undefined>("DELETE", `/session/${sessionId}/signature/${id}`),

  resolve: (id: string, verdict: DetectionResolve) => call<string>("POST", `/detection/${id}/resolve`, verdict),

  reopen: (id: string) => call<null>("POST", `/detection/${id}/reopen`),
  arrow: (id: string) => call<Arrow>("GET", `/arrow/${id}`),
  newArrowId: () => call<string>("GET", "/arrow/new_arrow_uuid"),
  registerArrow: (arrow: ArrowCreate) => call<string>("POST", "/arrow", arrow),
  forgetArrow: (id: string) => call<undefined>("DELETE", `/arrow/${id}`),
  changeArrow: (id: string, change: ArrowUpdate) => call<null>("PATCH", `/arrow/${id}`, change),
  writeTag: (id: string) => call<Programming>("POST", `/arrow/${id}/programming`),
  tagWritten: (id: string) => call<Programming>("GET", `/arrow/${id}/programming`),
  doNotWriteTag: (id: string) => call<undefined>("DELETE", `/arrow/${id}/programming`),
  groupOfArrow: (id: string) => call<ArrowGroup>("GET", `/arrow/${id}/group`),
  verdicts: (about: { archer_id?: string | null }) => call<Verdicts>("GET", `/summary/arrows${query(about)}`),

  archers: () => page<Archer>("/archer?limit=1000"),
  addArcher: (archer: ArcherCreate) => call<string>("POST", "/archer", archer),
  changeArcher: (id: string, change: ArcherUpdate) => call<null>("PATCH", `/archer/${id}`, change),
  forgetArcher: (id: string) => call<undefined>("DELETE", `/archer/${id}`),
  setRoster: (sessionId: string, roster: RosterCreate) =>
    call<string | null>("PUT", `/session/${sessionId}/archers`, roster),
  takeBackRoster: (sessionId: string, correctionId: string) =>
    call<undefined>("DELETE", `/session/${sessionId}/archers/${correctionId}`),

  beginSensorTest: () => call<string>("POST", "/sensor-test"),
  changeSensorTest: (id: string, isOn: boolean) => call<null>("PATCH", `/sensor-test/${id}`, { is_on: isOn }),
  recentDetections: () => page<Detection>("/detection?limit=50"),
  survey: () => call<SurveyInForce>("GET", "/survey"),
  putSurvey: (survey: SurveyCreate) => call<string>("PUT", "/survey", survey),
  nodeConnection: () => call<NodeConnection>("GET", "/node"),
  chooseNode: (chosen: NodeConnectionUpdate) => call<null>("PUT", "/node", chosen),
  changesOfNode: async () => (await page<Correction>("/node/corrections")).rows,
  forgetNode: () => call<undefined>("DELETE", "/node"),
  /** Ends a sensor test when the page is closed: the request continues without the page, and its answer is ignored. */
  leaveSensorTest: (id: string) => {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ is_on: false });
    void fetch(`${BASE}/sensor-test/${id}`, { method: "PATCH", keepalive: true, headers, body }).catch(() => undefined);
  },
  detectionsOfTests: () => page<Detection>("/detection?outcome=test&resolved=false&limit=20"),
  doctor: () => call<Doctor>("GET", "/doctor"),
  access: () => call<Access>("GET", "/access"),
  pairings: () => call<Pairing[]>("GET", "/pairing"),
  pair: (asked: PairingCreate) => call<string>("POST", "/pairing", asked),
  makeCode: (asked: PairingCodeCreate) => call<PairingCode>("POST", "/pairing-code", asked),
  withdraw: (id: string) => call<undefined>("DELETE", `/pairing/${id}`),
  unpair: () => call<undefined>("DELETE", "/pairing/mine"),
  device: () => call<Device>("GET", "/device"),
  address: () => call<Address>("GET", "/address"),
  wifi: () => call<Wifi>("GET", "/wifi"),
  joinWifi: (wanted: WifiUpdate) => call<null>("PUT", "/wifi", wanted),
  changeDevice: (change: DeviceUpdate) => call<null>("PATCH", "/device", change),

  sensors: () => call<Sensor[]>("GET", "/sensor"),
  calibrations: () => page<Calibration>("/calibration?limit=20"),
  calibration: (id: string) => call<Calibration>("GET", `/calibration/${id}`),
  calibrate: (asked: CalibrationCreate) => call<string>("POST", "/calibration", asked),

  decideCalibration: (id: string, status: CalibrationUpdate["status"]) =>
    call<null>("PATCH", `/calibration/${id}`, { status }),
};

/** Addresses that the browser itself opens or downloads. */
export const links = {
  csv: (sessionId: string, language: string) => `${BASE}/session/${sessionId}/export.csv?language=${language}`,
  ianseo: (sessionId: string, file: "participants" | "arrows", sessionNumber: number) =>
    `${BASE}/session/${sessionId}/ianseo-${file}.txt?session_number=${sessionNumber}`,
  picture: (sessionId: string, about: { archer_id: string | null; shows_name: boolean; shows_arrows: boolean }) =>
    `${BASE}/session/${sessionId}/picture.svg${query({ ...about, language: document.documentElement.lang })}`,
  scoreSheet: (sessionId: string, language: string) => `${BASE}/session/${sessionId}/scoresheet?language=${language}`,
  report: (calibrationId: string, language: string) =>
    `${BASE}/calibration/${calibrationId}/report?language=${language}`,
  doctorReport: `${BASE}/doctor/report`,
  log: `${BASE}/log`,
  certificate: `${BASE}/certificate`,
  label: (language: string) => `${BASE}/label?language=${language}`,
};

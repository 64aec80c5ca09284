/** The REST API. Every refusal is an ApiError whose lines are the server's own sentences. */
import type { CatalogueFace, Health, Session, SessionCreate, ShotUpdate, TargetCreate } from "./types";

const BASE = "/api/v0";
const ANSWER_WITHIN_MS = 8000;

export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly lines: string[],
  ) {
    super(lines.join("\n"));
  }
}

interface Envelope<T> {
  code: number;
  data: T;
  errors: string[];
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(BASE + path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch {
    throw new ApiError(0, ["The butt does not answer. Are you still in its Wi-Fi?"]);
  }
  if (response.status === 204) return undefined as T;
  const envelope = (await response.json()) as Envelope<T>;
  if (!response.ok) throw new ApiError(response.status, envelope.errors.map(withoutPlace));
  return envelope.data;
}

/** "body.location: is too short" is for programs; people see the form it stands beside. */
function withoutPlace(sentence: string): string {
  const text = sentence.replace(/^[\w.]+(, [\w.]+)*: /, "");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const api = {
  health: () => call<Health>("GET", "/health"),
  faces: () => call<CatalogueFace[]>("GET", "/face"),
  openSession: (session: SessionCreate) => call<string>("POST", "/session", session),
  closeSession: (session: Session, endTime: Date) =>
    call<null>("PATCH", `/session/${session.id}`, {
      is_opened: false,
      // a phone whose clock is behind the butt's must still be able to close
      end_time: new Date(Math.max(endTime.getTime(), Date.parse(session.start_time))).toISOString(),
    }),
  hangFaces: (target: TargetCreate) => call<string>("POST", "/target", target),
  amendShot: (id: string, change: ShotUpdate) => call<null>("PATCH", `/shot/${id}`, change),
};

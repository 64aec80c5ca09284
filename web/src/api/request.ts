/** Requests to the REST API. Every refusal is an ApiError with the server's own sentences. */
export const BASE = "/api/v0";
const ANSWER_WITHIN_MS = 8000;

export class ApiError extends Error {
  constructor(
    readonly code: number,
    /** The server's sentences; empty if it did not answer. */
    readonly lines: string[],
    /** The same with their place: "body.length: ..." */
    readonly placed: string[] = lines,
  ) {
    super(lines.join("\n"));
  }
}

/** The archer to whom this phone belongs; null: nobody chose one. */
export const caller: { archerId: string | null } = { archerId: null };

/** Pairs a phone that lacks the rights; resolves to true once it is paired, and the refused request is repeated. */
export const unpaired: { pair: ((method: string) => Promise<boolean>) | null } = { pair: null };

/** Idempotency keys of requests that create something, once that module is loaded. */
export const repeats: { keys: typeof import("./inTab") | null } = { keys: null };

export interface Envelope<T> {
  code: number;
  data: T;
  errors: string[];
}

async function ask<T>(
  method: string,
  path: string,
  body?: unknown,
  withinMs = ANSWER_WITHIN_MS,
): Promise<{ data: T; response: Response }> {
  let response: Response;
  let envelope: Envelope<T>;
  const sent = body === undefined ? null : JSON.stringify(body);
  // other methods are idempotent without a key
  const keys = method === "POST" && sent ? repeats.keys : null;
  const asked = path + sent;
  try {
    response = await fetch(BASE + path, {
      method,
      headers: {
        // refusals come in the language of the page, even if the phone's is another
        "Accept-Language": document.documentElement.lang,
        ...(sent && { "Content-Type": "application/json" }),
        // corrections are stored with their author
        ...(keys && { "Idempotency-Key": keys.keyOf(asked) }),
        ...(method !== "GET" && caller.archerId !== null ? { "X-Made-By": caller.archerId } : {}),
      },
      body: sent,
      signal: AbortSignal.timeout(withinMs),
    });
    if (response.status === 204) return { data: undefined as T, response };
    envelope = (await response.json()) as Envelope<T>;
  } catch {
    throw new ApiError(0, []);
  }
  keys?.isAnswered(asked);
  if (response.status === 401 && (await unpaired.pair?.(method))) return ask(method, path, body, withinMs);
  if (!response.ok) throw new ApiError(response.status, envelope.errors.map(withoutPlace), envelope.errors);
  return { data: envelope.data, response };
}

export async function call<T>(method: string, path: string, body?: unknown, withinMs = ANSWER_WITHIN_MS): Promise<T> {
  return (await ask<T>(method, path, body, withinMs)).data;
}

/** "body.location: is too short" is for programs; the page shows a sentence beside its field. */
export function withoutPlace(sentence: string): string {
  const text = sentence.replace(/^[\w.]+(, [\w.]+)*: /, "");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export interface ListOf<T> {
  rows: T[];
  /** Address of the next page; null on the last one. */
  next: string | null;
}

export async function page<T>(path: string): Promise<ListOf<T>> {
  const { data, response } = await ask<T[]>("GET", path);
  const link = /<[^>]*\/api\/v0([^>]*)>; rel="next"/.exec(response.headers.get("Link") ?? "");
  return { rows: data, next: link?.[1] ?? null };
}

export const query = (values: Record<string, string | number | boolean | null | undefined>) => {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length ? `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()}` : "";
};

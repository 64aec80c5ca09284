/** The API of the program's versions and signed update files. */
import { ApiError, BASE, call, withoutPlace, type Envelope } from "./request";
import type { Update } from "./types";

export const updateApi = {
  update: () => call<Update>("GET", "/update"),
  /** Accepts the update from a USB stick; returns its version. */
  takeOfferedUpdate: () => call<string>("POST", "/update/offered"),
  forgetOfferedUpdate: () => call<null>("DELETE", "/update/offered"),
  /** Uploads an update file; returns its version. */
  sendUpdate: async (file: File): Promise<string> => {
    let response: Response;
    try {
      response = await fetch(`${BASE}/update`, {
        method: "POST",
        headers: { "Content-Type": "application/x-tar", "Accept-Language": document.documentElement.lang },
        body: file,
      });
    } catch {
      throw new ApiError(0, []);
    }
    const envelope = (await response.json()) as Envelope<string>;
    if (!response.ok) throw new ApiError(response.status, envelope.errors.map(withoutPlace), envelope.errors);
    return envelope.data;
  },
};

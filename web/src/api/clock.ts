/** The API of the box's clock, and setting it by this phone's. */
import { call } from "./request";
import type { Clock, ClockSetting } from "./types";

export const clockApi = {
  clock: () => call<Clock>("GET", "/clock"),
  /** The box measures the time from its first answer to our second request, so nothing may come in between. */
  takePhoneTime: async (): Promise<ClockSetting> => {
    const exchange_id = await call<string>("POST", "/clock/exchange");
    return call<ClockSetting>("PUT", "/clock", { exchange_id, time: new Date().toISOString() }, 20_000);
  },
};

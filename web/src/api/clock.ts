/** The box's clock, and giving it this phone's time. */
import { call } from "./request";
import type { Clock, ClockSetting } from "./types";

export const clockApi = {
  clock: () => call<Clock>("GET", "/clock"),
  /** The box measures how long it takes from its answer to ours: nothing comes between. */
  takePhoneTime: async (): Promise<ClockSetting> => {
    const exchange_id = await call<string>("POST", "/clock/exchange");
    return call<ClockSetting>("PUT", "/clock", { exchange_id, time: new Date().toISOString() }, 20_000);
  },
};

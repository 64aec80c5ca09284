/** Starts what is not visible, after everything visible. */
import { watch } from "vue";
import { repeats } from "../api/request";
import * as inTab from "../api/inTab";
import { announceArrows } from "./announce";
import { stayAwake } from "./awake";
import { followLink, timesBack } from "./whileShown";
import type { LiveStore } from "./live";
import { openWithoutWifi } from "./withoutWifi";

export function followUnseen(live: LiveStore, askHealth: () => Promise<void>): void {
  repeats.keys = inTab;
  followLink(live);
  watch(timesBack, () => void askHealth());
  announceArrows(live);
  openWithoutWifi(live);
  stayAwake(live);
}

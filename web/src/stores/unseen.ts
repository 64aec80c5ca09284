/** Starts what is not visible, after everything visible. */
import { repeats } from "../api/request";
import * as inTab from "../api/inTab";
import { announceArrows } from "./announce";
import { stayAwake } from "./awake";
import { followLink } from "./whileShown";
import type { LiveStore } from "./live";
import { openWithoutWifi } from "./withoutWifi";

export function followUnseen(live: LiveStore): void {
  repeats.keys = inTab;
  followLink(live);
  announceArrows(live);
  openWithoutWifi(live);
  stayAwake(live);
}

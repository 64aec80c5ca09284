/** What follows the appliance without being seen: it comes after what is seen. */
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

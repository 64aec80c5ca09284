/** Pairs this phone. */
import { api } from "../api/client";
import { unpaired } from "../api/request";
import type { Access, PairingCreate, Role } from "../api/types";
import type { Key } from "../texts";
import { notify } from "./attempt";
import { settings } from "./settings";

export const ROLE_TEXTS: Record<Role, Key> = {
  spectator: "roleSpectator",
  archer: "roleArcher",
  coach: "roleCoach",
  judge: "roleJudge",
  keeper: "roleKeeper",
};

/** Pairs the phone, which then shows its archer first. */
export async function pairBy(asked: PairingCreate): Promise<Access> {
  await api.pair(asked);
  const access = await api.access();
  if (access.archer_id !== null) settings.archerId = access.archer_id;
  if (access.role === "coach") settings.isCoach = true;
  notify("phonePaired");
  return access;
}

/** Follows a download link that only keepers may use; asks to pair the phone first if it is no keeper's. */
export async function asKeeper(event: MouseEvent): Promise<void> {
  const link = event.currentTarget as HTMLAnchorElement;
  event.preventDefault();
  const { role } = await api.access();
  if (role !== "keeper" && !(await unpaired.pair?.("POST"))) return;
  const plain = document.createElement("a");
  plain.href = link.href;
  plain.download = link.download;
  plain.click();
}

/** A default name for the list of pairings. */
export function phoneName(agent = navigator.userAgent): string {
  return /iPhone|iPad|Android|Windows|Macintosh|Linux/.exec(agent)?.[0] ?? "";
}

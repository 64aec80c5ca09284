/** Pairing this phone: what it may do then. */
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

/** Pairs; from then on the phone shows its archer first. */
export async function pairBy(asked: PairingCreate): Promise<Access> {
  await api.pair(asked);
  const access = await api.access();
  if (access.archer_id !== null) settings.archerId = access.archer_id;
  if (access.role === "coach") settings.isCoach = true;
  notify("phonePaired");
  return access;
}

/** What a link downloads a keeper may have: whoever is none yet is asked first. */
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

/** A name for the list of paired phones, until its owner says a better one. */
export function phoneName(agent = navigator.userAgent): string {
  return /iPhone|iPad|Android|Windows|Macintosh|Linux/.exec(agent)?.[0] ?? "";
}

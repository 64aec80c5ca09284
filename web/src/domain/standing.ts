/** The state of the butt in one word, the same at the top of every page and on the page of the device. */
export interface Standing {
  kind: "good" | "wait" | "bad";
  /** At the top of every page: whether arrows are heard now. */
  text: "live" | "catchingUp" | "offline" | "notListening";
  /** The full state, where there is room. */
  level: "level_good" | "level_warning" | "level_fault" | "level_unknown";
}

interface Known {
  connection: "live" | "catching-up" | "offline";
  health: { is_listening: boolean; level: "good" | "warning" | "fault" } | null;
  nodes: readonly { state: string }[];
}

/** Whether both the appliance and a node report that they listen. */
export const isHeard = ({ health, nodes }: Known) =>
  health?.is_listening === true && nodes.some((node) => node.state === "listening");

export function standingOf(known: Known): Standing {
  if (known.connection === "offline") return { kind: "bad", text: "offline", level: "level_unknown" };
  if (known.connection === "catching-up") return { kind: "wait", text: "catchingUp", level: "level_unknown" };
  if (!isHeard(known)) return { kind: "bad", text: "notListening", level: "level_fault" };
  if (known.health?.level === "fault") return { kind: "bad", text: "notListening", level: "level_fault" };
  return { kind: "good", text: "live", level: known.health?.level === "good" ? "level_good" : "level_warning" };
}

import { describe, expect, it } from "vitest";
import { standingOf } from "./standing";

const LEVELS = ["good", "warning", "fault"] as const;
const CONNECTIONS = ["live", "catching-up", "offline"] as const;
const NODES = [[], [{ state: "listening" }], [{ state: "lost" }]];

describe("how the butt is", () => {
  const all = CONNECTIONS.flatMap((connection) =>
    [null, ...LEVELS.flatMap((level) => [true, false].map((is_listening) => ({ level, is_listening })))].flatMap(
      (health) => NODES.map((nodes) => ({ connection, health, nodes })),
    ),
  );

  it("is never well where the head of the page says that the butt does not listen", () => {
    const contradicting = all.map(standingOf).filter(({ kind, level }) => kind !== "good" && level === "level_good");
    expect(contradicting).toEqual([]);
    expect(all.map(standingOf).filter(({ level }) => level === "level_good")).toHaveLength(1);
  });

  it("is not known while nobody answers, whatever was last heard", () => {
    const health = { level: "good", is_listening: true } as const;
    const nodes = [{ state: "listening" }];
    expect(standingOf({ connection: "offline", health, nodes }).level).toBe("level_unknown");
    expect(standingOf({ connection: "catching-up", health, nodes }).level).toBe("level_unknown");
  });

  it("tells something to look after from arrows that are not heard", () => {
    const nodes = [{ state: "listening" }];
    const warned = standingOf({ connection: "live", health: { level: "warning", is_listening: true }, nodes });
    expect(warned).toEqual({ kind: "good", text: "live", level: "level_warning" });
    const deaf = standingOf({ connection: "live", health: { level: "good", is_listening: true }, nodes: [] });
    expect(deaf).toEqual({ kind: "bad", text: "notListening", level: "level_fault" });
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FeedConnection, type FeedState } from "./feed";
import type { FeedMessage } from "./types";

class FakeSocket {
  static all: FakeSocket[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor(readonly address: string) {
    FakeSocket.all.push(this);
  }
  close() {
    this.onclose?.();
  }
  receive(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

function latest(): FakeSocket {
  const socket = FakeSocket.all.at(-1);
  if (!socket) throw new Error("nothing connected");
  return socket;
}

describe("feed", () => {
  let states: FeedState[];
  let received: FeedMessage[];
  let feed: FeedConnection;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", FakeSocket);
    FakeSocket.all = [];
    states = [];
    received = [];
    feed = new FeedConnection(
      { onMessage: (m) => received.push(m), onState: (s) => states.push(s) },
      () => "ws://butt/feed",
    );
    feed.start();
  });

  afterEach(() => {
    feed.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("is live once the snapshot has come", () => {
    latest().onopen?.();
    expect(states).toEqual(["catching-up"]);
    latest().receive({ type: "snapshot", seq: 7, data: {} });
    expect(states.at(-1)).toBe("live");
  });

  it("asks for what it missed when it comes back", () => {
    latest().receive({ type: "snapshot", seq: 7, data: {} });
    latest().receive({ type: "shot", seq: 9, data: {} });
    latest().close();
    expect(states.at(-1)).toBe("offline");
    vi.advanceTimersByTime(300);
    expect(latest().address).toBe("ws://butt/feed?since=9");
  });

  it("waits longer each time, but never gives up", () => {
    for (const pause of [300, 375, 469, 586, 733, 916, 1145, 1431, 1789, 2236, 2795, 3494, 4368, 5000, 5000]) {
      const before = FakeSocket.all.length;
      latest().close();
      vi.advanceTimersByTime(pause - 1);
      expect(FakeSocket.all.length).toBe(before);
      vi.advanceTimersByTime(1);
      expect(FakeSocket.all.length).toBe(before + 1);
    }
  });

  it("does not take an unnumbered message for progress", () => {
    latest().receive({ type: "snapshot", seq: 7, data: {} });
    latest().receive({ type: "sensor", seq: 3, data: [] });
    latest().close();
    vi.advanceTimersByTime(300);
    expect(latest().address).toContain("since=7");
    expect(received.length).toBe(2);
  });
});

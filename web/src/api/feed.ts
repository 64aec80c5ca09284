/** The live feed: connects, reconnects for ever, and each time requests what it missed. */
import type { FeedMessage } from "./types";

export type FeedState = "live" | "catching-up" | "offline";

export interface FeedHandlers {
  onMessage: (message: FeedMessage) => void;
  onState: (state: FeedState) => void;
}

const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 5000;
// grows slowly at first, since a restart takes a second or two, and an archer waits for the arrow
const LONGER_EACH_TIME = 1.25;
const CONNECT_WITHIN_MS = 5000;

export class FeedConnection {
  private socket: WebSocket | null = null;
  private pauseMs = FIRST_PAUSE_MS;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastSeq: number | null = null;
  private stopped = false;

  constructor(
    private readonly handlers: FeedHandlers,
    private readonly address: () => string = defaultAddress,
  ) {}

  start(): void {
    this.stopped = false;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.drop();
  }

  /** Reconnects at once, without waiting for a time-out: the phone woke up, or the connection seems dead. */
  reconnect(): void {
    if (this.stopped) return;
    this.pauseMs = FIRST_PAUSE_MS;
    clearTimeout(this.timer);
    this.drop();
    this.connect();
  }

  private connect(): void {
    this.handlers.onState("catching-up");
    const since = this.lastSeq === null ? "" : `?since=${this.lastSeq}`;
    const socket = new WebSocket(this.address() + since);
    this.socket = socket;
    const slow = setTimeout(() => socket.close(), CONNECT_WITHIN_MS);
    socket.onopen = () => {
      clearTimeout(slow);
      this.pauseMs = FIRST_PAUSE_MS;
      // with `since` and nothing missed, the feed sends no message, so the connection itself means live
      if (this.lastSeq !== null) this.handlers.onState("live");
    };
    socket.onmessage = (event: MessageEvent<string>) => this.receive(JSON.parse(event.data) as FeedMessage);
    socket.onclose = () => {
      clearTimeout(slow);
      if (this.socket !== socket) return;
      this.socket = null;
      this.handlers.onState("offline");
      if (!this.stopped) this.later();
    };
  }

  private receive(message: FeedMessage): void {
    this.handlers.onMessage(message);
    if (message.type === "resync") {
      this.handlers.onState("catching-up");
      return;
    }
    this.lastSeq = message.type === "snapshot" ? message.seq : Math.max(this.lastSeq ?? 0, message.seq);
    this.handlers.onState("live");
  }

  private later(): void {
    this.timer = setTimeout(() => this.connect(), this.pauseMs);
    this.pauseMs = Math.min(Math.round(this.pauseMs * LONGER_EACH_TIME), LONGEST_PAUSE_MS);
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}

function defaultAddress(): string {
  const { protocol, host } = window.location;
  return `${protocol === "https:" ? "wss" : "ws"}://${host}/api/v0/ws/feed`;
}

/** State of the live feed: one session, its targets and shots by id, so that a repeated message does no harm. */
import { computed, reactive, shallowReactive } from "vue";
import type { FeedState } from "../api/feed";
import type {
  Calibration,
  CatalogueFace,
  Detection,
  FeedMessage,
  Health,
  Node,
  Programming,
  Roster,
  Session,
  SessionGroups,
  Shot,
  Snapshot,
  Tag,
  Target,
  Timer,
  Turn,
} from "../api/types";
import { endsOf, inShootingOrder, totalsOf } from "../domain/ends";
import { nameIn } from "../domain/roster";
import { isHeard } from "../domain/standing";

export interface LiveState {
  session: Session | null;
  targets: Target[];
  roster: Roster | null;
  /** Whose turn it is; null without a session. */
  turn: Turn | null;
  /** Null: none is set up, or it cannot be read. */
  timer: Timer | null;
  isTimerUnreadable: boolean;
  shots: Map<string, Shot>;
  /** Slightly later than the shots. */
  groups: SessionGroups["archers"];
  inbox: Detection[];
  nodes: Node[];
  health: Health | null;
  connection: FeedState;
  /** The time of this state, if the appliance has not answered since the page was opened; else null. */
  asOf: string | null;
  lastShotId: string | null;
  /** The calibration that changed last, and the impacts since the page was opened, newest first. */
  calibration: Calibration | null;
  detections: Detection[];
  /** The number of signature messages, to be watched. */
  signatures: number;
  /** The numbers of changes of brackets, and of arrows in other sessions, to be watched by pages with matches. */
  brackets: number;
  otherArrows: number;
  /** The arrow tag read last since the page was opened. */
  tag: Tag | null;
  /** The pending or last programming of a tag since the page was opened. */
  programming: Programming | null;
  catalogue: CatalogueFace[];
  /** Shaft diameters of registered arrows, mm, by id. */
  diameters: Map<string, number>;
}

const DETECTIONS_KEPT = 60;

/** Shots by id. They are replaced as a whole, since watching their fields would cost more than drawing them. */
const shotsOf = (shots: readonly Shot[]) => shallowReactive(new Map(shots.map((shot) => [shot.id, shot])));

export function createLiveStore() {
  const state = reactive<LiveState>({
    session: null,
    targets: [],
    roster: null,
    turn: null,
    timer: null,
    isTimerUnreadable: false,
    shots: shotsOf([]),
    groups: [],
    inbox: [],
    nodes: [],
    health: null,
    connection: "catching-up",
    asOf: null,
    lastShotId: null,
    calibration: null,
    detections: [],
    signatures: 0,
    brackets: 0,
    otherArrows: 0,
    tag: null,
    programming: null,
    catalogue: [],
    diameters: new Map(),
  });

  const inOrder = computed(() => [...state.shots.values()].sort(inShootingOrder));
  const ends = computed(() => endsOf(inOrder.value));
  const totals = computed(() => totalsOf(inOrder.value));
  const lastShot = computed(() => (state.lastShotId === null ? null : (state.shots.get(state.lastShotId) ?? null)));
  /** Only while the appliance itself listens too: a node alone is no use when the program does not run. */
  const isListening = computed(() => isHeard(state));

  function applySnapshot(snapshot: Snapshot): void {
    state.asOf = null;
    state.session = snapshot.session;
    state.targets = snapshot.targets;
    state.roster = snapshot.roster;
    state.turn = snapshot.turn;
    state.timer = snapshot.timer;
    state.isTimerUnreadable = snapshot.is_timer_unreadable;
    state.shots = shotsOf(snapshot.shots);
    state.groups = snapshot.groups?.archers ?? [];
    state.inbox = snapshot.inbox;
    state.nodes = snapshot.nodes;
    state.lastShotId = snapshot.shots.at(-1)?.id ?? null;
  }

  function applySession(session: Session): void {
    if (session.is_opened && session.id !== state.session?.id) {
      state.targets = [];
      state.roster = null;
      state.turn = null;
      state.shots = shotsOf([]);
      state.groups = [];
      state.inbox = [];
      state.lastShotId = null;
      state.session = session;
    } else if (session.id === state.session?.id) {
      state.session = session;
    }
  }

  function applyShot(shot: Shot, isNew: boolean): void {
    if (shot.session_id !== state.session?.id) {
      state.otherArrows += 1;
      return;
    }
    state.shots.set(shot.id, shot);
    // a shot that was recorded late is sorted in, and does not become the last one
    if (isNew && (lastShot.value === null || inShootingOrder(lastShot.value, shot) <= 0)) state.lastShotId = shot.id;
  }

  function forgetShot(id: string): void {
    if (!state.shots.delete(id)) state.otherArrows += 1;
    if (state.lastShotId === id) state.lastShotId = inOrder.value.at(-1)?.id ?? null;
  }

  function applyTarget(target: Target): void {
    const others = state.targets.filter((known) => known.id !== target.id);
    const all = target.session_id === state.session?.id ? [...others, target] : others;
    // sorted, so that the first face, onto which arrows are folded, is the same everywhere
    state.targets = all.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  function applyDetection(detection: Detection): void {
    state.detections = [detection, ...state.detections.filter((known) => known.id !== detection.id)].slice(
      0,
      DETECTIONS_KEPT,
    );
    const others = state.inbox.filter((known) => known.id !== detection.id);
    const waits =
      detection.session_id === state.session?.id && detection.outcome === "unplaced" && detection.resolution === null;
    state.inbox = waits ? [detection, ...others] : others;
  }

  function apply(message: FeedMessage): void {
    switch (message.type) {
      case "snapshot":
        applySnapshot(message.data);
        break;
      case "shot":
        applyShot(message.data, true);
        break;
      case "shot_changed":
        applyShot(message.data, false);
        break;
      case "shot_deleted":
        forgetShot(message.data.id);
        break;
      case "session":
        if ("is_opened" in message.data) applySession(message.data);
        else if (message.data.id === state.session?.id) state.session = null;
        break;
      case "target":
        if ("faces" in message.data) applyTarget(message.data);
        else state.targets = state.targets.filter((known) => known.id !== message.data.id);
        break;
      case "detection":
        if ("outcome" in message.data) applyDetection(message.data);
        else state.inbox = state.inbox.filter((known) => known.id !== message.data.id);
        break;
      case "archers":
        if ("archers" in message.data && message.data.session_id === state.session?.id) state.roster = message.data;
        break;
      case "turn":
        if (message.data.session_id === state.session?.id) state.turn = message.data;
        break;
      case "timer":
        state.timer = message.data;
        state.isTimerUnreadable = message.is_unreadable;
        break;
      case "health":
        state.health = message.data;
        break;
      case "sensor":
        state.nodes = message.data;
        break;
      case "groups":
        if (message.data.session_id === state.session?.id) state.groups = message.data.archers;
        break;
      case "tag":
        state.tag = message.data;
        break;
      case "programming":
        state.programming = message.data;
        break;
      case "calibration":
        if ("status" in message.data) state.calibration = message.data;
        break;
      case "signature":
        state.signatures += 1;
        break;
      case "bracket":
        state.brackets += 1;
        break;
      case "resync":
        break;
    }
  }

  const faces = computed(() => state.targets.flatMap((target) => target.faces));
  const isOpen = computed(() => state.session?.is_opened === true);
  const archerName = (id: string | null) => nameIn(state.roster, id);
  const archerLetter = (id: string | null) =>
    state.roster?.archers.find((archer) => archer.archer_id === id)?.letter ?? null;

  const groupsOf = (archerId: string | null) => state.groups.find((one) => one.archer_id === archerId);

  return {
    state,
    faces,
    isOpen,
    archerName,
    archerLetter,
    groupsOf,
    inOrder,
    ends,
    totals,
    lastShot,
    isListening,
    apply,
  };
}

export type LiveStore = ReturnType<typeof createLiveStore>;

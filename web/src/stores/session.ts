/** A session to show: the live one of the feed, or another one that is read once. */
import { computed, reactive } from "vue";
import { liveApi } from "../api/live";
import type { Group, Roster, Session, Shot, Target } from "../api/types";
import { endsOf, heldBackEnds, inShootingOrder } from "../domain/ends";
import { nameIn } from "../domain/roster";
import { tallyOf } from "../domain/tally";
import type { LiveStore } from "./live";
import { settings } from "./settings";

interface Read {
  session: Session | null;
  targets: Target[];
  roster: Roster | null;
  shots: Shot[];
  groups: Map<string | null, Group | null>;
}

export function useSession(live: LiveStore, id: () => string | null) {
  const read = reactive<Read>({ session: null, targets: [], roster: null, shots: [], groups: new Map() });
  const isLive = computed(() => id() === null || id() === live.state.session?.id);

  async function load(): Promise<void> {
    const wanted = id();
    if (wanted === null || isLive.value) return;
    const [session, targets, roster, shots, summary] = await Promise.all([
      liveApi.session(wanted),
      liveApi.targetsOf(wanted),
      liveApi.rosterOf(wanted),
      liveApi.shotsOf(wanted),
      liveApi.summary(wanted),
    ]);
    const groups = new Map(summary.by_archer.map((one) => [one.archer_id, one.group]));
    Object.assign(read, { session, targets, roster, shots, groups });
  }

  const session = computed(() => (isLive.value ? live.state.session : read.session));
  const targets = computed(() => (isLive.value ? live.state.targets : read.targets));
  const faces = computed(() => targets.value.flatMap((target) => target.faces));
  const roster = computed(() => (isLive.value ? live.state.roster : read.roster));
  const shots = computed(() => (isLive.value ? live.inOrder.value : [...read.shots].sort(inShootingOrder)));

  return {
    load,
    isLive,
    session,
    targets,
    faces,
    roster,
    nameOf: (archerId: string | null) => nameIn(roster.value, archerId),
    /** The group of all arrows of an archer that landed. */
    groupOf: (archerId: string | null) =>
      (isLive.value ? live.groupsOf(archerId)?.group : read.groups.get(archerId)) ?? null,
    shots,
    /** Keys of ends whose points are not shown yet. */
    heldBack: computed(() => heldBackEnds(endsOf(shots.value), session.value, settings.holdsBack)),
    /** What these faces count besides the total. */
    tally: computed(() => tallyOf(faces.value, live.state.catalogue)),
  };
}

/** The shooting timer on this screen: its display, and a person's actions. */
import { computed, onUnmounted, ref, watch } from "vue";
import { timerApi } from "../api/timer";
import type { Timer, TimerAction, TimerCreate } from "../api/types";
import { lookAt, turnName, wholeSeconds } from "../domain/timer";
import { applianceNow, isClockKnown, useApplianceClock } from "./applianceClock";
import { notify, useAttempt } from "./attempt";
import { soundDue } from "./horn";
import type { LiveStore } from "./live";

/** Longest interval of updates, ms, for a phone that wakes up; otherwise the next second determines it. */
const LONGEST_MS = 200;

export function useTimer({ state }: LiveStore) {
  const letGo = useApplianceClock();
  const nowMs = ref(applianceNow());
  const timer = computed(() => state.timer);
  const look = computed(() => (timer.value ? lookAt(timer.value, nowMs.value) : null));
  const seconds = computed(() => (look.value && isClockKnown() ? wholeSeconds(look.value.leftMs) : null));
  const details = computed(() => {
    const found = new Map<number, string>();
    const archers = state.roster?.archers ?? [];
    for (const id of state.turn?.order ?? []) {
      const archer = archers.find((one) => one.archer_id === id);
      if (archer) found.set(archer.detail, (found.get(archer.detail) ?? "") + archer.letter);
    }
    return [...found.values()];
  });
  const turn = computed(() =>
    timer.value && look.value?.step ? turnName(timer.value, look.value.step.turn, details.value) : "",
  );

  let handle: ReturnType<typeof setTimeout> | undefined;
  function tick(): void {
    clearTimeout(handle);
    nowMs.value = applianceNow();
    if (isClockKnown()) soundDue(timer.value);
    const untilNext = (look.value?.leftMs ?? 0) % 1000 || 1000;
    handle = setTimeout(tick, Math.min(LONGEST_MS, untilNext));
  }
  tick();
  // timers of a hidden page run seldom, but these events come at once
  watch(timer, tick);
  document.addEventListener("visibilitychange", tick);
  onUnmounted(() => {
    document.removeEventListener("visibilitychange", tick);
    clearTimeout(handle);
    letGo();
  });
  return { timer, look, seconds, turn };
}

export function useTimerActions({ state }: LiveStore) {
  const { state: request, attempt } = useAttempt();
  function show(answer: Timer): void {
    // the feed may have brought a later change before this answer
    if (state.timer && answer.revision <= state.timer.revision) return;
    state.timer = answer;
    state.isTimerUnreadable = false;
  }
  const showAnswer = (ask: () => ReturnType<typeof timerApi.stopAtOnce>) => attempt(async () => show(await ask()));
  /** Only this end can be taken back, and not after any further action on the timer. */
  async function act(action: TimerAction): Promise<void> {
    const isDone = await showAnswer(() => timerApi.act(action, state.timer?.revision ?? 0));
    const ended = state.timer;
    if (!isDone || action !== "stop" || !ended?.may_be_taken_back) return;
    notify(
      "timerEnded",
      async () => show(await timerApi.act("take_back", ended.revision)),
      () => state.timer?.revision === ended.revision,
    );
  }
  /** Sets the timer up as before; null: puts it away. */
  const toPlan = async (plan: TimerCreate | null) =>
    plan ? show(await timerApi.setUp(plan)) : await timerApi.putAway();
  async function setUp(plan: TimerCreate): Promise<void> {
    const before = state.timer?.plan ?? null;
    if (await showAnswer(() => timerApi.setUp(plan))) notify("timerSet", () => toPlan(before));
  }
  async function putAway(): Promise<void> {
    const before = state.timer?.plan ?? null;
    if (await attempt(() => timerApi.putAway())) notify("timerAway", before && (() => toPlan(before)));
  }
  return { request, act, setUp, stopAtOnce: () => showAnswer(() => timerApi.stopAtOnce()), putAway };
}

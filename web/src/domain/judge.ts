/** How a judge is noted who did something. */
const JUDGE = "judge:";

/** The judge's name; null: it was somebody else. */
export const judgeIn = (made: string | null) => (made?.startsWith(JUDGE) ? made.slice(JUDGE.length) : null);

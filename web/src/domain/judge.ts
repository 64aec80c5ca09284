/** The prefix of a judge's name in a stored author. */
const JUDGE = "judge:";

/** The name of the judge; null for another author. */
export const judgeIn = (made: string | null) => (made?.startsWith(JUDGE) ? made.slice(JUDGE.length) : null);

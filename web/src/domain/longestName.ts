/** Longest name of an archer, team, judge or bracket, characters. */
export const LONGEST_NAME = 60;

/** How long the name of an archer, a team, a judge or a bracket may be. */
export const LONGEST_NAME = 60;

/** Settings of this phone, in its own storage; where that is refused, the defaults. */
import { reactive, watch } from "vue";
import type { RatingAbout } from "../api/types";
import { LANGUAGES, preferred, speak, type Language } from "../texts";
import { keepOwn, readOwnFields } from "./ownStorage";

export interface Settings {
  /** "auto": the first of the phone's languages for which there are texts. */
  language: Language | "auto";
  theme: "auto" | "light" | "dark";
  announces: boolean;
  vibrates: boolean;
  staysAwake: boolean;
  /** Points are shown only when the end is complete. */
  holdsBack: boolean;
  /** The picture shows only the arrows of the current end. */
  showsEndOnly: boolean;
  /** The coach's page shows what is held back for everybody. */
  isCoach: boolean;
  /** Whose phone this is; null: everybody's. */
  archerId: string | null;
  /** What classifications depend on. */
  about: RatingAbout;
}

const KEPT = "settings";
const DEFAULTS: Settings = {
  language: "auto",
  theme: "auto",
  announces: false,
  vibrates: true,
  staysAwake: true,
  holdsBack: false,
  showsEndOnly: false,
  isCoach: false,
  archerId: null,
  about: { bow_style: null, gender: null, age_group: null },
};

export const settings = reactive<Settings>({ ...DEFAULTS, ...readOwnFields<Settings>(KEPT) });

function useTheme(): void {
  if (settings.theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = settings.theme;
}

watch(settings, (now) => {
  keepOwn(KEPT, now);
  useTheme();
});
function speakIt(): Promise<void> {
  return speak(settings.language in LANGUAGES ? settings.language : preferred(navigator.languages));
}

watch(
  () => settings.language,
  () => void speakIt(),
);

export async function useSettings(): Promise<void> {
  useTheme();
  await speakIt();
}

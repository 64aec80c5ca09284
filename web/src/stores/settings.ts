/** Settings of this phone, in its own storage; where a browser stores nothing the defaults hold. */
import { reactive, watch } from "vue";
import type { RatingAbout } from "../api/types";
import { speak, type Language } from "../texts";

export interface Settings {
  language: Language;
  theme: "auto" | "light" | "dark";
  announces: boolean;
  vibrates: boolean;
  staysAwake: boolean;
  /** Points are shown only when the end is complete. */
  holdsBack: boolean;
  /** Whose phone this is; null: everybody's. */
  archerId: string | null;
  /** What classifications go by. */
  about: RatingAbout;
}

const KEY = "arch-stats:settings";
const DEFAULTS: Settings = {
  language: "en",
  theme: "auto",
  announces: false,
  vibrates: true,
  staysAwake: true,
  holdsBack: false,
  archerId: null,
  about: { bow_style: null, gender: null, age_group: null },
};

function stored(): Partial<Settings> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Settings>;
  } catch {
    return {};
  }
}

export const settings = reactive<Settings>({ ...DEFAULTS, ...stored() });

function useTheme(): void {
  if (settings.theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = settings.theme;
}

watch(settings, (now) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(now));
  } catch {
    // private windows may keep nothing; the choice lasts as long as the page
  }
  useTheme();
});
watch(
  () => settings.language,
  (wanted) => void speak(wanted),
);

export async function useSettings(): Promise<void> {
  useTheme();
  if (settings.language !== "en") await speak(settings.language);
}

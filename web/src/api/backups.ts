/** The API of backups: those on the box, and uploaded files. */
import { ApiError, BASE, call, query, unpaired, withoutPlace, type Envelope } from "./request";
import type { BackupContents, Backups, PassphraseUpdate } from "./types";

/** Time limit of requests whose duration depends on the amount of data. */
const FILE_WITHIN_MS = 3_600_000;

export const backupApi = {
  backups: () => call<Backups>("GET", "/backup"),
  makeBackup: () => call<string>("POST", "/backup", undefined, FILE_WITHIN_MS),
  backupContents: (number: number) =>
    call<BackupContents>("GET", `/backup/${number}/contents`, undefined, FILE_WITHIN_MS),
  restoreBackup: (number: number, replace: boolean) =>
    call<string>("POST", `/backup/${number}/restore`, { replace }, FILE_WITHIN_MS),
  deleteBackup: (number: number) => call<undefined>("DELETE", `/backup/${number}`),
  setPassphrase: (update: PassphraseUpdate) => call<null>("PUT", "/backup/passphrase", update),
  forgetPassphrase: () => call<undefined>("DELETE", "/backup/passphrase"),
  /** Imports a backup file; returns which rows were new, as a sentence. */
  importFile: async (file: File, replace: boolean, passphrase: string): Promise<string> => {
    let response: Response;
    try {
      response = await fetch(`${BASE}/import${query({ replace: replace || null })}`, {
        method: "POST",
        headers: {
          "Content-Type": "application/gzip",
          "Accept-Language": document.documentElement.lang,
          ...(passphrase ? { "X-Passphrase": encodeURIComponent(passphrase) } : {}),
        },
        body: file,
      });
    } catch {
      throw new ApiError(0, []);
    }
    const envelope = (await response.json()) as Envelope<string>;
    if (response.status === 401 && (await unpaired.pair?.("POST")))
      return backupApi.importFile(file, replace, passphrase);
    if (!response.ok) throw new ApiError(response.status, envelope.errors.map(withoutPlace), envelope.errors);
    return envelope.data;
  },
};

export const backupLinks = {
  file: (number: number) => `${BASE}/backup/${number}`,
  everything: `${BASE}/export`,
  recoverySheet: (language: string) => `${BASE}/backup/recovery-sheet?language=${language}`,
};

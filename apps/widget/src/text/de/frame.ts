import type { frame as english } from "../en/frame.ts";
import type { Widen } from "../widen.ts";

/** Around every screen: the page, its help, leaving, and when it cannot be opened, in German. */
export const frame: Widen<typeof english> = {
  page: {
    title: "Konten verbinden",
    back: "Zurück",
    close: "Schließen",
    help: "Hilfe",
    secured: "In diesem Browser verschlüsselt",
    offline: "Sie sind offline. Es geht weiter, sobald Sie wieder verbunden sind.",
    skip: "Nicht jetzt",
    step: (tenant) => `Mit ${tenant} verbinden`,
    opensNew: "(öffnet ein neues Fenster)",
  },
  help: {
    title: "Über diese Seite",
    what: (tenant) => `${tenant} bittet um Daten von Ihrer Bank. Sie entscheiden, welche, und können das jederzeit beenden.`,
    safe: "Was Sie eingeben, wird vor dem Senden in diesem Browser verschlüsselt. Unterwegs kann es niemand lesen.",
    money: "Mit dieser Verbindung kann niemand Geld bewegen.",
    policy: (tenant) => `Datenschutzerklärung von ${tenant}`,
    code: (code) => `Sitzung ${code}`,
    done: "Verstanden",
  },
  loading: {
    title: "Wird geladen",
    slow: "Wird geladen …",
    verySlow: "Es lädt noch. Ihre Verbindung ist vielleicht langsam.",
    retry: "Neu laden",
  },
  exit: {
    title: "Verbinden abbrechen?",
    text: "Ihre Eingaben gehen verloren. Bereits verbundene Banken bleiben verbunden.",
    stay: "Bleiben",
    leave: "Abbrechen und gehen",
  },
  idle: {
    title: "Sind Sie noch da?",
    text: "Diese Seite schließt bald zu Ihrem Schutz. Drücken Sie eine Taste, um zu bleiben.",
    left: (time) => `noch ${time}`,
    stay: "Bleiben",
  },
  ended: {
    complete: ["Alles erledigt", "Sie können diese Seite schließen."],
    exit: ["Sie haben abgebrochen", "Sie können diese Seite schließen."],
    timeout: ["Diese Seite wurde zu Ihrem Schutz beendet", "Ihre Eingaben wurden nicht behalten. Gehen Sie zurück und beginnen Sie neu."],
    error: ["Wir konnten das nicht abschließen", "Gehen Sie zurück und beginnen Sie neu."],
    takenOver: ["In einem anderen Tab fortgesetzt", "Sie haben diese Verbindung woanders geöffnet. Machen Sie dort weiter."],
    useThis: "Diesen Tab verwenden",
    leaving: "Wir bringen Sie zurück …",
  },
  refused: {
    LINK_EXPIRED: ["Dieser Link ist abgelaufen", "Gehen Sie zurück und beginnen Sie neu."],
    LINK_SPENT: ["Dieser Link wurde schon benutzt", "Gehen Sie zurück und beginnen Sie neu."],
    LINK_UNKNOWN: ["Wir kennen diesen Link nicht", "Prüfen Sie, ob er vollständig ist, oder gehen Sie zurück und beginnen Sie neu."],
    OFFLINE: ["Sie sind offline", "Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal."],
    OTHER: ["Wir konnten diese Seite nicht öffnen", "Versuchen Sie es noch einmal. Hilft das nicht, gehen Sie zurück und beginnen Sie neu."],
    retry: "Erneut versuchen",
  },
};

import { pluralIn } from "../plural.ts";
import type { signingIn as english } from "../en/signing-in.ts";
import type { Widen } from "../widen.ts";

const plural = pluralIn("de", "one", "other");

/** Signing in at the bank, and what it asks, in German. */
export const signingIn: Widen<typeof english> = {
  signIn: {
    title: (bank) => `Bei ${bank} anmelden`,
    site: "Ihre Zugangsdaten für",
    degraded: (bank) => `${bank} ist heute langsam. Es kann etwas länger dauern.`,
    sealed: "In diesem Browser verschlüsselt und nur an Ihre Bank gegeben. Die anfragende App sieht sie nie.",
    submit: "Anmelden",
    show: "Zeigen",
    hide: "Verbergen",
    showField: (label) => `${label} zeigen`,
    hideField: (label) => `${label} verbergen`,
    capsLock: "Die Feststelltaste ist an.",
    edgeSpace: "Am Anfang oder Ende steht ein Leerzeichen. Ist das richtig?",
    required: (label) => `Bitte ausfüllen: ${label}.`,
    summary: (count) => plural(count, { one: "Eine Angabe fehlt", other: "# Angaben fehlen" }),
    forgot: (bank) => `Zugangsdaten vergessen? ${bank} öffnen`,
  },
  mfa: {
    title: (bank) => `${bank} möchte prüfen, ob Sie es sind`,
    attempts: (left) => plural(left, { one: "Noch # Versuch.", other: "Noch # Versuche." }),
    text: "Groß- und Kleinschreibung können wichtig sein.",
    sentTo: (where) => `Gesendet an ${where}`,
    validUntil: (time) => `Gültig bis ${time}`,
    choose: (count, chosen) => `Wählen Sie ${count}. ${chosen} gewählt.`,
    chosen: (chosen) => `${chosen} gewählt.`,
    image: (number, total) => `Bild ${number} von ${total}`,
    noImages: "Ich kann die Bilder nicht sehen",
    noImagesHelp: (bank) => `Melden Sie sich neu an, um eine andere Frage zu erhalten. Oder fragen Sie ${bank} nach einem anderen Weg.`,
    push: "Warten auf Ihre Freigabe …",
    pushLeft: (time) => `noch ${time}`,
    pushOver: "Die Zeit ist abgelaufen. Gehen Sie zurück und melden Sie sich neu an.",
    another: "Anderen Weg nutzen",
    newCode: "Für neuen Code neu anmelden",
    submit: "Weiter",
    missing: {
      text: "Geben Sie eine Antwort ein.",
      otp: "Geben Sie den Code ein.",
      choice: "Wählen Sie eine Antwort.",
      image: "Wählen Sie ein Bild.",
      multi: "Wählen Sie mindestens eine Antwort.",
      push: "",
    },
    chooseExactly: (count) => `Wählen Sie genau ${count}.`,
  },
  oauth: {
    title: (bank) => `Weiter bei ${bank}`,
    goTo: "Sie gehen zu",
    newWindow: "Ein neues Fenster öffnet sich. Melden Sie sich dort an, wählen Sie, was Sie teilen, und kommen Sie zurück.",
    noPassword: "Ihr Passwort geben Sie nur bei Ihrer Bank ein. Diese Seite sieht es nie.",
    open: (bank) => `Zu ${bank}`,
    preparing: "Wird vorbereitet …",
    waitingTitle: (bank) => `Warten auf ${bank}`,
    waiting: "Schließen Sie im Fenster Ihrer Bank ab. Hier geht es dann von selbst weiter.",
    closed: "Das Fenster wurde wohl geschlossen. Wenn Sie dort fertig waren, warten Sie einen Moment.",
    again: "Erneut öffnen",
    cancel: "Abbrechen",
    blocked: "Ihr Browser hat das Fenster nicht geöffnet. Nutzen Sie diesen Link:",
    link: (bank) => `${bank} öffnen`,
  },
  connecting: {
    title: (bank) => `Verbindung mit ${bank}`,
    phases: {
      signing_in: "Anmelden",
      finding_accounts: "Konten suchen",
      getting_data: "Daten holen",
    },
    done: "erledigt",
    now: "läuft",
    next: "folgt noch",
    slow: (tenant) => `Das dauert länger als sonst. Sie können gehen: Wir machen weiter und sagen ${tenant} Bescheid.`,
  },
};

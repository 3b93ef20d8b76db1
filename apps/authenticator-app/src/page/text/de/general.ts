import { pluralIn } from "@drawbridge/widget/text/plural";
import type { general as english } from "../en/general.ts";

const plural = pluralIn("de", "one", "other");

/** What every screen may say, in German. */
export const general: typeof english = {
  app: "Drawbridge Authenticator",
  language: "Sprache",
  loading: "Wird geöffnet…",
  back: "Zurück",
  again: "Noch einmal",
  notLoaded: "Das konnte nicht geladen werden.",
  cancel: "Abbrechen",
  done: "Fertig",
  foot: "Schlüssel bleiben auf diesem Gerät",
  offline: "Keine Verbindung. Neuer Versuch…",
  unreachable: "Der Server ist nicht erreichbar. Offline-Codes gehen trotzdem.",
  broken: {
    title: "Diese App läuft hier nicht",
    lead: "Sie bewahrt Schlüssel in diesem Browser auf, und er lässt es nicht zu. Verlassen Sie den privaten Modus oder erlauben Sie Speicher.",
    retry: "Neu öffnen",
  },
  message: { title: "Nachricht", close: "Gelesen" },
  update: {
    title: "Ein Update ist nötig",
    lead: "Diese Version darf nicht mehr benutzt werden. Schließen Sie die App und öffnen Sie sie neu.",
    open: "Über das Update",
    reload: "Neue Version öffnen",
  },
  triesLeft: (count) => plural(count, { one: "Noch # Versuch", other: "Noch # Versuche" }),
  trouble: {
    wrongPin: "Diese PIN ist falsch.",
    kWrongCredentials: "Benutzername oder Code passen nicht, oder der Code wurde schon benutzt.",
    kInvalidActivationCode: "Das ist kein Aktivierungscode. Vergleichen Sie Zeichen für Zeichen.",
    kActivationCodeExpired: "Der Code ist abgelaufen. Lassen Sie sich einen neuen geben.",
    kUserIdAlreadyExists: "Dieser Benutzer ist schon auf dem Gerät.",
    kInvalidParameter: "Etwas fehlt oder ist nicht erlaubt.",
    kInvalidState: "Das ist nicht mehr möglich. Sehen Sie noch einmal nach.",
    kLoginRequired: "Sie wurden abgemeldet. Melden Sie sich wieder an.",
    kAccessDenied: "Melden Sie sich zuerst mit Ihrer PIN an.",
    kInvalidUserId: "Dieser Benutzer ist nicht auf dem Gerät.",
    kMismatchedUser: "Der Code ist für jemand anderen.",
    kLockedUser: "Dieses Konto ist gesperrt. Fragen Sie den Helpdesk.",
    kInvalidToken: "Dieser Code ist falsch.",
    kNotReachable: "Der Server ist nicht erreichbar. Versuchen Sie es, wenn Sie ein Netz haben.",
    kOfflineNotActivated: "Melden Sie sich einmal mit Netz an; danach gehen Codes ohne.",
    kAtcExpired: "Es sind keine Codes mehr da. Melden Sie sich mit Netz an, um neue zu bekommen.",
    kUpdateNecessary: "Diese Version der App darf nicht mehr benutzt werden.",
    kRegisterApp: "Der Server kennt diese Version der App nicht.",
    kUnknownVersion: "Der Server kennt diese Version der App nicht.",
    kUnknownClientType: "Der Anbieter lässt diese App nicht zu. Fragen Sie den Helpdesk, welche App Sie brauchen.",
    kTenantIdAlreadySet: "Diese App gehört zu einem anderen Anbieter als der Code. Öffnen Sie die App des Anbieters, von dem der Code ist.",
    other: "Das ging nicht. Versuchen Sie es noch einmal.",
    report: (id) => `Für den Helpdesk: ${id}`,
  },
};

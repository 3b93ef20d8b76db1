import type { logIn as english } from "../en/log-in.ts";

/** Logging in, the users of a device, and why somebody cannot, in German. */
export const logIn: typeof english = {
  login: {
    title: (name) => `Hallo, ${name}`,
    forgot: "PIN vergessen",
    otherUser: "Anderer Benutzer",
    sessionEnded: "Sie wurden abgemeldet: nach fünf stillen Minuten, oder weil das Gerät gesperrt, entfernt oder anderswo benutzt wurde.",
    enrolled: "Dieses Gerät ist eingerichtet. Melden Sie sich mit Ihrer PIN an.",
    freshSignIn: "Geben Sie Ihre PIN noch einmal ein. Dann sehen Sie, was auf Sie wartet.",
  },
  users: {
    title: "Wer sind Sie?",
    manage: "Benutzer dieses Geräts",
    add: "Benutzer hinzufügen",
    remove: (name) => `${name} entfernen`,
    removeTitle: (name) => `${name} von diesem Gerät entfernen?`,
    removeText: "Die Schlüssel auf diesem Gerät werden vernichtet. Für die Rückkehr ist ein neuer Aktivierungscode nötig.",
    keep: "Behalten",
    isYou: "Angemeldet. Melden Sie sich ab, um diesen Benutzer zu entfernen.",
  },
  lock: {
    timeTitle: "Zu viele falsche PINs",
    timeText:
      "Ihre PIN ist eine Weile gesperrt. Nach dieser Zeit haben Sie einen Versuch; mit der richtigen PIN haben Sie wieder alle. Der Helpdesk kann sie früher öffnen.",
    timeLeft: (left) => `Noch ${left}`,
    timeOver: "Sie können es jetzt wieder versuchen.",
    lastTry: "Ein Versuch bleibt. Nach einer weiteren falschen PIN hilft nur ein neuer Code oder der Helpdesk.",
    tryAgain: "PIN eingeben",
    blockedTitle: "Diese PIN ist blockiert",
    blockedText: "Es gab zu viele falsche PINs. Ein neuer Aktivierungscode öffnet das Gerät wieder, der Helpdesk auch.",
    useCode: "Ich habe einen neuen Code",
    userTitle: "Ihr Konto ist gesperrt",
    deviceTitle: "Dieses Gerät ist gesperrt",
    operatorText: "Ein Mitarbeiter hat es gesperrt. Sie können es nicht selbst öffnen.",
    by: "Gesperrt von",
    why: "Grund",
    who: "Wer öffnen kann",
    lifters: { helpdesk: "Der Helpdesk", security: "Das Sicherheitsteam" },
    until: "Bis",
    check: "Noch einmal prüfen",
    waitsTitle: "Dieses Gerät wartet auf Bestätigung",
    waitsText: "Beim Anbieter bestätigt jemand neue Geräte. Dauert es lange, fragen Sie den Helpdesk und prüfen Sie dann noch einmal.",
    removedTitle: "Dieses Gerät wurde entfernt",
    removedText: "Der Server kennt dieses Gerät nicht mehr. Entfernen Sie den Benutzer hier; ein neuer Code richtet es wieder ein.",
  },
};

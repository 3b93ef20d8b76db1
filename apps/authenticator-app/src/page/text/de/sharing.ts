import { pluralIn } from "@drawbridge/widget/text/plural";
import type { sharing as english } from "../en/sharing.ts";

const plural = pluralIn("de", "one", "other");

/** What the person shares, and what they signed, in German. */
export const sharing: typeof english = {
  shared: {
    title: "Was Sie teilen",
    lead: (tenant) => `Was ${tenant} sehen kann, und bis wann.`,
    none: "Sie teilen nichts",
    noneText: (tenant) => `Eine Bank, die Sie für ${tenant} verbinden, erscheint hier.`,
    states: {
      healthy: "Aktuell",
      waiting: "Wir kümmern uns",
      needs_attention: "Braucht Sie",
      expired: "Erlaubnis beendet",
      revoked: "Teilen beendet",
    },
    accounts: (count) => plural(count, { one: "# Konto", other: "# Konten" }),
    until: (date) => `Bis ${date}`,
    ended: (date) => `Beendet am ${date}`,
    updated: (when) => `Letzte Daten: ${when}`,
    never: "Noch keine Daten",
    who: "Wer es sieht",
    accountsTitle: "Konten",
    dataTitle: "Daten",
    data: {
      accountNumber: "Konten, Salden und Kontonummern",
      accountOwner: "Name und Kontaktdaten des Inhabers",
      transactions: "Neue Umsätze",
      transactionHistory: "Ältere Umsätze",
    },
    exact: "Sie sehen erst den genauen Text und bestätigen ihn mit Ihrer PIN.",
    renew: "Erlaubnis erneuern",
    stop: "Nicht mehr teilen",
    permissions: "Erlaubnisse, die Sie gaben",
    permissionStates: { current: "Gilt", replaced: "Durch eine neuere ersetzt", ended: "Abgelaufen", revoked: "Beendet" },
    given: (from, until) => `${from} bis ${until}`,
  },
  receipts: {
    title: "Was Sie unterschrieben haben",
    none: "Noch nichts unterschrieben",
    noneText: "Jede Antwort, die Sie unterschreiben, bleibt hier, mit dem Beleg dafür.",
    lead: "Jede Quittung kann jeder prüfen, ohne uns zu fragen.",
    answers: { grant: "Erlaubt", renew: "Erneuert", revoke: "Beendet", refused: "Abgelehnt" },
    save: "Sichern",
    saveNamed: (what, when) => `Quittung sichern: ${what}, ${when}`,
  },
};

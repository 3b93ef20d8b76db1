import { pluralIn } from "../plural.ts";
import type { choosing as english } from "../en/choosing.ts";
import type { Widen } from "../widen.ts";

const plural = pluralIn("de", "one", "other");

/** From the permission to the bank, in German. */
export const choosing: Widen<typeof english> = {
  consent: {
    title: (tenant) => `${tenant} möchte Ihre Bankdaten sehen`,
    what: "Diese Daten",
    data: {
      accountNumber: {
        name: "Konten und Kontostände",
        detail: "Namen, Arten, Kontostände, Kontonummern",
      },
      accountOwner: { name: "Wem das Konto gehört", detail: "Name, Adresse, E-Mail, Telefon" },
      transactions: { name: "Neuere Umsätze", detail: "Datum, Betrag und Beschreibung" },
      transactionHistory: {
        name: "Ältere Umsätze",
        detail: "So weit zurück, wie Ihre Bank sie aufbewahrt",
      },
    },
    why: "Wozu",
    whyText: (tenant) => `Damit ${tenant} Ihnen den gewünschten Dienst bieten kann.`,
    howLong: "Wie lange",
    howLongText: (until, days) => `Bis ${until} (${plural(days, { one: "# Tag", other: "# Tage" })}). Danach müssen Sie neu gefragt werden.`,
    stop: "Beenden",
    stopText: (tenant) => `Entfernen Sie die Verbindung jederzeit in ${tenant}. Neue Daten fließen dann nicht mehr.`,
    agree: "Erlauben und weiter",
    section: (tenant, until) => `Wenn Sie fortfahren, darf ${tenant} diese Daten bis ${until} sehen.`,
    details: "Was geteilt wird",
  },
  search: {
    title: "Bank suchen",
    label: "Nach Name oder Webadresse suchen",
    popular: "Oft gewählt",
    results: (count) => plural(count, { one: "# Treffer", other: "# Treffer" }),
    searching: "Suche läuft …",
    none: (term) => `Nichts gefunden für „${term}“`,
    hints: ["Prüfen Sie die Schreibweise.", "Versuchen Sie die Webadresse Ihrer Bank.", "Versuchen Sie einen kürzeren Teil des Namens."],
    noneHelp: (tenant) => `Ihre Bank fehlt? Bitten Sie ${tenant}, sie aufzunehmen.`,
    clear: "Suche löschen",
    failed: "Die Liste wurde nicht geladen. Prüfen Sie Ihre Verbindung.",
    again: "Erneut versuchen",
    added: "Sie können eine weitere Bank suchen oder diese Seite schließen.",
    health: { healthy: "", degraded: "Heute langsam", down: "Antwortet nicht" },
    notYet: "Noch nicht verfügbar",
  },
  unavailable: {
    down: (bank) => `${bank} antwortet nicht`,
    downText: "Solange die Bank nicht antwortet, fragen wir nicht nach Ihren Daten. Versuchen Sie es später noch einmal.",
    tellMe: "Bescheid geben, wenn sie wieder da ist",
    watched: (tenant) => `Vorgemerkt. ${tenant} erfährt, sobald die Bank wieder antwortet, und kann Ihnen Bescheid geben.`,
    notYet: (bank) => `${bank} kann diese Daten noch nicht teilen`,
    notYetText: "Sie können eine andere Bank wählen. Es wurde nichts gesendet.",
    other: "Andere Bank wählen",
    close: "Für jetzt schließen",
  },
  duplicate: {
    title: (bank) => `${bank} ist schon verbunden`,
    lead: (tenant) => `${tenant} sieht diese Konten bereits. Nutzen Sie die Verbindung, die Sie haben: Sie wird damit erneuert.`,
    accounts: "Schon verbunden",
    use: "Vorhandene Verbindung nutzen",
    anyway: "Noch einmal hinzufügen",
  },
};

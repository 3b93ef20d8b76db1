import { pluralIn } from "../plural.ts";
import type { sharing as english } from "../en/sharing.ts";
import type { Widen } from "../widen.ts";

const plural = pluralIn("de", "one", "other");

/** What is shared: the accounts, and reading it once more, in German. */
export const sharing: Widen<typeof english> = {
  accounts: {
    title: "Was möchten Sie teilen?",
    titleOne: "Ein Konto wählen",
    groups: {
      deposit: "Giro- und Sparkonten",
      card: "Karten",
      loan: "Kredite",
      investment: "Geldanlagen",
      pension: "Altersvorsorge",
      property: "Immobilien und Fahrzeuge",
      other: "Sonstige",
    },
    reasons: {
      closed: "Dieses Konto ist geschlossen.",
      no_data_for_job: "Ihre Bank teilt die angefragten Daten nicht.",
    },
    all: "Alle auswählen",
    count: (chosen, total) => `${chosen} von ${total} gewählt`,
    none: "Wählen Sie mindestens ein Konto.",
    noneOne: "Wählen Sie ein Konto.",
    submit: "Teilen und weiter",
  },
  review: {
    title: "Sie sind verbunden",
    accounts: (count) => plural(count, { one: "# Konto", other: "# Konten" }),
    until: (date) => `Geteilt bis ${date}`,
    manage: (tenant) => `Ändern oder beenden Sie das jederzeit in ${tenant}.`,
    done: "Fertig",
    another: "Weitere Bank hinzufügen",
    manageAll: "Verbindungen ansehen",
  },
};

import { pluralIn } from "../plural.ts";
import type { sharing as english } from "../en/sharing.ts";
import type { Widen } from "../widen.ts";

const plural = pluralIn("fr", "one", "other");

/** What is shared: the accounts, and reading it once more, in French. */
export const sharing: Widen<typeof english> = {
  accounts: {
    title: "Choisissez ce que vous partagez",
    titleOne: "Choisissez un compte",
    groups: {
      deposit: "Comptes courants et épargne",
      card: "Cartes",
      loan: "Prêts",
      investment: "Placements",
      pension: "Retraite",
      property: "Immobilier et véhicules",
      other: "Autres",
    },
    reasons: {
      closed: "Ce compte est clôturé.",
      no_data_for_job: "Votre banque ne partage pas les données demandées.",
    },
    all: "Tout sélectionner",
    count: (chosen, total) => `${chosen} sur ${total} sélectionnés`,
    none: "Choisissez au moins un compte.",
    noneOne: "Choisissez un compte.",
    submit: "Partager et continuer",
  },
  review: {
    title: "La connexion est établie",
    accounts: (count) => plural(count, { one: "# compte", other: "# comptes" }),
    until: (date) => `Partagé jusqu’au ${date}`,
    manage: (tenant) => `Modifiez ou arrêtez cela à tout moment dans ${tenant}.`,
    done: "Terminer",
    another: "Ajouter une autre banque",
    manageAll: "Voir vos connexions",
  },
};

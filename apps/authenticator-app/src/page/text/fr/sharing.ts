import { pluralIn } from "@drawbridge/widget/text/plural";
import type { sharing as english } from "../en/sharing.ts";

const plural = pluralIn("fr", "one", "other");

/** What the person shares, and what they signed, in French. */
export const sharing: typeof english = {
  shared: {
    title: "Ce que vous partagez",
    lead: (tenant) => `Ce que ${tenant} peut voir, et jusqu’à quand.`,
    none: "Vous ne partagez rien",
    noneText: (tenant) => `Une banque que vous connectez pour ${tenant} apparaît ici.`,
    states: {
      healthy: "À jour",
      waiting: "Nous nous en occupons",
      needs_attention: "A besoin de vous",
      expired: "Autorisation terminée",
      revoked: "Partage arrêté",
    },
    accounts: (count) => plural(count, { one: "# compte", other: "# comptes" }),
    until: (date) => `Jusqu’au ${date}`,
    ended: (date) => `Terminé le ${date}`,
    updated: (when) => `Dernières données : ${when}`,
    never: "Pas encore de données",
    who: "Qui les voit",
    accountsTitle: "Comptes",
    dataTitle: "Données",
    data: {
      accountNumber: "Comptes, soldes et numéros de compte",
      accountOwner: "Nom et coordonnées du titulaire",
      transactions: "Opérations récentes",
      transactionHistory: "Opérations plus anciennes",
    },
    exact: "Vous voyez d’abord le texte exact, et le confirmez avec votre PIN.",
    renew: "Renouveler l’autorisation",
    stop: "Ne plus partager",
    permissions: "Autorisations données",
    permissionStates: { current: "En vigueur", replaced: "Remplacée par une plus récente", ended: "Terminée", revoked: "Arrêtée" },
    given: (from, until) => `Du ${from} au ${until}`,
  },
  receipts: {
    title: "Ce que vous avez signé",
    none: "Rien de signé",
    noneText: "Chaque réponse que vous signez reste ici, avec le reçu qui la prouve.",
    lead: "Chacun peut vérifier un reçu, sans rien nous demander.",
    answers: { grant: "Autorisé", renew: "Renouvelé", revoke: "Arrêté", refused: "Refusé" },
    save: "Garder",
    saveNamed: (what, when) => `Garder le reçu : ${what}, ${when}`,
  },
};

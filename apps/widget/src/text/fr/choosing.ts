import { pluralIn } from "../plural.ts";
import type { choosing as english } from "../en/choosing.ts";
import type { Widen } from "../widen.ts";

const plural = pluralIn("fr", "one", "other");

/** From the permission to the bank, in French. */
export const choosing: Widen<typeof english> = {
  consent: {
    title: (tenant) => `${tenant} demande à voir vos données bancaires`,
    what: "Ce qui est transmis",
    data: {
      accountNumber: {
        name: "Comptes et soldes",
        detail: "Noms, types, soldes, numéros de compte",
      },
      accountOwner: {
        name: "Titulaire du compte",
        detail: "Nom, adresse, e-mail, téléphone",
      },
      transactions: { name: "Opérations récentes", detail: "Date, montant et libellé" },
      transactionHistory: {
        name: "Opérations plus anciennes",
        detail: "Aussi loin que votre banque les conserve",
      },
    },
    why: "Pourquoi",
    whyText: (tenant) => `Pour que ${tenant} puisse vous fournir le service demandé.`,
    howLong: "Durée",
    howLongText: (until, days) => `Jusqu’au ${until} (${plural(days, { one: "# jour", other: "# jours" })}). Ensuite, il faudra vous redemander.`,
    stop: "Arrêter",
    stopText: (tenant) => `Supprimez la connexion dans ${tenant} à tout moment. L’envoi de données cesse aussitôt.`,
    agree: "Autoriser et continuer",
    section: (tenant, until) => `En continuant, vous laissez ${tenant} voir ces données jusqu’au ${until}.`,
    details: "Ce qui est partagé",
  },
  search: {
    title: "Trouvez votre banque",
    label: "Rechercher par nom ou adresse web",
    popular: "Choix fréquents",
    results: (count) => plural(count, { one: "# résultat", other: "# résultats" }),
    searching: "Recherche…",
    none: (term) => `Aucun résultat pour « ${term} »`,
    hints: ["Vérifiez l’orthographe.", "Essayez l’adresse web de votre banque.", "Essayez une partie plus courte du nom."],
    noneHelp: (tenant) => `Votre banque n’est pas dans la liste ? Demandez à ${tenant} de l’ajouter.`,
    clear: "Effacer la recherche",
    failed: "La liste ne s’est pas chargée. Vérifiez votre connexion.",
    again: "Réessayer",
    added: "Vous pouvez chercher une autre banque ou fermer cette page.",
    health: { healthy: "", degraded: "Lente aujourd’hui", down: "Ne répond pas" },
    notYet: "Pas encore disponible",
  },
  unavailable: {
    down: (bank) => `${bank} ne répond pas`,
    downText: "Nous ne demandons pas vos identifiants tant que la banque ne répond pas. Réessayez plus tard.",
    tellMe: "Me prévenir à son retour",
    watched: (tenant) => `C’est noté. ${tenant} le saura dès que la banque répondra et pourra vous prévenir.`,
    notYet: (bank) => `${bank} ne peut pas encore partager ces données`,
    notYetText: "Vous pouvez choisir une autre banque. Rien n’a été envoyé.",
    other: "Choisir une autre banque",
    close: "Fermer pour l’instant",
  },
  duplicate: {
    title: (bank) => `Vous avez déjà connecté ${bank}`,
    lead: (tenant) => `${tenant} voit déjà ces comptes. Utilisez la connexion existante : elle est ainsi renouvelée.`,
    accounts: "Déjà connectés",
    use: "Utiliser la connexion existante",
    anyway: "Les ajouter encore",
  },
};

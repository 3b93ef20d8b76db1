import { pluralIn } from "@drawbridge/widget/text/plural";
import type { operation as english } from "../en/operation.ts";

const plural = pluralIn("fr", "one", "other");

/** What somebody is asked, and how it ended, in French. */
export const operation: typeof english = {
  operation: {
    pinTitle: "Confirmez que c’est vous",
    tokenTitle: "Saisissez le code que vous avez reçu",
    token: "Code",
    tokenMissing: "Saisissez le code.",
    next: "Continuer",
    title: "Approuvez-vous ceci ?",
    left: (left) => `Encore ${left} pour répondre`,
    spokenLeft: (seconds) => `Encore ${plural(seconds, { one: "# seconde", other: "# secondes" })} pour répondre`,
    exact: "C’est exactement ce texte que vous signez.",
    number: "Nombre sur l’autre écran",
    numberHint: "N’approuvez que si vous y voyez un nombre, et tapez-le ici.",
    numberWrong: "Ce n’est pas ce nombre. Si vous n’en voyez pas, refusez.",
    freshTitle: "Connectez-vous à nouveau pour répondre",
    freshLead: "Cette question demande une connexion récente, or la vôtre date un peu.",
    freshHint: "Vous le verrez ensuite, et vous approuvez ou refusez. Si le temps s’écoule, rien n’est approuvé.",
    signInAgain: "Se connecter à nouveau",
    approve: "Approuver",
    deny: "Refuser",
    notMe: "Ce n’était pas moi",
    denyTitle: "Pourquoi refusez-vous ?",
    reasons: {
      unknown: "Je n’en veux pas",
      incorrect_data: "Quelque chose est faux",
      unexpected_operation: "Je ne m’y attendais pas",
      not_me: "Ce n’était pas moi",
    },
    denyNow: "Refuser",
    goBack: "Revenir",
  },
  outcome: {
    kOk: { title: "Approuvé", lead: "Votre signature y est. Le service garde le reçu." },
    kUserCancel: { title: "Refusé", lead: "Rien ne se passe. Qui a demandé sait que vous avez refusé." },
    kUserConfirmationTimeout: { title: "Le temps est écoulé", lead: "Rien n’a été approuvé. On peut vous le redemander." },
    kServerCancel: { title: "Retiré", lead: "La demande a été retirée, ou vous y avez répondu sur un autre appareil." },
    kNotReachable: { title: "Inconnu", lead: "La connexion a été coupée. Regardez sur l’autre écran si c’est approuvé." },
    other: { title: "Cela n’a pas marché", lead: "Rien n’a été approuvé. Faites-le redemander." },
    notMe: {
      title: "Refusé et signalé",
      lead: "Rien ne se passe, et le service sait que ce n’était pas vous. Si quelqu’un connaît votre PIN, changez-le.",
    },
  },
};

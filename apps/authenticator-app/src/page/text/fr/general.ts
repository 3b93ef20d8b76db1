import { pluralIn } from "@drawbridge/widget/text/plural";
import type { general as english } from "../en/general.ts";

const plural = pluralIn("fr", "one", "other");

/** What every screen may say, in French. */
export const general: typeof english = {
  app: "Drawbridge Authenticator",
  language: "Langue",
  loading: "Ouverture…",
  back: "Retour",
  again: "Réessayer",
  notLoaded: "Le chargement n’a pas abouti.",
  cancel: "Annuler",
  done: "Terminer",
  foot: "Les clés restent sur cet appareil",
  offline: "Pas de connexion. Nouvel essai…",
  unreachable: "Le serveur est injoignable. Les codes hors ligne marchent toujours.",
  broken: {
    title: "Cette application ne peut pas fonctionner ici",
    lead: "Elle garde des clés dans ce navigateur, qui ne le permet pas. Quittez la navigation privée ou autorisez le stockage.",
    retry: "Rouvrir",
  },
  message: { title: "Message", close: "Je l’ai lu" },
  update: {
    title: "Une mise à jour est nécessaire",
    lead: "Cette version ne peut plus servir. Fermez l’application et rouvrez-la pour avoir la nouvelle.",
    open: "À propos de la mise à jour",
    reload: "Ouvrir la nouvelle version",
  },
  triesLeft: (count) => plural(count, { one: "Encore # essai", other: "Encore # essais" }),
  trouble: {
    wrongPin: "Ce PIN est faux.",
    kWrongCredentials: "Le nom ou le code ne convient pas, ou le code a déjà servi.",
    kInvalidActivationCode: "Ce n’est pas un code d’activation. Comparez lettre par lettre.",
    kActivationCodeExpired: "Le code a expiré. Demandez-en un nouveau.",
    kUserIdAlreadyExists: "Cet utilisateur est déjà sur l’appareil.",
    kInvalidParameter: "Quelque chose manque ou n’est pas permis.",
    kInvalidState: "Ce n’est plus possible. Regardez de nouveau.",
    kLoginRequired: "Vous avez été déconnecté. Connectez-vous de nouveau.",
    kAccessDenied: "Connectez-vous d’abord avec votre PIN.",
    kInvalidUserId: "Cet utilisateur n’est pas sur l’appareil.",
    kMismatchedUser: "Le code est pour quelqu’un d’autre.",
    kLockedUser: "Ce compte est bloqué. Demandez à l’assistance.",
    kInvalidToken: "Ce code est faux.",
    kNotReachable: "Le serveur est injoignable. Réessayez quand vous aurez du réseau.",
    kOfflineNotActivated: "Connectez-vous une fois avec du réseau ; ensuite les codes marchent sans.",
    kAtcExpired: "Il ne reste plus de codes. Connectez-vous avec du réseau pour en avoir.",
    kUpdateNecessary: "Cette version de l’application ne peut plus servir.",
    kRegisterApp: "Le serveur ne connaît pas cette version de l’application.",
    kUnknownVersion: "Le serveur ne connaît pas cette version de l’application.",
    kUnknownClientType: "Le service n’accepte pas cette application. Demandez à l’assistance laquelle utiliser.",
    kTenantIdAlreadySet: "Cette application est celle d’un autre service que le code. Ouvrez celle de qui vous a donné le code.",
    other: "Cela n’a pas marché. Réessayez.",
    report: (id) => `Pour l’assistance : ${id}`,
  },
};

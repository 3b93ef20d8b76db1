import { pluralIn } from "../plural.ts";
import type { signingIn as english } from "../en/signing-in.ts";
import type { Widen } from "../widen.ts";

const plural = pluralIn("fr", "one", "other");

/** Signing in at the bank, and what it asks, in French. */
export const signingIn: Widen<typeof english> = {
  signIn: {
    title: (bank) => `Connexion à ${bank}`,
    site: "Vos identifiants pour",
    degraded: (bank) => `${bank} est lente aujourd’hui. Cela peut prendre un peu plus de temps.`,
    sealed: "Chiffré dans ce navigateur et transmis à votre banque seulement. L’application qui demande ne le voit jamais.",
    submit: "Se connecter",
    show: "Afficher",
    hide: "Masquer",
    showField: (label) => `Afficher : ${label}`,
    hideField: (label) => `Masquer : ${label}`,
    capsLock: "Le verrouillage des majuscules est activé.",
    edgeSpace: "Il y a une espace au début ou à la fin. Est-ce voulu ?",
    required: (label) => `À remplir : ${label}.`,
    summary: (count) => plural(count, { one: "Il manque une information", other: "Il manque # informations" }),
    forgot: (bank) => `Identifiants oubliés ? Ouvrir ${bank}`,
  },
  mfa: {
    title: (bank) => `${bank} veut vérifier que c’est bien vous`,
    attempts: (left) => plural(left, { one: "Il reste # essai.", other: "Il reste # essais." }),
    text: "Les majuscules peuvent compter.",
    sentTo: (where) => `Envoyé à ${where}`,
    validUntil: (time) => `Valable jusqu’à ${time}`,
    choose: (count, chosen) => `Choisissez-en ${count}. Déjà choisi : ${chosen}.`,
    chosen: (chosen) => `Déjà choisi : ${chosen}.`,
    image: (number, total) => `Image ${number} sur ${total}`,
    noImages: "Je ne vois pas les images",
    noImagesHelp: (bank) => `Revenez en arrière et reconnectez-vous pour une autre question, ou demandez un autre moyen à ${bank}.`,
    push: "En attente de votre accord…",
    pushLeft: (time) => `encore ${time}`,
    pushOver: "Le délai est dépassé. Revenez en arrière et reconnectez-vous.",
    another: "Utiliser un autre moyen",
    newCode: "Se reconnecter pour un nouveau code",
    submit: "Continuer",
    missing: {
      text: "Saisissez une réponse.",
      otp: "Saisissez le code.",
      choice: "Choisissez une réponse.",
      image: "Choisissez une image.",
      multi: "Choisissez au moins une réponse.",
      push: "",
    },
    chooseExactly: (count) => `Choisissez-en exactement ${count}.`,
  },
  oauth: {
    title: (bank) => `Continuer chez ${bank}`,
    goTo: "Vous allez vers",
    newWindow: "Une nouvelle fenêtre s’ouvre. Connectez-vous, choisissez ce que vous partagez, puis revenez ici.",
    noPassword: "Vous saisissez votre mot de passe chez votre banque seulement. Il ne passe jamais par cette page.",
    open: (bank) => `Aller chez ${bank}`,
    preparing: "Préparation…",
    waitingTitle: (bank) => `En attente de ${bank}`,
    waiting: "Terminez dans la fenêtre de votre banque. Cette page continue d’elle-même.",
    closed: "La fenêtre semble fermée. Si vous aviez terminé, patientez un instant.",
    again: "Ouvrir à nouveau",
    cancel: "Annuler",
    blocked: "Votre navigateur n’a pas ouvert la fenêtre. Utilisez ce lien :",
    link: (bank) => `Ouvrir ${bank}`,
  },
  connecting: {
    title: (bank) => `Connexion à ${bank} en cours`,
    phases: {
      signing_in: "Identification",
      finding_accounts: "Recherche de vos comptes",
      getting_data: "Récupération de vos données",
    },
    done: "terminé",
    now: "en cours",
    next: "à venir",
    slow: (tenant) => `C’est plus long que d’habitude. Vous pouvez partir : nous continuons et préviendrons ${tenant}.`,
  },
};

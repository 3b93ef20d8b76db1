import type { frame as english } from "../en/frame.ts";
import type { Widen } from "../widen.ts";

/** Around every screen: the page, its help, leaving, and when it cannot be opened, in French. */
export const frame: Widen<typeof english> = {
  page: {
    title: "Connecter vos comptes",
    back: "Retour",
    close: "Fermer",
    help: "Aide",
    secured: "Chiffré dans ce navigateur",
    offline: "Vous êtes hors ligne. Nous reprendrons dès votre retour.",
    skip: "Pas maintenant",
    step: (tenant) => `Se connecter à ${tenant}`,
    opensNew: "(ouvre une nouvelle fenêtre)",
  },
  help: {
    title: "À propos de cette page",
    what: (tenant) => `${tenant} demande des données à votre banque. Vous décidez lesquelles et pouvez arrêter à tout moment.`,
    safe: "Ce que vous saisissez est chiffré dans ce navigateur avant l’envoi. Personne ne peut le lire en chemin.",
    money: "Cette connexion ne permet à personne de déplacer de l’argent.",
    policy: (tenant) => `Politique de confidentialité de ${tenant}`,
    code: (code) => `Session ${code}`,
    done: "Compris",
  },
  loading: {
    title: "Chargement",
    slow: "Chargement…",
    verySlow: "Le chargement continue. Votre connexion est peut-être lente.",
    retry: "Recharger",
  },
  exit: {
    title: "Arrêter la connexion ?",
    text: "Votre saisie sera perdue. Les banques déjà connectées le restent.",
    stay: "Rester",
    leave: "Arrêter et quitter",
  },
  idle: {
    title: "Êtes-vous toujours là ?",
    text: "Cette page fermera bientôt pour vous protéger. Appuyez sur une touche pour rester.",
    left: (time) => `encore ${time}`,
    stay: "Rester",
  },
  ended: {
    complete: ["C’est terminé", "Vous pouvez fermer cette page."],
    exit: ["Vous avez quitté", "Vous pouvez fermer cette page."],
    timeout: ["Cette page a expiré pour vous protéger", "Rien de votre saisie n’a été gardé. Retournez d’où vous venez et recommencez."],
    error: ["Nous n’avons pas pu terminer", "Retournez d’où vous venez et recommencez."],
    takenOver: ["La suite est dans un autre onglet", "Vous avez ouvert cette connexion ailleurs. Continuez là-bas."],
    useThis: "Utiliser cet onglet",
    leaving: "Nous vous ramenons…",
  },
  refused: {
    LINK_EXPIRED: ["Ce lien a expiré", "Retournez d’où vous venez et recommencez."],
    LINK_SPENT: ["Ce lien a déjà servi", "Retournez d’où vous venez et recommencez."],
    LINK_UNKNOWN: ["Nous ne connaissons pas ce lien", "Vérifiez qu’il est complet, ou retournez d’où vous venez et recommencez."],
    OFFLINE: ["Vous êtes hors ligne", "Vérifiez votre connexion et réessayez."],
    OTHER: ["Nous n’avons pas pu ouvrir cette page", "Réessayez. Si rien ne change, retournez d’où vous venez et recommencez."],
    retry: "Réessayer",
  },
};

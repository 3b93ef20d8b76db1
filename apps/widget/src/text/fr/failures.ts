import type { failures as english } from "../en/failures.ts";
import type { Widen } from "../widen.ts";

/** What can go wrong, and what to do about it, in French. */
export const failures: Widen<typeof english> = {
  error: {
    support: "Code pour l’assistance",
    openBank: (bank) => `Ouvrir ${bank}`,
    retry: "Réessayer",
    doneThere: "C’est fait",
    review: "Revoir et réessayer",
    renew: "Renouveler l’autorisation",
    other: "Choisir une autre banque",
    tellMe: "Me prévenir à son retour",
    toList: "Retour à vos connexions",
    otherDetails: "Utiliser d’autres identifiants",
    again: "Connecter à nouveau",
    restart: "Recommencer",
    close: "Fermer",
    bank: "Votre banque",
    failures: {
      credentials_rejected: ["Ces identifiants ne correspondent pas", "Vérifiez-les et réessayez."],
      mfa_required: ["{bank} a une question pour vous", "Reconnectez-vous pour y répondre."],
      mfa_wrong: ["Cette réponse n’a pas fonctionné", "Vérifiez-la et réessayez."],
      mfa_expired: ["Le délai est dépassé", "Reconnectez-vous pour recevoir un nouveau code."],
      login_locked: ["{bank} a bloqué cet accès", "Débloquez-le auprès de votre banque, puis revenez."],
      action_at_bank: ["{bank} attend d’abord quelque chose de vous", "Connectez-vous chez votre banque et suivez le message."],
      consent_denied: ["Vous n’avez pas donné votre accord", "Rien n’a été partagé. Vous pouvez revoir la demande."],
      consent_cancelled: ["Vous avez arrêté avant la fin", "Rien n’a été partagé. Vous pouvez recommencer."],
      consent_expired: ["Votre autorisation a pris fin", "Renouvelez-la pour continuer."],
      access_revoked: ["{bank} a mis fin à l’accès", "Donnez à nouveau votre accord pour continuer."],
      bank_down: ["{bank} ne répond pas", "Vous n’y êtes pour rien. Réessayez un peu plus tard."],
      rate_limited_by_bank: ["{bank} nous demande d’attendre", "Il y a eu beaucoup de demandes. Réessayez dans quelques minutes."],
      provider_failed: ["{bank} a envoyé une réponse inutilisable", "Nous l’avons noté. Réessayer aide souvent."],
      partial_data: ["Tout n’est pas arrivé", "{bank} n’a envoyé qu’une partie. Réessayer aide souvent."],
      not_supported: ["{bank} ne peut pas encore partager ces données", "Vous pouvez choisir une autre banque."],
      no_usable_accounts: ["Nous n’avons trouvé aucun compte utilisable", "D’autres identifiants, ou une autre banque, en ont peut-être un."],
      duplicate: ["Vous avez déjà connecté {bank}", "Utilisez la connexion existante ou connectez à nouveau."],
      popup_blocked: ["Votre navigateur n’a pas ouvert la fenêtre", "Réessayez et autorisez la nouvelle fenêtre."],
      session_expired: ["Cette page a expiré pour vous protéger", "Rien n’est perdu chez votre banque."],
      unexpected: ["Nous n’avons pas pu terminer", "Nous l’avons noté. Veuillez réessayer."],
    },
  },
};

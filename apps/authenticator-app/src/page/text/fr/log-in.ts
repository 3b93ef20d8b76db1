import type { logIn as english } from "../en/log-in.ts";

/** Logging in, the users of a device, and why somebody cannot, in French. */
export const logIn: typeof english = {
  login: {
    title: (name) => `Bonjour, ${name}`,
    forgot: "J’ai oublié mon PIN",
    otherUser: "Autre utilisateur",
    sessionEnded: "Vous avez été déconnecté : après cinq minutes calmes, ou parce que l’appareil est verrouillé, retiré ou utilisé ailleurs.",
    enrolled: "Cet appareil est prêt. Connectez-vous avec votre PIN.",
    freshSignIn: "Saisissez encore une fois votre PIN. Vous verrez ensuite ce qui vous attend.",
  },
  users: {
    title: "Qui êtes-vous ?",
    manage: "Utilisateurs de cet appareil",
    add: "Ajouter un utilisateur",
    remove: (name) => `Retirer ${name}`,
    removeTitle: (name) => `Retirer ${name} de cet appareil ?`,
    removeText: "Les clés de cet appareil sont détruites. Pour revenir, il faut un nouveau code d’activation.",
    keep: "Garder",
    isYou: "Connecté. Déconnectez-vous d’abord pour retirer cet utilisateur.",
  },
  lock: {
    timeTitle: "Trop de PIN faux",
    timeText:
      "Votre PIN est bloqué un moment. Ensuite, vous avez un essai ; le bon PIN vous rend tous vos essais. L’assistance peut le débloquer plus tôt.",
    timeLeft: (left) => `Encore ${left}`,
    timeOver: "Vous pouvez réessayer maintenant.",
    lastTry: "Il reste un essai. Après un autre PIN faux, il faudra un nouveau code ou l’assistance.",
    tryAgain: "Saisir le PIN",
    blockedTitle: "Ce PIN est bloqué",
    blockedText: "Il y a eu trop de PIN faux. Un nouveau code d’activation rouvre cet appareil, l’assistance aussi.",
    useCode: "J’ai un nouveau code",
    userTitle: "Votre compte est bloqué",
    deviceTitle: "Cet appareil est bloqué",
    operatorText: "Un opérateur l’a bloqué. Vous ne pouvez pas l’ouvrir vous-même.",
    by: "Bloqué par",
    why: "Motif",
    who: "Qui peut l’ouvrir",
    lifters: { helpdesk: "L’assistance", security: "L’équipe de sécurité" },
    until: "Jusqu’au",
    check: "Vérifier encore",
    waitsTitle: "Cet appareil attend d’être confirmé",
    waitsText: "Quelqu’un du service confirme les nouveaux appareils. Si cela dure, demandez à l’assistance, puis vérifiez de nouveau.",
    removedTitle: "Cet appareil a été retiré",
    removedText: "Le serveur ne connaît plus cet appareil. Retirez l’utilisateur ici ; un nouveau code le configure à nouveau.",
  },
};

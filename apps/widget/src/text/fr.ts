import type { Texts } from "./en.ts";
import { pluralIn } from "./plural.ts";

const plural = pluralIn("fr", "one", "other");

/** The French catalogue. */
export const fr: Texts = {
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
    what: (tenant) =>
      `${tenant} demande des données à votre banque. Vous décidez lesquelles et pouvez arrêter à tout moment.`,
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
    howLongText: (until, days) =>
      `Jusqu’au ${until} (${plural(days, { one: "# jour", other: "# jours" })}). Ensuite, il faudra vous redemander.`,
    stop: "Arrêter",
    stopText: (tenant) =>
      `Supprimez la connexion dans ${tenant} à tout moment. L’envoi de données cesse aussitôt.`,
    agree: "Autoriser et continuer",
    section: (tenant, until) =>
      `En continuant, vous laissez ${tenant} voir ces données jusqu’au ${until}.`,
    details: "Ce qui est partagé",
  },
  search: {
    title: "Trouvez votre banque",
    label: "Rechercher par nom ou adresse web",
    popular: "Choix fréquents",
    results: (count) => plural(count, { one: "# résultat", other: "# résultats" }),
    searching: "Recherche…",
    none: (term) => `Aucun résultat pour « ${term} »`,
    hints: [
      "Vérifiez l’orthographe.",
      "Essayez l’adresse web de votre banque.",
      "Essayez une partie plus courte du nom.",
    ],
    noneHelp: (tenant) =>
      `Votre banque n’est pas dans la liste ? Demandez à ${tenant} de l’ajouter.`,
    clear: "Effacer la recherche",
    failed: "La liste ne s’est pas chargée. Vérifiez votre connexion.",
    again: "Réessayer",
    added: "Vous pouvez chercher une autre banque ou fermer cette page.",
    health: { healthy: "", degraded: "Lente aujourd’hui", down: "Ne répond pas" },
    notYet: "Pas encore disponible",
  },
  unavailable: {
    down: (bank) => `${bank} ne répond pas`,
    downText:
      "Nous ne demandons pas vos identifiants tant que la banque ne répond pas. Réessayez plus tard.",
    notYet: (bank) => `${bank} ne peut pas encore partager ces données`,
    notYetText: "Vous pouvez choisir une autre banque. Rien n’a été envoyé.",
    other: "Choisir une autre banque",
    close: "Fermer pour l’instant",
  },
  signIn: {
    title: (bank) => `Connexion à ${bank}`,
    site: "Vos identifiants pour",
    degraded: (bank) => `${bank} est lente aujourd’hui. Cela peut prendre un peu plus de temps.`,
    sealed:
      "Chiffré dans ce navigateur et transmis à votre banque seulement. L’application qui demande ne le voit jamais.",
    submit: "Se connecter",
    show: "Afficher",
    hide: "Masquer",
    showField: (label) => `Afficher : ${label}`,
    hideField: (label) => `Masquer : ${label}`,
    capsLock: "Le verrouillage des majuscules est activé.",
    edgeSpace: "Il y a une espace au début ou à la fin. Est-ce voulu ?",
    required: (label) => `À remplir : ${label}.`,
    summary: (count) =>
      plural(count, { one: "Il manque une information", other: "Il manque # informations" }),
    forgot: (bank) => `Identifiants oubliés ? Ouvrir ${bank}`,
  },
  mfa: {
    title: (bank) => `${bank} veut vérifier que c’est bien vous`,
    attempts: (left) =>
      plural(left, { one: "Il reste # essai.", other: "Il reste # essais." }),
    text: "Les majuscules peuvent compter.",
    sentTo: (where) => `Envoyé à ${where}`,
    validUntil: (time) => `Valable jusqu’à ${time}`,
    choose: (count, chosen) => `Choisissez-en ${count}. Déjà choisi : ${chosen}.`,
    chosen: (chosen) => `Déjà choisi : ${chosen}.`,
    image: (number, total) => `Image ${number} sur ${total}`,
    noImages: "Je ne vois pas les images",
    noImagesHelp: (bank) =>
      `Revenez en arrière et reconnectez-vous pour une autre question, ou demandez un autre moyen à ${bank}.`,
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
    newWindow:
      "Une nouvelle fenêtre s’ouvre. Connectez-vous, choisissez ce que vous partagez, puis revenez ici.",
    noPassword:
      "Vous saisissez votre mot de passe chez votre banque seulement. Il ne passe jamais par cette page.",
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
    slow: (tenant) =>
      `C’est plus long que d’habitude. Vous pouvez partir : nous continuons et préviendrons ${tenant}.`,
  },
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
  manage: {
    title: "Vos connexions",
    lead: (tenant) =>
      `Arrêtez le partage avec ${tenant} à tout moment. Votre banque en est informée aussi.`,
    none: "Rien n’est connecté.",
    healthy: "À jour",
    needs_attention: "Demande votre attention",
    expired: "Autorisation terminée",
    updated: (when) => `Données du ${when}`,
    until: (date) => `Partagé jusqu’au ${date}`,
    remove: (bank) => `Ne plus partager ${bank}`,
    removeAccount: (account) => `Ne plus partager ${account}`,
    accounts: "Comptes",
    removing: "Suppression…",
    failed: "La suppression n’a pas abouti. Réessayez.",
    back: "Retour",
    done: "Terminer",
    confirm: (what) => `Ne plus partager ${what} ?`,
    confirmText: (tenant) =>
      `${tenant} perd l’accès, et les données obtenues ici sont supprimées.`,
    stop: "Ne plus partager",
    keep: "Continuer à partager",
  },
  error: {
    support: "Code pour l’assistance",
    openBank: (bank) => `Ouvrir ${bank}`,
    retry: "Réessayer",
    doneThere: "C’est fait",
    review: "Revoir et réessayer",
    renew: "Renouveler l’autorisation",
    other: "Choisir une autre banque",
    otherDetails: "Utiliser d’autres identifiants",
    again: "Connecter à nouveau",
    restart: "Recommencer",
    close: "Fermer",
    bank: "Votre banque",
    failures: {
      credentials_rejected: [
        "Ces identifiants ne correspondent pas",
        "Vérifiez-les et réessayez.",
      ],
      mfa_required: ["{bank} a une question pour vous", "Reconnectez-vous pour y répondre."],
      mfa_wrong: ["Cette réponse n’a pas fonctionné", "Vérifiez-la et réessayez."],
      mfa_expired: ["Le délai est dépassé", "Reconnectez-vous pour recevoir un nouveau code."],
      login_locked: [
        "{bank} a bloqué cet accès",
        "Débloquez-le auprès de votre banque, puis revenez.",
      ],
      action_at_bank: [
        "{bank} attend d’abord quelque chose de vous",
        "Connectez-vous chez votre banque et suivez le message.",
      ],
      consent_denied: [
        "Vous n’avez pas donné votre accord",
        "Rien n’a été partagé. Vous pouvez revoir la demande.",
      ],
      consent_cancelled: [
        "Vous avez arrêté avant la fin",
        "Rien n’a été partagé. Vous pouvez recommencer.",
      ],
      consent_expired: ["Votre autorisation a pris fin", "Renouvelez-la pour continuer."],
      access_revoked: [
        "{bank} a mis fin à l’accès",
        "Donnez à nouveau votre accord pour continuer.",
      ],
      bank_down: ["{bank} ne répond pas", "Vous n’y êtes pour rien. Réessayez un peu plus tard."],
      rate_limited_by_bank: [
        "{bank} nous demande d’attendre",
        "Il y a eu beaucoup de demandes. Réessayez dans quelques minutes.",
      ],
      provider_failed: [
        "{bank} a envoyé une réponse inutilisable",
        "Nous l’avons noté. Réessayer aide souvent.",
      ],
      partial_data: [
        "Tout n’est pas arrivé",
        "{bank} n’a envoyé qu’une partie. Réessayer aide souvent.",
      ],
      not_supported: [
        "{bank} ne peut pas encore partager ces données",
        "Vous pouvez choisir une autre banque.",
      ],
      no_usable_accounts: [
        "Nous n’avons trouvé aucun compte utilisable",
        "D’autres identifiants, ou une autre banque, en ont peut-être un.",
      ],
      duplicate: [
        "Vous avez déjà connecté {bank}",
        "Utilisez la connexion existante ou connectez à nouveau.",
      ],
      popup_blocked: [
        "Votre navigateur n’a pas ouvert la fenêtre",
        "Réessayez et autorisez la nouvelle fenêtre.",
      ],
      session_expired: [
        "Cette page a expiré pour vous protéger",
        "Rien n’est perdu chez votre banque.",
      ],
      unexpected: ["Nous n’avons pas pu terminer", "Nous l’avons noté. Veuillez réessayer."],
    },
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
    timeout: [
      "Cette page a expiré pour vous protéger",
      "Rien de votre saisie n’a été gardé. Retournez d’où vous venez et recommencez.",
    ],
    error: ["Nous n’avons pas pu terminer", "Retournez d’où vous venez et recommencez."],
    takenOver: [
      "La suite est dans un autre onglet",
      "Vous avez ouvert cette connexion ailleurs. Continuez là-bas.",
    ],
    useThis: "Utiliser cet onglet",
    leaving: "Nous vous ramenons…",
  },
  refused: {
    LINK_EXPIRED: ["Ce lien a expiré", "Retournez d’où vous venez et recommencez."],
    LINK_SPENT: ["Ce lien a déjà servi", "Retournez d’où vous venez et recommencez."],
    LINK_UNKNOWN: [
      "Nous ne connaissons pas ce lien",
      "Vérifiez qu’il est complet, ou retournez d’où vous venez et recommencez.",
    ],
    OFFLINE: ["Vous êtes hors ligne", "Vérifiez votre connexion et réessayez."],
    OTHER: [
      "Nous n’avons pas pu ouvrir cette page",
      "Réessayez. Si rien ne change, retournez d’où vous venez et recommencez.",
    ],
    retry: "Réessayer",
  },
};

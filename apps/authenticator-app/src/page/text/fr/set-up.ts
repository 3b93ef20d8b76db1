import type { setUp as english } from "../en/set-up.ts";

/** Setting a device up: the code, the camera, the PIN, in French. */
export const setUp: typeof english = {
  enrol: {
    title: { activation: "Configurer cet appareil", add_user: "Ajouter un utilisateur", reactivation: "Obtenir un nouveau PIN" },
    lead: {
      activation: "Il vous faut un nom d’utilisateur et un code d’activation. Le service vous les donne.",
      add_user: "Une autre personne, ou un autre compte à vous, avec son propre code.",
      reactivation: "Demandez un nouveau code d’activation. Le PIN est remplacé, l’appareil reste.",
    },
    user: "Nom d’utilisateur",
    code: "Code d’activation",
    codeHint: "Comme ABCDE-FGHIJ-23456-KLMNO",
    next: "Continuer",
    oneTimeToo: "J’ai aussi un mot de passe unique",
    oneTime: "Mot de passe à usage unique",
    userMissing: "Saisissez votre nom d’utilisateur.",
    codeMissing: "Saisissez le code d’activation.",
    byLink: (user) => `Votre code est pour ${user}.`,
    scan: "Scanner un QR code",
  },
  scan: {
    title: "Scanner votre code",
    lead: "Placez le QR code devant la caméra.",
    starting: "La caméra démarre…",
    looking: "Recherche d’un code…",
    refused: "La caméra n’est pas autorisée ici. Autorisez-la dans le navigateur, ou tapez le code.",
    none: "Aucune caméra n’est utilisable. Tapez plutôt le code.",
    other: "Ce QR code ne contient pas de code d’activation. Prenez celui reçu pour cette application.",
    type: "Taper plutôt le code",
  },
  newPin: {
    title: "Choisissez un PIN",
    lead: "6 à 12 chiffres. Personne d’autre ne le connaît, pas même le serveur.",
    repeatTitle: "Saisissez-le encore",
    repeatLead: "Pour que vous en soyez sûr.",
    differs: "Les deux PIN diffèrent. Choisissez de nouveau.",
    weak: {
      length: "Un PIN a 6 à 12 chiffres.",
      digits: "Un PIN n’a que des chiffres.",
      repeated: "Cela se répète. Choisissez-en un plus difficile à deviner.",
      sequence: "C’est une suite de chiffres. Choisissez-en un plus difficile à deviner.",
    },
    refused: "Ce PIN n’est pas permis. Choisissez-en un autre.",
  },
  pin: { label: "PIN", erase: "Effacer le dernier chiffre", ok: "OK", missing: "Saisissez votre PIN." },
  changePin: {
    title: "Changer le PIN",
    currentLead: "D’abord le PIN d’aujourd’hui.",
    sameAsOld: "Le nouveau PIN est l’ancien. Choisissez-en un autre.",
  },
};

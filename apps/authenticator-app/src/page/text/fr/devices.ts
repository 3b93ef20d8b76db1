import type { devices as english } from "../en/devices.ts";

/** The devices of the person, in French. */
export const devices: typeof english = {
  devices: {
    title: "Vos appareils",
    lead: "Tous les appareils qui peuvent approuver en votre nom.",
    isThis: "Cet appareil",
    locked: "Bloqué par l’assistance",
    waits: "Attend d’être confirmé",
    added: (date) => `Ajouté le ${date}`,
    used: (when) => `Dernier usage : ${when}`,
    change: (name) => `Modifier ${name}`,
    removed: "L’appareil est retiré. Il ne peut plus approuver.",
    lost: "Un appareil perdu ? Retirez-le ici aussitôt. L’assistance le peut aussi.",
  },
  device: {
    name: "Nom",
    id: "Numéro de l’appareil",
    user: "Utilisateur",
    save: "Enregistrer le nom",
    saved: "Enregistré.",
    taken: "Vous avez un autre appareil de ce nom.",
    missing: "Saisissez un nom.",
    keys: "Ses clés ont été faites sur cet appareil et ne le quittent pas. Le serveur ne connaît que la moitié qui peut être publique.",
    remove: "Retirer cet appareil",
    removeTitle: (name) => `Retirer ${name} ?`,
    removeText: "Il est déconnecté aussitôt et ne peut plus approuver. Pour revenir, il lui faut un nouveau code.",
    keep: "Garder",
  },
};

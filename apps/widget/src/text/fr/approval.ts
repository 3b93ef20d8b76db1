import type { approval as english } from "../en/approval.ts";
import type { Widen } from "../widen.ts";

/** Approving on a device, in French. */
export const approval: Widen<typeof english> = {
  approval: {
    title: "Approuvez sur votre appareil",
    lead: {
      grant: (tenant, bank) => `Ouvrez votre application d’authentification et autorisez ${tenant} à lire vos données chez ${bank}.`,
      renew: (tenant, bank) => `Ouvrez votre application d’authentification et laissez ${tenant} continuer à lire vos données chez ${bank}.`,
      revoke: (tenant, bank) => `Ouvrez votre application d’authentification et retirez à ${tenant} l’accès à vos données chez ${bank}.`,
    },
    number: "Tapez ce nombre sur votre appareil",
    said: (digits) => `Approuvez sur votre appareil. Le nombre est ${digits}.`,
    preparing: "Envoi à votre appareil…",
    waiting: "En attente de votre approbation…",
    over: "Le délai est écoulé.",
    nothing: (tenant) => `${tenant} n’a rien reçu.`,
    unchanged: "Tout reste comme avant.",
    ended: {
      refused: ["Vous avez refusé sur votre appareil", "Si c’était une erreur, réessayez."],
      timed_out: ["Personne n’a répondu à temps", "Gardez votre appareil à portée de main et réessayez."],
      cancelled: ["La demande a été retirée", "Vous pouvez la refaire."],
      no_device: ["Vous n’avez pas d’appareil pour approuver", "Installez d’abord l’application d’authentification, puis réessayez."],
      too_many: ["Trop de demandes attendent sur votre appareil", "Répondez-y d’abord, puis réessayez."],
      failed: ["Nous n’avons pas pu joindre votre appareil", "Nous l’avons noté. Veuillez réessayer."],
    },
  },
};

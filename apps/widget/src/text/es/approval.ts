import type { approval as english } from "../en/approval.ts";
import type { Widen } from "../widen.ts";

/** Approving on a device, in Spanish. */
export const approval: Widen<typeof english> = {
  approval: {
    title: "Apruebe en su dispositivo",
    lead: {
      grant: (tenant, bank) => `Abra su aplicación de autenticación y permita que ${tenant} lea sus datos en ${bank}.`,
      renew: (tenant, bank) => `Abra su aplicación de autenticación y deje que ${tenant} siga leyendo sus datos en ${bank}.`,
      revoke: (tenant, bank) => `Abra su aplicación de autenticación e impida que ${tenant} lea sus datos en ${bank}.`,
    },
    number: "Escriba este número en su dispositivo",
    said: (digits) => `Apruebe en su dispositivo. El número es ${digits}.`,
    preparing: "Preguntando a su dispositivo…",
    waiting: "Esperando su aprobación…",
    over: "Se acabó el tiempo.",
    nothing: (tenant) => `${tenant} no recibió nada.`,
    unchanged: "Todo queda como estaba.",
    ended: {
      refused: ["Dijo que no en su dispositivo", "Si fue un error, inténtelo de nuevo."],
      timed_out: ["Nadie respondió a tiempo", "Tenga su dispositivo a mano e inténtelo de nuevo."],
      cancelled: ["La pregunta se retiró", "Puede volver a preguntar."],
      no_device: ["No tiene un dispositivo para aprobar", "Configure primero la aplicación de autenticación y vuelva a intentarlo."],
      too_many: ["Hay demasiadas preguntas en su dispositivo", "Respóndalas primero y vuelva a intentarlo."],
      failed: ["No pudimos preguntar a su dispositivo", "Lo hemos anotado. Inténtelo de nuevo."],
    },
  },
};

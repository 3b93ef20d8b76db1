import type { failures as english } from "../en/failures.ts";
import type { Widen } from "../widen.ts";

/** What can go wrong, and what to do about it, in Spanish. */
export const failures: Widen<typeof english> = {
  error: {
    support: "Código para soporte",
    openBank: (bank) => `Abrir ${bank}`,
    retry: "Intentar de nuevo",
    doneThere: "Ya lo he hecho",
    review: "Revisar e intentar de nuevo",
    renew: "Renovar el permiso",
    other: "Elegir otro banco",
    tellMe: "Avisarme cuando vuelva",
    toList: "Volver a sus conexiones",
    otherDetails: "Entrar con otros datos",
    again: "Conectar de nuevo",
    restart: "Empezar de nuevo",
    close: "Cerrar",
    bank: "Tu banco",
    failures: {
      credentials_rejected: ["Esos datos no coinciden", "Revísalos e inténtalo de nuevo."],
      mfa_required: ["{bank} tiene una pregunta para ti", "Entra de nuevo para responderla."],
      mfa_wrong: ["Esa respuesta no ha funcionado", "Revísala e inténtalo de nuevo."],
      mfa_expired: ["Se acabó el tiempo", "Entra de nuevo para recibir otro código."],
      login_locked: ["{bank} ha bloqueado este acceso", "Desbloquéalo en tu banco y vuelve."],
      action_at_bank: ["{bank} necesita antes algo de ti", "Entra en tu banco y sigue el mensaje que veas allí."],
      consent_denied: ["No has dado permiso", "No se ha compartido nada. Puedes revisarlo de nuevo."],
      consent_cancelled: ["Lo has dejado antes del final", "No se ha compartido nada. Puedes empezar de nuevo."],
      consent_expired: ["Tu permiso ha terminado", "Renuévalo para continuar."],
      access_revoked: ["{bank} ha cerrado el acceso", "Da permiso de nuevo para continuar."],
      bank_down: ["{bank} no responde", "No es cosa tuya. Inténtalo dentro de un rato."],
      rate_limited_by_bank: ["{bank} nos pide esperar", "Ha habido muchas peticiones. Inténtalo en unos minutos."],
      provider_failed: ["{bank} ha enviado una respuesta que no sirve", "Lo hemos anotado. Intentarlo de nuevo suele ayudar."],
      partial_data: ["No ha llegado todo", "{bank} ha enviado solo una parte. Intentarlo de nuevo suele ayudar."],
      not_supported: ["{bank} aún no puede compartir estos datos", "Puedes elegir otro banco."],
      no_usable_accounts: ["No hemos encontrado una cuenta que sirva", "Con otros datos, o en otro banco, puede haber una."],
      duplicate: ["Ya habías conectado {bank}", "Puedes usar la conexión que tienes o conectar de nuevo."],
      popup_blocked: ["Tu navegador no abrió la ventana", "Inténtalo de nuevo y permite la ventana nueva."],
      session_expired: ["Esta página caducó para protegerte", "No se ha perdido nada en tu banco."],
      unexpected: ["No hemos podido terminar", "Lo hemos anotado. Inténtalo de nuevo."],
    },
  },
};

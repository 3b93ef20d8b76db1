import type { devices as english } from "../en/devices.ts";

/** The devices of the person, in Spanish. */
export const devices: typeof english = {
  devices: {
    title: "Sus dispositivos",
    lead: "Todos los dispositivos que pueden aprobar en su nombre.",
    isThis: "Este dispositivo",
    locked: "Bloqueado por el servicio de ayuda",
    waits: "Espera confirmación",
    added: (date) => `Añadido el ${date}`,
    used: (when) => `Último uso: ${when}`,
    change: (name) => `Cambiar ${name}`,
    removed: "El dispositivo se ha quitado. Ya no puede aprobar.",
    lost: "¿Ha perdido un dispositivo? Quítelo aquí enseguida. El servicio de ayuda también puede.",
  },
  device: {
    name: "Nombre",
    id: "Número del dispositivo",
    user: "Usuario",
    save: "Guardar el nombre",
    saved: "Guardado.",
    taken: "Tiene otro dispositivo con este nombre.",
    missing: "Escriba un nombre.",
    keys: "Sus claves se hicieron en este dispositivo y no salen de él. El servidor solo conoce la mitad que puede ser pública.",
    remove: "Quitar este dispositivo",
    removeTitle: (name) => `¿Quitar ${name}?`,
    removeText: "Se cierra su sesión al momento y ya no puede aprobar. Para volver necesita un código nuevo.",
    keep: "Conservarlo",
  },
};

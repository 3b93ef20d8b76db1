import type { logIn as english } from "../en/log-in.ts";

/** Logging in, the users of a device, and why somebody cannot, in Spanish. */
export const logIn: typeof english = {
  login: {
    title: (name) => `Hola, ${name}`,
    forgot: "He olvidado mi PIN",
    otherUser: "Otro usuario",
    sessionEnded: "Se ha cerrado su sesión: tras cinco minutos sin uso, o porque el dispositivo se bloqueó, se quitó o se usó en otro lugar.",
    enrolled: "Este dispositivo está listo. Entre con su PIN.",
    freshSignIn: "Escriba su PIN una vez más. Después verá lo que le espera.",
  },
  users: {
    title: "¿Quién es usted?",
    manage: "Usuarios de este dispositivo",
    add: "Añadir un usuario",
    remove: (name) => `Quitar a ${name}`,
    removeTitle: (name) => `¿Quitar a ${name} de este dispositivo?`,
    removeText: "Las claves de este dispositivo se destruyen. Para volver hace falta un código de activación nuevo.",
    keep: "Conservar",
    isYou: "Con la sesión abierta. Ciérrela antes de quitar a este usuario.",
  },
  lock: {
    timeTitle: "Demasiados PIN equivocados",
    timeText:
      "Su PIN está bloqueado un rato. Después tiene un intento; el PIN correcto le devuelve todos los intentos. El servicio de ayuda puede desbloquearlo antes.",
    timeLeft: (left) => `Quedan ${left}`,
    timeOver: "Ya puede intentarlo de nuevo.",
    lastTry: "Queda un intento. Tras otro PIN equivocado hará falta un código nuevo o el servicio de ayuda.",
    tryAgain: "Escribir el PIN",
    blockedTitle: "Este PIN está bloqueado",
    blockedText: "Hubo demasiados PIN equivocados. Un código de activación nuevo abre el dispositivo; la ayuda también.",
    useCode: "Tengo un código nuevo",
    userTitle: "Su cuenta está bloqueada",
    deviceTitle: "Este dispositivo está bloqueado",
    operatorText: "Lo bloqueó un operador. Usted no puede abrirlo.",
    by: "Bloqueado por",
    why: "Motivo",
    who: "Quién puede abrirlo",
    lifters: { helpdesk: "El servicio de ayuda", security: "El equipo de seguridad" },
    until: "Hasta",
    check: "Comprobar otra vez",
    waitsTitle: "Este dispositivo espera confirmación",
    waitsText: "Alguien del servicio confirma los dispositivos nuevos. Si tarda, pregunte al servicio de ayuda y compruebe de nuevo.",
    removedTitle: "Este dispositivo fue retirado",
    removedText: "El servidor ya no conoce este dispositivo. Quite aquí al usuario; un código nuevo lo configura otra vez.",
  },
};

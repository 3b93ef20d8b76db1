import { pluralIn } from "../plural.ts";
import type { signingIn as english } from "../en/signing-in.ts";
import type { Widen } from "../widen.ts";

const plural = pluralIn("es", "one", "other");

/** Signing in at the bank, and what it asks, in Spanish. */
export const signingIn: Widen<typeof english> = {
  signIn: {
    title: (bank) => `Entra en ${bank}`,
    site: "Tus datos de acceso a",
    degraded: (bank) => `${bank} va lento hoy. Puede tardar un poco más.`,
    sealed: "Se cifra en este navegador y llega solo a tu banco. La aplicación que lo pide nunca lo ve.",
    submit: "Entrar",
    show: "Mostrar",
    hide: "Ocultar",
    showField: (label) => `Mostrar: ${label}`,
    hideField: (label) => `Ocultar: ${label}`,
    capsLock: "El bloqueo de mayúsculas está activado.",
    edgeSpace: "Hay un espacio al principio o al final. ¿Es correcto?",
    required: (label) => `Falta rellenar: ${label}.`,
    summary: (count) => plural(count, { one: "Falta un dato", other: "Faltan # datos" }),
    forgot: (bank) => `¿Olvidaste tus datos? Abrir ${bank}`,
  },
  mfa: {
    title: (bank) => `${bank} quiere comprobar que eres tú`,
    attempts: (left) => plural(left, { one: "Queda # intento.", other: "Quedan # intentos." }),
    text: "Las mayúsculas pueden importar.",
    sentTo: (where) => `Enviado a ${where}`,
    validUntil: (time) => `Válido hasta las ${time}`,
    choose: (count, chosen) => `Elige ${count}. Llevas ${chosen}.`,
    chosen: (chosen) => `Llevas ${chosen}.`,
    image: (number, total) => `Imagen ${number} de ${total}`,
    noImages: "No puedo ver las imágenes",
    noImagesHelp: (bank) => `Vuelve atrás y entra de nuevo para recibir otra pregunta, o pide a ${bank} otra forma de identificarte.`,
    push: "Esperando tu aprobación…",
    pushLeft: (time) => `quedan ${time}`,
    pushOver: "Se acabó el tiempo. Vuelve atrás y entra de nuevo.",
    another: "Usar otra forma",
    newCode: "Entrar de nuevo para otro código",
    submit: "Continuar",
    missing: {
      text: "Escribe una respuesta.",
      otp: "Escribe el código.",
      choice: "Elige una opción.",
      image: "Elige una imagen.",
      multi: "Elige al menos una opción.",
      push: "",
    },
    chooseExactly: (count) => `Elige exactamente ${count}.`,
  },
  oauth: {
    title: (bank) => `Continúa en ${bank}`,
    goTo: "Vas a ir a",
    newWindow: "Se abrirá una ventana nueva. Entra allí, elige qué compartes y vuelve a esta página.",
    noPassword: "Tu contraseña la escribes solo en tu banco. Nunca pasa por esta página.",
    open: (bank) => `Ir a ${bank}`,
    preparing: "Preparando…",
    waitingTitle: (bank) => `Esperando a ${bank}`,
    waiting: "Termina en la ventana de tu banco. Esta página sigue sola.",
    closed: "Parece que la ventana se cerró. Si habías terminado, espera un momento.",
    again: "Abrir de nuevo",
    cancel: "Cancelar",
    blocked: "Tu navegador no abrió la ventana. Usa este enlace:",
    link: (bank) => `Abrir ${bank}`,
  },
  connecting: {
    title: (bank) => `Conectando con ${bank}`,
    phases: {
      signing_in: "Entrando",
      finding_accounts: "Buscando tus cuentas",
      getting_data: "Obteniendo tus datos",
    },
    done: "hecho",
    now: "en curso",
    next: "pendiente",
    slow: (tenant) => `Tarda más de lo normal. Puedes irte: nosotros seguimos y avisamos a ${tenant}.`,
  },
};

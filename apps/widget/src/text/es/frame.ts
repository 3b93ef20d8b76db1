import type { frame as english } from "../en/frame.ts";
import type { Widen } from "../widen.ts";

/** Around every screen: the page, its help, leaving, and when it cannot be opened, in Spanish. */
export const frame: Widen<typeof english> = {
  page: {
    title: "Conecta tus cuentas",
    back: "Atrás",
    close: "Cerrar",
    help: "Ayuda",
    secured: "Cifrado en este navegador",
    offline: "No tienes conexión. Seguiremos en cuanto vuelvas.",
    skip: "Ahora no",
    step: (tenant) => `Conectar con ${tenant}`,
    opensNew: "(abre una ventana nueva)",
  },
  help: {
    title: "Sobre esta página",
    what: (tenant) => `${tenant} pide datos de tu banco. Tú decides cuáles y puedes pararlo en cualquier momento.`,
    safe: "Lo que escribes se cifra en este navegador antes de enviarse. Nadie puede leerlo por el camino.",
    money: "Nadie puede mover dinero con esta conexión.",
    policy: (tenant) => `Política de privacidad de ${tenant}`,
    code: (code) => `Sesión ${code}`,
    done: "Entendido",
  },
  loading: {
    title: "Cargando",
    slow: "Cargando…",
    verySlow: "Sigue cargando. Puede que tu conexión sea lenta.",
    retry: "Volver a cargar",
  },
  exit: {
    title: "¿Dejar de conectar?",
    text: "Se perderá lo que has escrito. Los bancos ya conectados siguen conectados.",
    stay: "Quedarme",
    leave: "Parar y salir",
  },
  idle: {
    title: "¿Sigues ahí?",
    text: "Esta página se cerrará pronto para protegerte. Pulsa una tecla para quedarte.",
    left: (time) => `quedan ${time}`,
    stay: "Quedarme",
  },
  ended: {
    complete: ["Todo listo", "Puedes cerrar esta página."],
    exit: ["Has salido", "Puedes cerrar esta página."],
    timeout: ["Esta página caducó para protegerte", "No se ha guardado lo que escribiste. Vuelve a donde estabas y empieza de nuevo."],
    error: ["No hemos podido terminar", "Vuelve a donde estabas y empieza de nuevo."],
    takenOver: ["Continúa en otra pestaña", "Has abierto esta conexión en otro sitio. Sigue allí."],
    useThis: "Usar esta pestaña",
    leaving: "Te llevamos de vuelta…",
  },
  refused: {
    LINK_EXPIRED: ["Este enlace ha caducado", "Vuelve a donde estabas y empieza de nuevo."],
    LINK_SPENT: ["Este enlace ya se usó", "Vuelve a donde estabas y empieza de nuevo."],
    LINK_UNKNOWN: ["No conocemos este enlace", "Comprueba que está completo, o vuelve a donde estabas y empieza de nuevo."],
    OFFLINE: ["No tienes conexión", "Revisa tu conexión e inténtalo de nuevo."],
    OTHER: ["No hemos podido abrir esta página", "Inténtalo de nuevo. Si sigue igual, vuelve a donde estabas y empieza de nuevo."],
    retry: "Intentar de nuevo",
  },
};

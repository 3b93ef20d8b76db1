import { pluralIn } from "@drawbridge/widget/text/plural";
import type { general as english } from "../en/general.ts";

const plural = pluralIn("es", "one", "other");

/** What every screen may say, in Spanish. */
export const general: typeof english = {
  app: "Drawbridge Authenticator",
  language: "Idioma",
  loading: "Abriendo…",
  back: "Atrás",
  again: "Reintentar",
  notLoaded: "No se ha podido cargar.",
  cancel: "Cancelar",
  done: "Listo",
  foot: "Las claves se quedan en este dispositivo",
  offline: "Sin conexión. Otro intento…",
  unreachable: "No se llega al servidor. Los códigos sin conexión siguen sirviendo.",
  broken: {
    title: "Esta aplicación no puede funcionar aquí",
    lead: "Guarda claves en este navegador, y él no lo permite. Salga del modo privado o permita el almacenamiento.",
    retry: "Abrir de nuevo",
  },
  message: { title: "Mensaje", close: "Lo he leído" },
  update: {
    title: "Hace falta actualizar",
    lead: "Esta versión ya no se puede usar. Cierre la aplicación y ábrala de nuevo para tener la nueva.",
    open: "Sobre la actualización",
    reload: "Abrir la versión nueva",
  },
  triesLeft: (count) => plural(count, { one: "Queda # intento", other: "Quedan # intentos" }),
  trouble: {
    wrongPin: "Ese PIN es incorrecto.",
    kWrongCredentials: "El nombre o el código no coinciden, o el código ya se usó.",
    kInvalidActivationCode: "Eso no es un código de activación. Compárelo letra a letra.",
    kActivationCodeExpired: "El código ha caducado. Pida uno nuevo.",
    kUserIdAlreadyExists: "Este usuario ya está en el dispositivo.",
    kInvalidParameter: "Falta algo, o algo no está permitido.",
    kInvalidState: "Ya no es posible. Mírelo otra vez.",
    kLoginRequired: "Se ha cerrado su sesión. Entre de nuevo.",
    kAccessDenied: "Entre primero con su PIN.",
    kInvalidUserId: "Este usuario no está en el dispositivo.",
    kMismatchedUser: "El código es para otra persona.",
    kLockedUser: "Esta cuenta está bloqueada. Pregunte al servicio de ayuda.",
    kInvalidToken: "Ese código es incorrecto.",
    kNotReachable: "No se llega al servidor. Inténtelo cuando tenga red.",
    kOfflineNotActivated: "Entre una vez con red; después los códigos sirven sin ella.",
    kAtcExpired: "No quedan códigos. Entre con red para tener nuevos.",
    kUpdateNecessary: "Esta versión de la aplicación ya no se puede usar.",
    kRegisterApp: "El servidor no conoce esta versión de la aplicación.",
    kUnknownVersion: "El servidor no conoce esta versión de la aplicación.",
    kUnknownClientType: "El servicio no admite esta aplicación. Pregunte al servicio de ayuda cuál usar.",
    kTenantIdAlreadySet: "Esta aplicación es de otro servicio que el código. Abra la de quien le dio el código.",
    other: "No ha funcionado. Inténtelo otra vez.",
    report: (id) => `Para el servicio de ayuda: ${id}`,
  },
};

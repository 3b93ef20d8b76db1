import type { setUp as english } from "../en/set-up.ts";

/** Setting a device up: the code, the camera, the PIN, in Spanish. */
export const setUp: typeof english = {
  enrol: {
    title: { activation: "Configurar este dispositivo", add_user: "Añadir un usuario", reactivation: "Obtener un PIN nuevo" },
    lead: {
      activation: "Necesita un nombre de usuario y un código de activación. El servicio se los da.",
      add_user: "Otra persona, u otra cuenta suya, con su propio código.",
      reactivation: "Pida un código de activación nuevo. El PIN se cambia, el dispositivo se queda.",
    },
    user: "Nombre de usuario",
    code: "Código de activación",
    codeHint: "Como ABCDE-FGHIJ-23456-KLMNO",
    next: "Continuar",
    oneTimeToo: "Tengo también una clave de un solo uso",
    oneTime: "Contraseña de un solo uso",
    userMissing: "Escriba su nombre de usuario.",
    codeMissing: "Escriba el código de activación.",
    byLink: (user) => `Su código es para ${user}.`,
    scan: "Escanear un código QR",
  },
  scan: {
    title: "Escanee su código",
    lead: "Ponga el código QR delante de la cámara.",
    starting: "La cámara se enciende…",
    looking: "Buscando un código…",
    refused: "La cámara no está permitida aquí. Permítala en el navegador, o escriba el código.",
    none: "No hay ninguna cámara que se pueda usar. Escriba el código.",
    other: "Ese código QR no tiene código de activación. Use el que recibió para esta aplicación.",
    type: "Escribir el código",
  },
  newPin: {
    title: "Elija un PIN",
    lead: "De 6 a 12 cifras. Nadie más lo conoce, ni siquiera el servidor.",
    repeatTitle: "Escríbalo otra vez",
    repeatLead: "Para estar seguro.",
    differs: "Los dos PIN son distintos. Elija otra vez.",
    weak: {
      length: "Un PIN tiene de 6 a 12 cifras.",
      digits: "Un PIN solo tiene cifras.",
      repeated: "Se repite. Elija uno más difícil de adivinar.",
      sequence: "Es una serie de cifras. Elija uno más difícil de adivinar.",
    },
    refused: "Ese PIN no está permitido. Elija otro.",
  },
  pin: { label: "PIN", erase: "Borrar la última cifra", ok: "OK", missing: "Escriba su PIN." },
  changePin: {
    title: "Cambiar el PIN",
    currentLead: "Primero el PIN que usa ahora.",
    sameAsOld: "El PIN nuevo es el antiguo. Elija otro.",
  },
};

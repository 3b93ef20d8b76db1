import { pluralIn } from "@drawbridge/widget/text/plural";
import type { operation as english } from "../en/operation.ts";

const plural = pluralIn("es", "one", "other");

/** What somebody is asked, and how it ended, in Spanish. */
export const operation: typeof english = {
  operation: {
    pinTitle: "Confirme que es usted",
    tokenTitle: "Escriba el código que recibió",
    token: "Código",
    tokenMissing: "Escriba el código.",
    next: "Continuar",
    title: "¿Aprueba esto?",
    left: (left) => `Quedan ${left} para responder`,
    spokenLeft: (seconds) => plural(seconds, { one: "Queda # segundo para responder", other: "Quedan # segundos para responder" }),
    exact: "Este texto exacto es lo que firma.",
    number: "Número de la otra pantalla",
    numberHint: "Apruebe solo si allí ve un número, y escríbalo aquí.",
    numberWrong: "Ese no es el número. Si no ve ninguno, rechace.",
    freshTitle: "Inicie sesión de nuevo para responder",
    freshLead: "Esta pregunta pide un inicio de sesión reciente, y el suyo fue hace un rato.",
    freshHint: "Después lo verá y podrá aprobarlo o rechazarlo. Si se acaba el tiempo, no se aprueba nada.",
    signInAgain: "Iniciar sesión de nuevo",
    approve: "Aprobar",
    deny: "Rechazar",
    notMe: "No fui yo",
    denyTitle: "¿Por qué lo rechaza?",
    reasons: {
      unknown: "No lo quiero",
      incorrect_data: "Algo está equivocado",
      unexpected_operation: "No lo esperaba",
      not_me: "No fui yo",
    },
    denyNow: "Rechazar",
    goBack: "Volver",
  },
  outcome: {
    kOk: { title: "Aprobado", lead: "Lleva su firma. El servicio guarda el recibo." },
    kUserCancel: { title: "Rechazado", lead: "No pasa nada. Quien preguntó sabe que lo rechazó." },
    kUserConfirmationTimeout: { title: "Se acabó el tiempo", lead: "No se aprobó nada. Se puede preguntar otra vez." },
    kServerCancel: { title: "Retirado", lead: "La pregunta se retiró, o se respondió en otro dispositivo." },
    kNotReachable: { title: "No se sabe", lead: "Se cortó la conexión. Mire en la otra pantalla si quedó aprobado." },
    other: { title: "No ha funcionado", lead: "No se aprobó nada. Pida que le pregunten otra vez." },
    notMe: {
      title: "Rechazado y avisado",
      lead: "No pasa nada, y el servicio sabe que no fue usted. Si alguien conoce su PIN, cámbielo ahora.",
    },
  },
};

import { pluralIn } from "../plural.ts";
import type { choosing as english } from "../en/choosing.ts";
import type { Widen } from "../widen.ts";

const plural = pluralIn("es", "one", "other");

/** From the permission to the bank, in Spanish. */
export const choosing: Widen<typeof english> = {
  consent: {
    title: (tenant) => `${tenant} pide ver tus datos bancarios`,
    what: "Qué recibe",
    data: {
      accountNumber: {
        name: "Cuentas y saldos",
        detail: "Nombres, tipos, saldos, números de cuenta",
      },
      accountOwner: {
        name: "Titular de la cuenta",
        detail: "Nombre, dirección, correo, teléfono",
      },
      transactions: { name: "Movimientos recientes", detail: "Fecha, importe y concepto" },
      transactionHistory: {
        name: "Movimientos anteriores",
        detail: "Hasta donde los guarde tu banco",
      },
    },
    why: "Para qué",
    whyText: (tenant) => `Para que ${tenant} pueda darte el servicio que pediste.`,
    howLong: "Cuánto tiempo",
    howLongText: (until, days) => `Hasta el ${until} (${plural(days, { one: "# día", other: "# días" })}). Después hay que pedírtelo de nuevo.`,
    stop: "Cómo pararlo",
    stopText: (tenant) => `Quita la conexión en ${tenant} cuando quieras. Dejan de enviarse datos al momento.`,
    agree: "Permitir y continuar",
    section: (tenant, until) => `Al continuar, permites que ${tenant} vea estos datos hasta el ${until}.`,
    details: "Qué se comparte",
  },
  search: {
    title: "Busca tu banco",
    label: "Buscar por nombre o dirección web",
    popular: "Los más elegidos",
    results: (count) => plural(count, { one: "# resultado", other: "# resultados" }),
    searching: "Buscando…",
    none: (term) => `No hay resultados para «${term}»`,
    hints: ["Revisa cómo está escrito.", "Prueba con la dirección web de tu banco.", "Prueba con una parte más corta del nombre."],
    noneHelp: (tenant) => `¿Tu banco no está en la lista? Pide a ${tenant} que lo añada.`,
    clear: "Borrar la búsqueda",
    failed: "La lista no se ha cargado. Revisa tu conexión.",
    again: "Intentar de nuevo",
    added: "Puedes buscar otro banco o cerrar esta página.",
    health: { healthy: "", degraded: "Hoy va lento", down: "No responde" },
    notYet: "Aún no disponible",
  },
  unavailable: {
    down: (bank) => `${bank} no responde`,
    downText: "No pedimos tus datos mientras el banco no responde. Inténtalo más tarde.",
    tellMe: "Avisarme cuando vuelva",
    watched: (tenant) => `Anotado. ${tenant} lo sabrá en cuanto el banco vuelva a responder y podrá avisarte.`,
    notYet: (bank) => `${bank} aún no puede compartir estos datos`,
    notYetText: "Puedes elegir otro banco. No se ha enviado nada.",
    other: "Elegir otro banco",
    close: "Cerrar por ahora",
  },
  duplicate: {
    title: (bank) => `Ya conectó ${bank}`,
    lead: (tenant) => `${tenant} ya ve estas cuentas. Use la conexión que tiene: así queda renovada.`,
    accounts: "Ya conectadas",
    use: "Usar la conexión que tengo",
    anyway: "Añadirlas otra vez",
  },
};

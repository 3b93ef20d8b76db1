import { pluralIn } from "@drawbridge/widget/text/plural";
import type { sharing as english } from "../en/sharing.ts";

const plural = pluralIn("es", "one", "other");

/** What the person shares, and what they signed, in Spanish. */
export const sharing: typeof english = {
  shared: {
    title: "Lo que comparte",
    lead: (tenant) => `Lo que ${tenant} puede ver, y hasta cuándo.`,
    none: "No comparte nada",
    noneText: (tenant) => `Un banco que conecte para ${tenant} aparecerá aquí.`,
    states: {
      healthy: "Al día",
      waiting: "Nos ocupamos",
      needs_attention: "Le necesita",
      expired: "Permiso terminado",
      revoked: "Ya no se comparte",
    },
    accounts: (count) => plural(count, { one: "# cuenta", other: "# cuentas" }),
    until: (date) => `Hasta el ${date}`,
    ended: (date) => `Terminó el ${date}`,
    updated: (when) => `Últimos datos: ${when}`,
    never: "Aún sin datos",
    who: "Quién lo ve",
    accountsTitle: "Cuentas",
    dataTitle: "Datos",
    data: {
      accountNumber: "Cuentas, saldos y números de cuenta",
      accountOwner: "Nombre y contacto del titular",
      transactions: "Movimientos recientes",
      transactionHistory: "Movimientos anteriores",
    },
    exact: "Primero ve el texto exacto, y lo confirma con su PIN.",
    renew: "Renovar el permiso",
    stop: "Dejar de compartir",
    permissions: "Permisos que dio",
    permissionStates: { current: "En vigor", replaced: "Sustituido por otro más nuevo", ended: "Terminado", revoked: "Retirado" },
    given: (from, until) => `Del ${from} al ${until}`,
  },
  receipts: {
    title: "Lo que ha firmado",
    none: "Nada firmado todavía",
    noneText: "Cada respuesta que firma se queda aquí, con el recibo que la prueba.",
    lead: "Cualquiera puede comprobar un recibo, sin preguntarnos.",
    answers: { grant: "Permitido", renew: "Renovado", revoke: "Retirado", refused: "Rechazado" },
    save: "Guardar",
    saveNamed: (what, when) => `Guardar el recibo: ${what}, ${when}`,
  },
};

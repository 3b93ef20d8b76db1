import { pluralIn } from "../plural.ts";
import type { sharing as english } from "../en/sharing.ts";
import type { Widen } from "../widen.ts";

const plural = pluralIn("es", "one", "other");

/** What is shared: the accounts, and reading it once more, in Spanish. */
export const sharing: Widen<typeof english> = {
  accounts: {
    title: "Elige qué compartir",
    titleOne: "Elige una cuenta",
    groups: {
      deposit: "Cuentas corrientes y de ahorro",
      card: "Tarjetas",
      loan: "Préstamos",
      investment: "Inversiones",
      pension: "Pensiones",
      property: "Inmuebles y vehículos",
      other: "Otras",
    },
    reasons: {
      closed: "Esta cuenta está cerrada.",
      no_data_for_job: "Tu banco no comparte los datos que se piden.",
    },
    all: "Seleccionar todas",
    count: (chosen, total) => `${chosen} de ${total} elegidas`,
    none: "Elige al menos una cuenta.",
    noneOne: "Elige una cuenta.",
    submit: "Compartir y continuar",
  },
  review: {
    title: "Conexión lista",
    accounts: (count) => plural(count, { one: "# cuenta", other: "# cuentas" }),
    until: (date) => `Compartido hasta el ${date}`,
    manage: (tenant) => `Cámbialo o páralo cuando quieras en ${tenant}.`,
    done: "Listo",
    another: "Añadir otro banco",
    manageAll: "Ver lo que está conectado",
  },
};

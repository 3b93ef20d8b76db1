import type { JobType } from "@drawbridge/contract";
import type { Language } from "@drawbridge/domain";

/** What the consent screen of an auth request says. Names are marked by `{}`. */
export interface ConsentTexts {
  readonly title: string;
  /** From which bank, until when. */
  readonly from: string;
  readonly balances: string;
  readonly data: Readonly<Record<JobType, string>>;
  readonly agree: string;
  readonly cancel: string;
  readonly someApp: string;
  readonly someBank: string;
  readonly over: { readonly title: string; readonly text: string };
}

const en: ConsentTexts = {
  title: "Share your data with {app}",
  from: "From {bank}, until {until}:",
  balances: "Accounts and balances",
  data: {
    accountNumber: "Account numbers",
    accountOwner: "Names of the account holders",
    transactions: "Transactions",
    transactionHistory: "Transactions of the past, as far as the bank gives them",
  },
  agree: "Agree and continue to {bank}",
  cancel: "Cancel",
  someApp: "this app",
  someBank: "your bank",
  over: { title: "This request is over", text: "Go back to the app you came from and start again." },
};

const fr: ConsentTexts = {
  title: "Partager vos données avec {app}",
  from: "De {bank}, jusqu’au {until} :",
  balances: "Comptes et soldes",
  data: {
    accountNumber: "Numéros de compte",
    accountOwner: "Noms des titulaires",
    transactions: "Opérations",
    transactionHistory: "Opérations passées, aussi loin que la banque les donne",
  },
  agree: "Accepter et continuer vers {bank}",
  cancel: "Annuler",
  someApp: "cette application",
  someBank: "votre banque",
  over: { title: "Cette demande est terminée", text: "Revenez à l’application d’où vous venez et recommencez." },
};

const es: ConsentTexts = {
  title: "Compartir tus datos con {app}",
  from: "De {bank}, hasta el {until}:",
  balances: "Cuentas y saldos",
  data: {
    accountNumber: "Números de cuenta",
    accountOwner: "Nombres de los titulares",
    transactions: "Movimientos",
    transactionHistory: "Movimientos anteriores, hasta donde los dé el banco",
  },
  agree: "Aceptar y continuar a {bank}",
  cancel: "Cancelar",
  someApp: "esta aplicación",
  someBank: "tu banco",
  over: { title: "Esta solicitud ha terminado", text: "Vuelve a la aplicación de la que vienes y empieza de nuevo." },
};

const de: ConsentTexts = {
  title: "Ihre Daten mit {app} teilen",
  from: "Von {bank}, bis {until}:",
  balances: "Konten und Kontostände",
  data: {
    accountNumber: "Kontonummern",
    accountOwner: "Namen der Kontoinhaber",
    transactions: "Umsätze",
    transactionHistory: "Frühere Umsätze, soweit die Bank sie liefert",
  },
  agree: "Zustimmen und weiter zu {bank}",
  cancel: "Abbrechen",
  someApp: "dieser App",
  someBank: "Ihrer Bank",
  over: { title: "Diese Anfrage ist beendet", text: "Gehen Sie zurück zu der App, aus der Sie kommen, und beginnen Sie neu." },
};

const ar: ConsentTexts = {
  title: "مشاركة بياناتك مع {app}",
  from: "من {bank}، حتى {until}:",
  balances: "الحسابات والأرصدة",
  data: {
    accountNumber: "أرقام الحسابات",
    accountOwner: "أسماء أصحاب الحسابات",
    transactions: "العمليات",
    transactionHistory: "العمليات السابقة، بقدر ما يوفره البنك",
  },
  agree: "الموافقة والمتابعة إلى {bank}",
  cancel: "إلغاء",
  someApp: "هذا التطبيق",
  someBank: "بنكك",
  over: { title: "انتهى هذا الطلب", text: "عُد إلى التطبيق الذي جئت منه وابدأ من جديد." },
};

/** The screen's texts by language; the pseudo-locale has no page of its own here. */
export const consentTexts: Readonly<Record<Language, ConsentTexts>> = { en, fr, es, de, ar, "en-XA": en };

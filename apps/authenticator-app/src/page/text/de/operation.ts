import { pluralIn } from "@drawbridge/widget/text/plural";
import type { operation as english } from "../en/operation.ts";

const plural = pluralIn("de", "one", "other");

/** What somebody is asked, and how it ended, in German. */
export const operation: typeof english = {
  operation: {
    pinTitle: "Bestätigen Sie, dass Sie es sind",
    tokenTitle: "Geben Sie den Code ein, den Sie bekommen haben",
    token: "Code",
    tokenMissing: "Geben Sie den Code ein.",
    next: "Weiter",
    title: "Geben Sie das frei?",
    left: (left) => `Noch ${left} Zeit`,
    spokenLeft: (seconds) => `Noch ${plural(seconds, { one: "# Sekunde", other: "# Sekunden" })} Zeit`,
    exact: "Genau diesen Text unterschreiben Sie.",
    number: "Zahl auf dem anderen Bildschirm",
    numberHint: "Geben Sie nur frei, wenn Sie dort eine Zahl sehen, und tippen Sie sie hier.",
    numberWrong: "Das ist nicht die Zahl. Wenn Sie keine sehen, lehnen Sie ab.",
    freshTitle: "Zum Antworten noch einmal anmelden",
    freshLead: "Diese Frage verlangt eine frische Anmeldung, denn Ihre letzte ist eine Weile her.",
    freshHint: "Danach wird es Ihnen gezeigt, und Sie stimmen zu oder lehnen ab. Läuft die Zeit ab, wird nichts genehmigt.",
    signInAgain: "Noch einmal anmelden",
    approve: "Freigeben",
    deny: "Ablehnen",
    notMe: "Das war ich nicht",
    denyTitle: "Warum lehnen Sie ab?",
    reasons: {
      unknown: "Ich möchte es nicht",
      incorrect_data: "Etwas darin ist falsch",
      unexpected_operation: "Ich habe es nicht erwartet",
      not_me: "Das war ich nicht",
    },
    denyNow: "Ablehnen",
    goBack: "Zurück",
  },
  outcome: {
    kOk: { title: "Freigegeben", lead: "Ihre Unterschrift ist darauf. Der Anbieter bewahrt die Quittung auf." },
    kUserCancel: { title: "Abgelehnt", lead: "Nichts geschieht. Wer gefragt hat, weiß, dass Sie abgelehnt haben." },
    kUserConfirmationTimeout: { title: "Die Zeit ist um", lead: "Nichts wurde freigegeben. Es kann noch einmal gefragt werden." },
    kServerCancel: { title: "Zurückgenommen", lead: "Die Frage wurde zurückgenommen oder auf einem anderen Gerät beantwortet." },
    kNotReachable: { title: "Nicht bekannt", lead: "Die Verbindung brach ab. Sehen Sie auf dem anderen Bildschirm nach, ob es freigegeben ist." },
    other: { title: "Das ging nicht", lead: "Nichts wurde freigegeben. Lassen Sie noch einmal fragen." },
    notMe: {
      title: "Abgelehnt und gemeldet",
      lead: "Nichts geschieht, und der Anbieter weiß, dass Sie es nicht waren. Kennt jemand Ihre PIN, dann ändern Sie sie jetzt.",
    },
  },
};

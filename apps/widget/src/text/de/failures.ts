import type { failures as english } from "../en/failures.ts";
import type { Widen } from "../widen.ts";

/** What can go wrong, and what to do about it, in German. */
export const failures: Widen<typeof english> = {
  error: {
    support: "Code für den Support",
    openBank: (bank) => `${bank} öffnen`,
    retry: "Erneut versuchen",
    doneThere: "Das habe ich erledigt",
    review: "Ansehen und erneut versuchen",
    renew: "Erlaubnis erneuern",
    other: "Andere Bank wählen",
    tellMe: "Bescheid geben, wenn sie wieder da ist",
    toList: "Zurück zu Ihren Verbindungen",
    otherDetails: "Mit anderen Daten anmelden",
    again: "Noch einmal verbinden",
    restart: "Neu beginnen",
    close: "Schließen",
    bank: "Ihre Bank",
    failures: {
      credentials_rejected: ["Diese Angaben passen nicht", "Prüfen Sie sie und versuchen Sie es noch einmal."],
      mfa_required: ["{bank} hat eine Frage an Sie", "Melden Sie sich neu an, um zu antworten."],
      mfa_wrong: ["Diese Antwort hat nicht gepasst", "Prüfen Sie sie und versuchen Sie es noch einmal."],
      mfa_expired: ["Die Zeit ist abgelaufen", "Melden Sie sich neu an, um einen Code zu erhalten."],
      login_locked: ["{bank} hat diesen Zugang gesperrt", "Entsperren Sie ihn bei Ihrer Bank und kommen Sie dann zurück."],
      action_at_bank: ["{bank} braucht zuerst etwas von Ihnen", "Melden Sie sich bei Ihrer Bank an und folgen Sie dem Hinweis dort."],
      consent_denied: ["Sie haben nicht zugestimmt", "Es wurde nichts geteilt. Sie können es noch einmal ansehen."],
      consent_cancelled: ["Sie haben vorher abgebrochen", "Es wurde nichts geteilt. Sie können neu beginnen."],
      consent_expired: ["Ihre Erlaubnis ist abgelaufen", "Erneuern Sie sie, um weiterzumachen."],
      access_revoked: ["{bank} hat den Zugriff beendet", "Erteilen Sie die Erlaubnis neu, um weiterzumachen."],
      bank_down: ["{bank} antwortet nicht", "Das liegt nicht an Ihnen. Versuchen Sie es etwas später."],
      rate_limited_by_bank: ["{bank} bittet uns zu warten", "Es gab viele Anfragen. Versuchen Sie es in ein paar Minuten."],
      provider_failed: ["{bank} hat etwas Unbrauchbares geantwortet", "Wir haben es notiert. Ein neuer Versuch hilft oft."],
      partial_data: ["Es ist nicht alles angekommen", "{bank} hat nur einen Teil gesendet. Ein neuer Versuch hilft oft."],
      not_supported: ["{bank} kann diese Daten noch nicht teilen", "Sie können eine andere Bank wählen."],
      no_usable_accounts: [
        "Wir haben kein passendes Konto gefunden",
        "Vielleicht gibt es eines mit anderen Zugangsdaten oder bei einer anderen Bank.",
      ],
      duplicate: ["{bank} ist schon verbunden", "Sie können diese Verbindung nutzen oder neu verbinden."],
      popup_blocked: ["Ihr Browser hat das Fenster nicht geöffnet", "Versuchen Sie es noch einmal und erlauben Sie das neue Fenster."],
      session_expired: ["Diese Seite wurde zu Ihrem Schutz beendet", "Bei Ihrer Bank ist nichts verloren gegangen."],
      unexpected: ["Wir konnten das nicht abschließen", "Wir haben es notiert. Bitte versuchen Sie es noch einmal."],
    },
  },
};

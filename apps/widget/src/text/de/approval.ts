import type { approval as english } from "../en/approval.ts";
import type { Widen } from "../widen.ts";

/** Approving on a device, in German. */
export const approval: Widen<typeof english> = {
  approval: {
    title: "Auf Ihrem Gerät bestätigen",
    lead: {
      grant: (tenant, bank) => `Öffnen Sie Ihre Authenticator-App und erlauben Sie ${tenant}, Ihre Daten bei ${bank} zu lesen.`,
      renew: (tenant, bank) => `Öffnen Sie Ihre Authenticator-App und lassen Sie ${tenant} Ihre Daten bei ${bank} weiter lesen.`,
      revoke: (tenant, bank) => `Öffnen Sie Ihre Authenticator-App und beenden Sie, dass ${tenant} Ihre Daten bei ${bank} liest.`,
    },
    number: "Diese Zahl auf Ihrem Gerät eintippen",
    said: (digits) => `Bestätigen Sie auf Ihrem Gerät. Die Zahl ist ${digits}.`,
    preparing: "Ihr Gerät wird gefragt …",
    waiting: "Wir warten auf Ihre Bestätigung …",
    over: "Die Zeit ist abgelaufen.",
    nothing: (tenant) => `${tenant} hat nichts erhalten.`,
    unchanged: "Alles bleibt, wie es war.",
    ended: {
      refused: ["Sie haben auf Ihrem Gerät abgelehnt", "War das ein Versehen, versuchen Sie es erneut."],
      timed_out: ["Niemand hat rechtzeitig geantwortet", "Nehmen Sie Ihr Gerät zur Hand und versuchen Sie es erneut."],
      cancelled: ["Die Frage wurde zurückgezogen", "Sie können erneut fragen."],
      no_device: ["Sie haben kein Gerät zum Bestätigen", "Richten Sie zuerst die Authenticator-App ein und versuchen Sie es dann erneut."],
      too_many: ["Auf Ihrem Gerät warten zu viele Fragen", "Beantworten Sie zuerst diese und versuchen Sie es dann erneut."],
      failed: ["Wir konnten Ihr Gerät nicht fragen", "Wir haben es vermerkt. Bitte versuchen Sie es erneut."],
    },
  },
};

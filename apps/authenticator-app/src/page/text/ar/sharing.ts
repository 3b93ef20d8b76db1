import { isolate as own } from "@drawbridge/widget/text/isolate";
import { pluralIn } from "@drawbridge/widget/text/plural";
import type { sharing as english } from "../en/sharing.ts";

// The digits of codes and cards, so that a number looks the same in a sentence and beside it.
const plural = pluralIn("ar-u-nu-latn", "zero", "one", "two", "few", "many", "other");

/** What the person shares, and what they signed, in Arabic. */
export const sharing: typeof english = {
  shared: {
    title: "ما تشاركه",
    lead: (tenant) => `ما يمكن لـ ${own(tenant)} رؤيته، وحتى متى.`,
    none: "لا تشارك شيئاً",
    noneText: (tenant) => `يظهر هنا أي بنك تربطه من أجل ${own(tenant)}.`,
    states: {
      healthy: "محدَّث",
      waiting: "نحن نتولى الأمر",
      needs_attention: "يحتاج إليك",
      expired: "انتهى الإذن",
      revoked: "توقفت المشاركة",
    },
    accounts: (count) => plural(count, { zero: "لا حسابات", one: "حساب واحد", two: "حسابان", few: "# حسابات", many: "# حساباً", other: "# حساب" }),
    until: (date) => `حتى ${own(date)}`,
    ended: (date) => `انتهى في ${own(date)}`,
    updated: (when) => `آخر بيانات: ${own(when)}`,
    never: "لا بيانات بعد",
    who: "من يراها",
    accountsTitle: "الحسابات",
    dataTitle: "البيانات",
    data: {
      accountNumber: "الحسابات والأرصدة وأرقام الحسابات",
      accountOwner: "اسم صاحب الحساب وبيانات الاتصال به",
      transactions: "العمليات الأخيرة",
      transactionHistory: "العمليات الأقدم",
    },
    exact: "ترى النص الدقيق أولاً، ثم تؤكده برقمك السري.",
    renew: "تجديد الإذن",
    stop: "إيقاف المشاركة",
    permissions: "الأذونات التي منحتها",
    permissionStates: { current: "سارٍ", replaced: "حلّ محله إذن أحدث", ended: "انتهى", revoked: "أُوقف" },
    given: (from, until) => `من ${own(from)} إلى ${own(until)}`,
  },
  receipts: {
    title: "ما وقّعته",
    none: "لم توقّع شيئاً بعد",
    noneText: "تُحفظ هنا كل إجابة توقّعها، مع الإيصال الذي يثبتها.",
    lead: "يمكن لأي شخص التحقق من كل إيصال دون أن يسألنا.",
    answers: { grant: "سُمح", renew: "جُدّد", revoke: "أُوقف", refused: "رُفض" },
    save: "حفظ",
    saveNamed: (what, when) => `حفظ الإيصال: ${own(what)}، ${own(when)}`,
  },
};

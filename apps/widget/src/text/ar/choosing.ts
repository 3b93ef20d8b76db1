import { isolate as own } from "../isolate.ts";
import { pluralIn } from "../plural.ts";
import type { choosing as english } from "../en/choosing.ts";
import type { Widen } from "../widen.ts";

// The digits of bank statements, cards and codes, so that a number looks the same in a sentence and beside it.
const plural = pluralIn("ar-u-nu-latn", "zero", "one", "two", "few", "many", "other");

/** From the permission to the bank, in Arabic. */
export const choosing: Widen<typeof english> = {
  consent: {
    title: (tenant) => `يطلب ${own(tenant)} الاطلاع على بياناتك البنكية`,
    what: "ما سيحصل عليه",
    data: {
      accountNumber: {
        name: "الحسابات والأرصدة",
        detail: "الأسماء والأنواع والأرصدة وأرقام الحسابات",
      },
      accountOwner: {
        name: "صاحب الحساب",
        detail: "الاسم والعنوان والبريد الإلكتروني والهاتف",
      },
      transactions: { name: "العمليات الأخيرة", detail: "التاريخ والمبلغ والوصف" },
      transactionHistory: {
        name: "العمليات الأقدم",
        detail: "بقدر ما يحتفظ بها بنكك",
      },
    },
    why: "السبب",
    whyText: (tenant) => `ليقدم لك ${own(tenant)} الخدمة التي طلبتها.`,
    howLong: "المدة",
    howLongText: (until, days) =>
      `حتى ${own(until)} (${plural(days, { zero: "# يوم", one: "يوم واحد", two: "يومان", few: "# أيام", many: "# يوماً", other: "# يوم" })}). بعدها يجب أن يطلب منك من جديد.`,
    stop: "الإيقاف",
    stopText: (tenant) => `أزل الربط من ${own(tenant)} في أي وقت، فتتوقف البيانات الجديدة فوراً.`,
    agree: "السماح والمتابعة",
    section: (tenant, until) => `بالمتابعة تسمح لـ ${own(tenant)} بالاطلاع على هذه البيانات حتى ${own(until)}.`,
    details: "ما تتم مشاركته",
  },
  search: {
    title: "ابحث عن بنكك",
    label: "ابحث بالاسم أو عنوان الموقع",
    popular: "الأكثر اختياراً",
    results: (count) =>
      plural(count, {
        zero: "لا نتائج",
        one: "نتيجة واحدة",
        two: "نتيجتان",
        few: "# نتائج",
        many: "# نتيجة",
        other: "# نتيجة",
      }),
    searching: "جارٍ البحث…",
    none: (term) => `لا نتائج عن «${own(term)}»`,
    hints: ["تحقق من الإملاء.", "جرّب عنوان موقع بنكك.", "جرّب جزءاً أقصر من الاسم."],
    noneHelp: (tenant) => `بنكك غير موجود في القائمة؟ اطلب من ${own(tenant)} إضافته.`,
    clear: "مسح البحث",
    failed: "لم تُحمَّل القائمة. تحقق من اتصالك.",
    again: "حاول مرة أخرى",
    added: "يمكنك البحث عن بنك آخر أو إغلاق هذه الصفحة.",
    health: { healthy: "", degraded: "بطيء اليوم", down: "لا يستجيب" },
    notYet: "غير متاح بعد",
  },
  unavailable: {
    down: (name) => `${own(name)} لا يستجيب`,
    downText: "لا نطلب بياناتك ما دام البنك لا يستجيب. حاول لاحقاً من فضلك.",
    tellMe: "أخبرني عند عودته",
    watched: (tenant) => `تم. سيعلم ${own(tenant)} فور عودة البنك ويمكنه إخبارك.`,
    notYet: (name) => `لا يستطيع ${own(name)} مشاركة هذه البيانات بعد`,
    notYetText: "يمكنك اختيار بنك آخر. لم يُرسَل أي شيء.",
    other: "اختيار بنك آخر",
    close: "إغلاق الآن",
  },
  duplicate: {
    title: (name) => `سبق أن ربطت ${own(name)}`,
    lead: (tenant) => `يرى ${own(tenant)} هذه الحسابات بالفعل. استعمل الاتصال الموجود: فهذا الدخول يجدّده.`,
    accounts: "مرتبطة بالفعل",
    use: "استعمل الاتصال الموجود",
    anyway: "أضفها مرة أخرى",
  },
};

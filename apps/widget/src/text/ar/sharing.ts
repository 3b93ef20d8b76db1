import { isolate as own } from "../isolate.ts";
import { pluralIn } from "../plural.ts";
import type { sharing as english } from "../en/sharing.ts";
import type { Widen } from "../widen.ts";

// The digits of bank statements, cards and codes, so that a number looks the same in a sentence and beside it.
const plural = pluralIn("ar-u-nu-latn", "zero", "one", "two", "few", "many", "other");

/** What is shared: the accounts, and reading it once more, in Arabic. */
export const sharing: Widen<typeof english> = {
  accounts: {
    title: "اختر ما تشاركه",
    titleOne: "اختر حساباً واحداً",
    groups: {
      deposit: "الجارية والادخار",
      card: "البطاقات",
      loan: "القروض",
      investment: "الاستثمارات",
      pension: "التقاعد",
      property: "العقارات والمركبات",
      other: "أخرى",
    },
    reasons: {
      closed: "هذا الحساب مغلق.",
      no_data_for_job: "لا يشارك بنكك البيانات المطلوبة.",
    },
    all: "تحديد الكل",
    count: (chosen, total) => `تم اختيار ${chosen} من ${total}`,
    none: "اختر حساباً واحداً على الأقل.",
    noneOne: "اختر حساباً.",
    submit: "المشاركة والمتابعة",
  },
  review: {
    title: "تم الربط",
    accounts: (count) =>
      plural(count, {
        zero: "لا حسابات",
        one: "حساب واحد",
        two: "حسابان",
        few: "# حسابات",
        many: "# حساباً",
        other: "# حساب",
      }),
    until: (date) => `مشاركة حتى ${own(date)}`,
    manage: (tenant) => `يمكنك تغيير ذلك أو إيقافه في أي وقت في ${own(tenant)}.`,
    done: "تم",
    another: "إضافة بنك آخر",
    manageAll: "عرض ما هو مرتبط",
  },
};

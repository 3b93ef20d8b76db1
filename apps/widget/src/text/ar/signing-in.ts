import { isolate as own } from "../isolate.ts";
import { pluralIn } from "../plural.ts";
import type { signingIn as english } from "../en/signing-in.ts";
import type { Widen } from "../widen.ts";

// The digits of bank statements, cards and codes, so that a number looks the same in a sentence and beside it.
const plural = pluralIn("ar-u-nu-latn", "zero", "one", "two", "few", "many", "other");

/** Signing in at the bank, and what it asks, in Arabic. */
export const signingIn: Widen<typeof english> = {
  signIn: {
    title: (name) => `تسجيل الدخول إلى ${own(name)}`,
    site: "البيانات التي تستخدمها في",
    degraded: (name) => `${own(name)} بطيء اليوم. قد يستغرق الأمر وقتاً أطول قليلاً.`,
    sealed: "تُشفَّر في هذا المتصفح وتصل إلى بنكك فقط. التطبيق الذي يطلب البيانات لا يراها أبداً.",
    submit: "تسجيل الدخول",
    show: "إظهار",
    hide: "إخفاء",
    showField: (label) => `إظهار ${own(label)}`,
    hideField: (label) => `إخفاء ${own(label)}`,
    capsLock: "مفتاح الأحرف الكبيرة مفعّل.",
    edgeSpace: "توجد مسافة في البداية أو النهاية. هل هذا صحيح؟",
    required: (label) => `أدخل: ${own(label)}.`,
    summary: (count) =>
      plural(count, {
        zero: "لا شيء ناقص",
        one: "معلومة واحدة ناقصة",
        two: "معلومتان ناقصتان",
        few: "# معلومات ناقصة",
        many: "# معلومة ناقصة",
        other: "# معلومة ناقصة",
      }),
    forgot: (name) => `نسيت بياناتك؟ افتح ${own(name)}`,
  },
  mfa: {
    title: (name) => `يريد ${own(name)} التأكد من هويتك`,
    attempts: (left) =>
      plural(left, {
        zero: "لم تبقَ محاولات.",
        one: "بقيت محاولة واحدة.",
        two: "بقيت محاولتان.",
        few: "بقيت # محاولات.",
        many: "بقيت # محاولة.",
        other: "بقيت # محاولة.",
      }),
    text: "قد تكون حالة الأحرف مهمة.",
    sentTo: (where) => `أُرسل إلى ${own(where)}`,
    validUntil: (time) => `صالح حتى ${own(time)}`,
    choose: (count, chosen) => `العدد المطلوب: ${count}. اخترت: ${chosen}.`,
    chosen: (chosen) => `اخترت: ${chosen}.`,
    image: (number, total) => `الصورة ${number} من ${total}`,
    noImages: "لا أستطيع رؤية الصور",
    noImagesHelp: (name) => `ارجع وسجّل الدخول مجدداً للحصول على سؤال آخر، أو اطلب من ${own(name)} طريقة أخرى لإثبات هويتك.`,
    push: "في انتظار موافقتك…",
    pushLeft: (time) => `بقي ${own(time)}`,
    pushOver: "انتهى الوقت. ارجع وسجّل الدخول مجدداً.",
    another: "استخدام طريقة أخرى",
    newCode: "تسجيل الدخول مجدداً لرمز جديد",
    submit: "متابعة",
    missing: {
      text: "أدخل إجابة.",
      otp: "أدخل الرمز.",
      choice: "اختر خياراً واحداً.",
      image: "اختر صورة واحدة.",
      multi: "اختر خياراً واحداً على الأقل.",
      push: "",
    },
    chooseExactly: (count) => `العدد المطلوب اختياره هو ${count} بالضبط.`,
  },
  oauth: {
    title: (name) => `المتابعة لدى ${own(name)}`,
    goTo: "ستنتقل إلى",
    newWindow: "ستُفتح نافذة جديدة. سجّل الدخول هناك واختر ما تشاركه، ثم عد إلى هنا.",
    noPassword: "تكتب كلمة المرور لدى بنكك فقط، ولا تمر عبر هذه الصفحة أبداً.",
    open: (name) => `الذهاب إلى ${own(name)}`,
    preparing: "جارٍ التحضير…",
    waitingTitle: (name) => `في انتظار ${own(name)}`,
    waiting: "أكمل في نافذة بنكك. ستتابع هذه الصفحة من تلقاء نفسها.",
    closed: "يبدو أن النافذة أُغلقت. إن كنت قد انتهيت هناك، فانتظر لحظة.",
    again: "فتح مرة أخرى",
    cancel: "إلغاء",
    blocked: "لم يفتح متصفحك النافذة. استخدم هذا الرابط:",
    link: (name) => `فتح ${own(name)}`,
  },
  connecting: {
    title: (name) => `جارٍ الربط مع ${own(name)}`,
    phases: {
      signing_in: "تسجيل الدخول",
      finding_accounts: "البحث عن حساباتك",
      getting_data: "جلب بياناتك",
    },
    done: "تم",
    now: "جارٍ",
    next: "لاحقاً",
    slow: (tenant) => `يستغرق هذا أطول من المعتاد. يمكنك مغادرة الصفحة: سنتابع ونُعلم ${own(tenant)}.`,
  },
};

import { isolate as own } from "@drawbridge/widget/text/isolate";
import { pluralIn } from "@drawbridge/widget/text/plural";
import type { general as english } from "../en/general.ts";

// The digits of codes and cards, so that a number looks the same in a sentence and beside it.
const plural = pluralIn("ar-u-nu-latn", "zero", "one", "two", "few", "many", "other");

/** What every screen may say, in Arabic. */
export const general: typeof english = {
  app: "Drawbridge Authenticator",
  language: "اللغة",
  loading: "جارٍ الفتح…",
  back: "رجوع",
  again: "حاول مرة أخرى",
  notLoaded: "تعذّر التحميل.",
  cancel: "إلغاء",
  done: "تم",
  foot: "تبقى المفاتيح على هذا الجهاز",
  offline: "لا يوجد اتصال. نحاول مجدداً…",
  unreachable: "لا يمكن الوصول إلى الخادم. تظل الرموز دون اتصال صالحة.",
  broken: {
    title: "لا يمكن لهذا التطبيق العمل هنا",
    lead: "يحفظ التطبيق المفاتيح في هذا المتصفح، والمتصفح لا يسمح بذلك. اخرج من التصفح الخاص أو اسمح بالتخزين.",
    retry: "إعادة الفتح",
  },
  message: { title: "رسالة", close: "قرأتها" },
  update: {
    title: "يلزم تحديث",
    lead: "لم يعد استخدام هذا الإصدار مسموحاً. أغلق التطبيق وافتحه مجدداً للحصول على الجديد.",
    open: "حول التحديث",
    reload: "فتح الإصدار الجديد",
  },
  triesLeft: (count) =>
    plural(count, {
      zero: "لم تبقَ محاولات",
      one: "بقيت محاولة واحدة",
      two: "بقيت محاولتان",
      few: "بقيت # محاولات",
      many: "بقيت # محاولة",
      other: "بقيت # محاولة",
    }),
  trouble: {
    wrongPin: "هذا الرقم السري خاطئ.",
    kWrongCredentials: "اسم المستخدم أو الرمز لا يتطابق، أو استُخدم الرمز من قبل.",
    kInvalidActivationCode: "هذا ليس رمز تفعيل. قارنه حرفاً بحرف.",
    kActivationCodeExpired: "انتهت صلاحية الرمز. اطلب رمزاً جديداً.",
    kUserIdAlreadyExists: "هذا المستخدم موجود على الجهاز.",
    kInvalidParameter: "هناك شيء ناقص أو غير مسموح.",
    kInvalidState: "لم يعد ذلك ممكناً. انظر مرة أخرى.",
    kLoginRequired: "سُجّل خروجك. سجّل الدخول مجدداً.",
    kAccessDenied: "سجّل الدخول برقمك السري أولاً.",
    kInvalidUserId: "هذا المستخدم ليس على الجهاز.",
    kMismatchedUser: "هذا الرمز لشخص آخر.",
    kLockedUser: "هذا الحساب مقفل. اسأل مكتب المساعدة.",
    kInvalidToken: "هذا الرمز خاطئ.",
    kNotReachable: "لا يمكن الوصول إلى الخادم. حاول عندما تتوفر شبكة.",
    kOfflineNotActivated: "سجّل الدخول مرة مع شبكة، وبعدها تعمل الرموز دونها.",
    kAtcExpired: "لم تبقَ رموز. سجّل الدخول مع شبكة للحصول على رموز جديدة.",
    kUpdateNecessary: "لم يعد استخدام هذا الإصدار من التطبيق مسموحاً.",
    kRegisterApp: "لا يعرف الخادم هذا الإصدار من التطبيق.",
    kUnknownVersion: "لا يعرف الخادم هذا الإصدار من التطبيق.",
    kUnknownClientType: "لا تقبل الخدمة هذا التطبيق. اسأل مكتب المساعدة عن التطبيق المناسب.",
    kTenantIdAlreadySet: "هذا التطبيق لخدمة غير خدمة الرمز. افتح تطبيق الجهة التي أعطتك الرمز.",
    other: "لم ينجح ذلك. حاول مرة أخرى.",
    report: (id) => `لمكتب المساعدة: ${own(id)}`,
  },
};

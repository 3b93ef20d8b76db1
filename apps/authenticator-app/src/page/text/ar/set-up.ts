import { isolate as own } from "@drawbridge/widget/text/isolate";
import type { setUp as english } from "../en/set-up.ts";

/** Setting a device up: the code, the camera, the PIN, in Arabic. */
export const setUp: typeof english = {
  enrol: {
    title: { activation: "إعداد هذا الجهاز", add_user: "إضافة مستخدم", reactivation: "الحصول على رقم سري جديد" },
    lead: {
      activation: "تحتاج إلى اسم مستخدم ورمز تفعيل. تحصل عليهما من مقدّم الخدمة.",
      add_user: "شخص آخر، أو حساب آخر لك، برمز خاص به.",
      reactivation: "اطلب رمز تفعيل جديداً. يتغيّر رقمك السري ويبقى جهازك.",
    },
    user: "اسم المستخدم",
    code: "رمز التفعيل",
    codeHint: `مثل ${own("ABCDE-FGHIJ-23456-KLMNO")}`,
    next: "متابعة",
    oneTimeToo: "لدي أيضاً كلمة مرور لمرة واحدة",
    oneTime: "كلمة مرور لمرة واحدة",
    userMissing: "أدخل اسم المستخدم.",
    codeMissing: "أدخل رمز التفعيل.",
    byLink: (user) => `رمزك مخصص لـ ${own(user)}.`,
    scan: "مسح رمز QR",
  },
  scan: {
    title: "امسح رمزك",
    lead: "ضع رمز QR أمام الكاميرا.",
    starting: "جارٍ تشغيل الكاميرا…",
    looking: "جارٍ البحث عن رمز…",
    refused: "لا يُسمح باستخدام الكاميرا هنا. اسمح بها في إعدادات المتصفح، أو اكتب الرمز.",
    none: "لا توجد كاميرا يمكن استخدامها. اكتب الرمز بدلاً من ذلك.",
    other: "رمز QR هذا لا يحوي رمز تفعيل. استخدم الرمز الذي حصلت عليه لهذا التطبيق.",
    type: "كتابة الرمز بدلاً من ذلك",
  },
  newPin: {
    title: "اختر رقماً سرياً",
    lead: "من 6 إلى 12 رقماً. لا يعرفه أحد غيرك، ولا حتى الخادم.",
    repeatTitle: "أدخله مرة أخرى",
    repeatLead: "لتكون متأكداً منه.",
    differs: "الرقمان مختلفان. اختر مجدداً.",
    weak: {
      length: "يتكوّن الرقم السري من 6 إلى 12 رقماً.",
      digits: "يتكوّن الرقم السري من أرقام فقط.",
      repeated: "هذا الرقم يتكرر. اختر رقماً أصعب في التخمين.",
      sequence: "هذه أرقام متتالية. اختر رقماً أصعب في التخمين.",
    },
    refused: "هذا الرقم السري غير مسموح. اختر غيره.",
  },
  pin: { label: "الرقم السري", erase: "حذف الرقم الأخير", ok: "موافق", missing: "أدخل رقمك السري." },
  changePin: {
    title: "تغيير الرقم السري",
    currentLead: "أولاً الرقم السري الذي تستخدمه الآن.",
    sameAsOld: "الرقم السري الجديد هو القديم نفسه. اختر غيره.",
  },
};

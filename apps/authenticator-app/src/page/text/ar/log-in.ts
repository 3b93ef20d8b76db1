import { isolate as own } from "@drawbridge/widget/text/isolate";
import type { logIn as english } from "../en/log-in.ts";

/** Logging in, the users of a device, and why somebody cannot, in Arabic. */
export const logIn: typeof english = {
  login: {
    title: (name) => `مرحباً، ${own(name)}`,
    forgot: "نسيت رقمي السري",
    otherUser: "مستخدم آخر",
    sessionEnded: "سُجّل خروجك: بعد خمس دقائق دون نشاط، أو لأن الجهاز قُفل أو أُزيل أو استُخدم في مكان آخر.",
    enrolled: "هذا الجهاز جاهز. سجّل الدخول برقمك السري.",
    freshSignIn: "أدخل رقمك السري مرة أخرى، ثم ترى ما في انتظارك.",
  },
  users: {
    title: "من أنت؟",
    manage: "مستخدمو هذا الجهاز",
    add: "إضافة مستخدم",
    remove: (name) => `إزالة ${own(name)}`,
    removeTitle: (name) => `هل تريد إزالة ${own(name)} من هذا الجهاز؟`,
    removeText: "تُتلف المفاتيح على هذا الجهاز. للعودة يلزم رمز تفعيل جديد.",
    keep: "إبقاء",
    isYou: "مسجّل الدخول. سجّل الخروج أولاً لإزالة هذا المستخدم.",
  },
  lock: {
    timeTitle: "أرقام سرية خاطئة كثيرة",
    timeText: "رقمك السري مقفل لفترة. بعد ذلك لديك محاولة واحدة، ويعيد لك الرقم الصحيح كل محاولاتك. يمكن لمكتب المساعدة فتحه قبل ذلك.",
    timeLeft: (left) => `بقي ${own(left)}`,
    timeOver: "يمكنك المحاولة الآن.",
    lastTry: "بقيت محاولة واحدة. بعد رقم خاطئ آخر لا يفتح الجهازَ إلا رمز تفعيل جديد أو مكتب المساعدة.",
    tryAgain: "إدخال الرقم السري",
    blockedTitle: "هذا الرقم السري محظور",
    blockedText: "أُدخلت أرقام خاطئة كثيرة. يفتح الجهازَ رمز تفعيل جديد، أو مكتب المساعدة.",
    useCode: "لدي رمز جديد",
    userTitle: "حسابك مقفل",
    deviceTitle: "هذا الجهاز مقفل",
    operatorText: "أقفله أحد الموظفين. لا يمكنك فتحه بنفسك.",
    by: "أقفله",
    why: "السبب",
    who: "من يمكنه فتحه",
    lifters: { helpdesk: "مكتب المساعدة", security: "فريق الأمن" },
    until: "حتى",
    check: "تحقق مجدداً",
    waitsTitle: "هذا الجهاز في انتظار التأكيد",
    waitsText: "يؤكد أحد موظفي الخدمة الأجهزة الجديدة. إذا طال الأمر فاسأل مكتب المساعدة، ثم تحقق مجدداً.",
    removedTitle: "أُزيل هذا الجهاز",
    removedText: "لم يعد الخادم يعرف هذا الجهاز. أزل المستخدم هنا، ويمكنك إعداده مجدداً برمز تفعيل جديد.",
  },
};

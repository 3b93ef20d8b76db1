import { isolate as own } from "@drawbridge/widget/text/isolate";
import { pluralIn } from "@drawbridge/widget/text/plural";
import type { operation as english } from "../en/operation.ts";

// The digits of codes and cards, so that a number looks the same in a sentence and beside it.
const plural = pluralIn("ar-u-nu-latn", "zero", "one", "two", "few", "many", "other");

/** What somebody is asked, and how it ended, in Arabic. */
export const operation: typeof english = {
  operation: {
    pinTitle: "أكّد أنك أنت",
    tokenTitle: "أدخل الرمز الذي حصلت عليه",
    token: "الرمز",
    tokenMissing: "أدخل الرمز.",
    next: "متابعة",
    title: "هل توافق على هذا؟",
    left: (left) => `بقي ${own(left)} للإجابة`,
    spokenLeft: (seconds) =>
      plural(seconds, {
        zero: "انتهى وقت الإجابة",
        one: "بقيت ثانية واحدة للإجابة",
        two: "بقيت ثانيتان للإجابة",
        few: "بقيت # ثوانٍ للإجابة",
        many: "بقيت # ثانية للإجابة",
        other: "بقيت # ثانية للإجابة",
      }),
    exact: "هذا النص بالضبط هو ما توقّعه.",
    number: "الرقم على الشاشة الأخرى",
    numberHint: "وافق فقط إذا رأيت رقماً هناك، واكتبه هنا.",
    numberWrong: "ليس هذا هو الرقم. إذا لم تر رقماً فارفض.",
    freshTitle: "سجّل الدخول مجدداً للإجابة",
    freshLead: "يتطلب هذا السؤال تسجيل دخول حديثاً، فقد مضى وقت على آخر تسجيل لك.",
    freshHint: "بعد ذلك يُعرض عليك، فتوافق أو ترفض. إذا انتهى الوقت فلا تتم الموافقة على شيء.",
    signInAgain: "تسجيل الدخول مجدداً",
    approve: "موافقة",
    deny: "رفض",
    notMe: "لم أكن أنا",
    denyTitle: "لماذا ترفض؟",
    reasons: {
      unknown: "لا أريد ذلك",
      incorrect_data: "فيه شيء خاطئ",
      unexpected_operation: "لم أكن أتوقعه",
      not_me: "لم أكن أنا",
    },
    denyNow: "رفض",
    goBack: "رجوع",
  },
  outcome: {
    kOk: { title: "تمت الموافقة", lead: "عليها توقيعك. يحفظ مقدّم الخدمة الإيصال." },
    kUserCancel: { title: "تم الرفض", lead: "لا يحدث شيء. من طلب ذلك يعرف أنك رفضت." },
    kUserConfirmationTimeout: { title: "انتهى الوقت", lead: "لم تتم الموافقة على شيء. يمكن طلب ذلك مجدداً." },
    kServerCancel: { title: "سُحب الطلب", lead: "سُحب الطلب، أو أُجيب عنه على جهاز آخر." },
    kNotReachable: { title: "غير معروف", lead: "انقطع الاتصال. انظر على الشاشة الأخرى هل تمت الموافقة." },
    other: { title: "لم ينجح ذلك", lead: "لم تتم الموافقة على شيء. اطلب أن يُسأل مجدداً." },
    notMe: {
      title: "تم الرفض والإبلاغ",
      lead: "لا يحدث شيء، ويعرف مقدّم الخدمة أنك لم تكن أنت. إذا كان أحد يعرف رقمك السري فغيّره الآن.",
    },
  },
};

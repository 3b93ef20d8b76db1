import { isolate as own } from "../isolate.ts";
import type { approval as english } from "../en/approval.ts";
import type { Widen } from "../widen.ts";

/** Approving on a device, in Arabic. */
export const approval: Widen<typeof english> = {
  approval: {
    title: "وافق على جهازك",
    lead: {
      grant: (tenant, name) => `افتح تطبيق المصادقة واسمح لـ ${own(tenant)} بقراءة بياناتك لدى ${own(name)}.`,
      renew: (tenant, name) => `افتح تطبيق المصادقة ودع ${own(tenant)} يواصل قراءة بياناتك لدى ${own(name)}.`,
      revoke: (tenant, name) => `افتح تطبيق المصادقة وأوقف قراءة ${own(tenant)} لبياناتك لدى ${own(name)}.`,
    },
    number: "اكتب هذا الرقم على جهازك",
    said: (digits) => `وافق على جهازك. الرقم هو ${own(digits)}.`,
    preparing: "نسأل جهازك…",
    waiting: "في انتظار موافقتك…",
    over: "انتهى الوقت.",
    nothing: (tenant) => `لم يحصل ${own(tenant)} على شيء.`,
    unchanged: "يبقى كل شيء كما كان.",
    ended: {
      refused: ["رفضت على جهازك", "إن كان ذلك خطأ فحاول مرة أخرى."],
      timed_out: ["لم يجب أحد في الوقت المحدد", "أحضر جهازك وحاول مرة أخرى."],
      cancelled: ["سُحب السؤال", "يمكنك السؤال من جديد."],
      no_device: ["ليس لديك جهاز للموافقة", "أعدّ تطبيق المصادقة أولاً ثم حاول مرة أخرى."],
      too_many: ["أسئلة كثيرة تنتظر على جهازك", "أجب عنها أولاً ثم حاول مرة أخرى."],
      failed: ["تعذر علينا سؤال جهازك", "سجلنا ذلك. حاول مرة أخرى."],
    },
  },
};

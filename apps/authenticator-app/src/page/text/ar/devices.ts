import { isolate as own } from "@drawbridge/widget/text/isolate";
import type { devices as english } from "../en/devices.ts";

/** The devices of the person, in Arabic. */
export const devices: typeof english = {
  devices: {
    title: "أجهزتك",
    lead: "كل جهاز يمكنه الموافقة باسمك.",
    isThis: "هذا الجهاز",
    locked: "أقفله مكتب المساعدة",
    waits: "في انتظار التأكيد",
    added: (date) => `أُضيف في ${own(date)}`,
    used: (when) => `آخر استخدام: ${own(when)}`,
    change: (name) => `تغيير ${own(name)}`,
    removed: "أُزيل الجهاز. لم يعد بإمكانه الموافقة.",
    lost: "هل فقدت جهازاً؟ أزله هنا فوراً. ويمكن لمكتب المساعدة ذلك أيضاً.",
  },
  device: {
    name: "الاسم",
    id: "رقم الجهاز",
    user: "المستخدم",
    save: "حفظ الاسم",
    saved: "تم الحفظ.",
    taken: "لديك جهاز آخر بهذا الاسم.",
    missing: "أدخل اسماً.",
    keys: "أُنشئت مفاتيحه على هذا الجهاز ولا يمكنها مغادرته. لا يعرف الخادم إلا النصف الذي يجوز أن يكون عاماً.",
    remove: "إزالة هذا الجهاز",
    removeTitle: (name) => `هل تريد إزالة ${own(name)}؟`,
    removeText: "يُسجَّل خروجه فوراً ولا يمكنه الموافقة بعد ذلك. للعودة يحتاج إلى رمز تفعيل جديد.",
    keep: "إبقاؤه",
  },
};

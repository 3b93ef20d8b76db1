import { create, element } from "./element.ts";

/** The list of everything the product heard. */
export interface Log {
  readonly add: (from: "page" | "server", name: string, detail?: unknown) => void;
}

/** A log that shows the newest entry first. */
export const createLog = (): Log => {
  const list = element("log", HTMLOListElement);
  const empty = element("log-empty", HTMLParagraphElement);
  const clock = new Intl.DateTimeFormat(undefined, {
    hourCycle: "h23",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
  });
  element("clear", HTMLButtonElement).addEventListener("click", () => {
    list.replaceChildren();
    empty.hidden = false;
  });
  return {
    add: (from, name, detail) => {
      const now = new Date();
      const time = create("time", clock.format(now));
      time.setAttribute("datetime", now.toISOString());
      const what = create("div", "", "what");
      what.append(create("strong", name));
      if (detail !== undefined) what.append(" ", create("code", JSON.stringify(detail)));
      const item = create("li");
      item.dataset["from"] = from;
      item.append(time, create("span", from, "from"), what);
      list.prepend(item);
      empty.hidden = true;
    },
  };
};

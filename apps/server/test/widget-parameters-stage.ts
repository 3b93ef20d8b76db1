import { expect } from "vitest";

/** Headers of somebody who opens a page. */
export const navigation = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

/** The cookie an answer sets, with its attributes. */
export const cookieOf = (answer: Response): string => answer.headers.get("set-cookie") ?? "";
/** The cookie an answer sets, as it is sent back. */
export const cookiePair = (answer: Response): string => cookieOf(answer).split(";")[0] ?? "";
/** The handle in a page. */
export const handleIn = (page: string): string | undefined => /&quot;handle&quot;:&quot;([^&]+)/.exec(page)?.[1];

type Send = (headers: Readonly<Record<string, string>>) => Promise<Response>;

/** One refusal as a problem document and as a frame's text. */
export const bothForms = async (send: Send): Promise<object> => {
  const [problem, page] = [await send({}), await send(navigation)];
  const typeOf = ({ headers }: Response): string | undefined => headers.get("content-type")?.split(";")[0];
  return { problem: [problem.status, typeOf(problem), await problem.json()], page: [page.status, typeOf(page), await page.text()] };
};

/** What both of them should be. */
export const refusal = (status: number, text: string): object => ({
  problem: [
    status,
    "application/problem+json",
    {
      status,
      detail: text,
      code: expect.stringMatching(/^[A-Z_]+$/),
      type: expect.any(String),
      title: expect.any(String),
      instance: expect.stringMatching(/^\/widget/),
      traceId: expect.any(String),
      remediation: expect.any(String),
    },
  ],
  page: [status, "text/html", text.replaceAll('"', "&#x22;")],
});

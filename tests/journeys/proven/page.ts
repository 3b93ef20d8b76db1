import type { PersonInput, SessionView, StepView } from "@drawbridge/contract";
import { createSseParser } from "../../../apps/widget/src/session/sse-parser.ts";
import { sealField } from "@drawbridge/seal";
import type { MortalServer } from "./server.ts";
import type { Visit } from "./script.ts";

/** The widget's page of one visit, without a browser: its requests, its sealing, and what it does when the server is gone. */
export interface Page {
  readonly view: () => SessionView;
  readonly give: (input: PersonInput) => Promise<void>;
  readonly fill: (type: "credentials_submitted" | "answers_submitted", values: Readonly<Record<string, string>>) => Promise<void>;
  readonly until: <At extends StepView["at"]>(...at: readonly At[]) => Promise<Extract<StepView, { at: At }>>;
  /** Keeps the page's stream open until it is closed; resolves once it is. */
  readonly stay: () => Promise<() => void>;
}

const agents = {
  mobile: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148",
  tablet: "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X)",
  desktop: "Mozilla/5.0 (X11; Linux x86_64)",
} as const;

const isAt = <At extends StepView["at"]>(step: StepView, at: readonly At[]): step is Extract<StepView, { at: At }> =>
  at.some((name) => name === step.at);

/** Reads views from a stream until one will do; false: the stream broke off before. */
const follow = async (response: Response, onView: (view: SessionView) => boolean): Promise<boolean> => {
  const decoder = new TextDecoder();
  const state = { over: false };
  const feed = createSseParser(({ event, data }) => {
    if (event === "view") state.over ||= onView(JSON.parse(data));
  });
  try {
    for await (const chunk of response.body ?? []) {
      feed(decoder.decode(chunk, { stream: true }));
      if (state.over) return true;
    }
  } catch {
    return state.over; // the server was killed
  }
  return state.over;
};

const plain = { "x-drawbridge": "1", "content-type": "application/json" };

/** Opens a link. */
export const openPage = async (server: MortalServer, token: string, { device }: Pick<Visit, "device">): Promise<Page> => {
  const agent = { ...plain, "user-agent": agents[device] };
  const open = async (headers: Readonly<Record<string, string>>, body: object): Promise<{ readonly handle: string; readonly view: SessionView }> => {
    const answer = await server.send("/session", { method: "POST", headers, body: JSON.stringify({ ...body, tabId: "tab" }) });
    if (!answer.ok) throw new Error(`the link does not open: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const { handle, view } = await open(agent, { door: "native", link: token });
  const headers = { ...agent, authorization: `Bearer ${handle}` };
  const state = { view };
  const stream = (signal: AbortSignal): Promise<Response> => server.send("/session/stream?after=0&tab=tab", { headers, signal });

  const give = async (input: PersonInput): Promise<void> => {
    const { revision } = state.view;
    for (;;) {
      const answer = await fetch(`${server.origin}/session/inputs`, { method: "POST", headers, body: JSON.stringify({ revision, input }) }).catch(
        () => null,
      );
      if (answer?.ok) {
        state.view = ((await answer.json()) as { view: SessionView }).view;
        return;
      }
      if (answer) throw new Error(`${input.type} at ${state.view.step.at}: ${answer.status} ${await answer.text()}`);
      // Whether it was taken before the server was gone, its state tells.
      const now = await open(headers, { door: "resume" });
      state.view = now.view;
      if (now.view.revision !== revision) return;
    }
  };
  const until: Page["until"] = async (...at) => {
    for (;;) {
      const { step } = state.view;
      if (isAt(step, at)) return step;
      if (step.at === "ended") throw new Error(`it ended: ${step.reason}, before ${at.join()}`);
      const stop = new AbortController();
      await follow(await stream(stop.signal), (next) => {
        state.view = next;
        return isAt(next.step, at) || next.step.at === "ended";
      });
      stop.abort();
    }
  };
  return {
    view: () => state.view,
    give,
    until,
    fill: async (type, values) => {
      const { vault } = state.view;
      const fields = await Promise.all(Object.entries(values).map(([name, value]) => sealField(vault, { name, value })));
      await give({ type, fields });
    },
    stay: async () => {
      const stop = new AbortController();
      const response = await stream(stop.signal);
      const reading = follow(response, () => false);
      return () => {
        stop.abort();
        void reading;
      };
    },
  };
};

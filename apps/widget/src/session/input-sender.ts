import type { PersonInput, SessionView } from "@drawbridge/contract";
import type { SessionApi } from "./api.ts";
import type { PageStore } from "./page-store.ts";

/** What sending needs: the server, the page's state, and whom to tell that the session is gone. */
export interface SenderParts {
  readonly api: Pick<SessionApi, "send">;
  readonly store: PageStore;
  readonly onGone: () => void;
}

/**
 * Sends inputs one after the other: each names the newest revision, so a settled search never makes a choice stale.
 */
export const createInputSender = ({ api, store, onGone }: SenderParts): ((input: PersonInput) => Promise<void>) => {
  let sending: Promise<void> = Promise.resolve();
  const sendNow = async (input: PersonInput): Promise<void> => {
    const state = store.state();
    if (state.at !== "open") return;
    const quiet = isQuiet(input);
    if (!quiet) store.patch({ busy: true });
    const answer = await api.send({ revision: state.view.revision, input });
    if (!quiet) store.patch({ busy: false });
    if (answer.ok) return store.show(answer.value.view);
    if (answer.view) {
      store.show(answer.view);
      return isStillTrue(input, answer.view) && answer.problem.code === "STALE_REVISION" ? sendNow(input) : undefined;
    }
    if (answer.problem.status === 401 || answer.problem.status === 404) return onGone();
    store.patch({ online: answer.problem.status !== 0 });
  };
  return (input) => (sending = sending.then(() => sendNow(input)));
};

// The window was opened, whatever happened meanwhile: another way to the bank may have taken over in it.
const isStillTrue = ({ type }: PersonInput, { step }: SessionView): boolean => type === "oauth_launched" && step.at === "oauth" && !step.launched;

// Nothing the person waits for: no button shows that it is on its way.
const quietTypes: ReadonlySet<PersonInput["type"]> = new Set(["stay", "search_settled", "dialog_shown", "alert_answered"]);
const isQuiet = ({ type }: PersonInput): boolean => quietTypes.has(type);

import { go, inOrder, look, say, stay, type Move } from "./moves.ts";
import type { McUpdate } from "./state.ts";

/** A flow's result told of an update: says so unasked; a necessary one locks everything else out (contract, 12.12). */
export const learnUpdate = (update: McUpdate | undefined, callId: string | null): Move =>
  look(() => {
    if (!update) return stay;
    const known = go({ update, updateReady: false });
    if (update.status === "kOk") return known;
    const said = say("UpdateInformation", { ...update }, callId);
    return update.status === "kUpdateNecessary" ? inOrder(known, said, go({ at: "UPDATE_ONLY", prompt: null, flow: null })) : inOrder(known, said);
  });

import type { ServerResponse } from "node:http";
import { events, sessions, type Session } from "@drawbridge/storage";
import type { Deps } from "../../use-cases/deps.ts";
import { contentOf } from "../../use-cases/session-content.ts";
import { readLink } from "../../use-cases/read-link.ts";
import { viewWith } from "../../use-cases/view-session.ts";
import { createConnectionNews } from "./connection-news.ts";
import { keepPresence } from "./page-presence.ts";
import { projectMessages } from "./project-messages.ts";

/** One page's stream. */
export interface StreamRequest {
  readonly session: Session;
  /** Last message the page has posted. */
  readonly after: number;
  readonly tabId: string;
  readonly origin: string | null;
}

const write = (response: ServerResponse, event: string, { id, data }: { readonly id?: number; readonly data: unknown }): void => {
  const idLine = id === undefined ? "" : `id: ${id}\n`;
  response.write(`${idLine}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
};

/** Pushes every state and host message of a session until the page leaves, the session ends or another tab takes over. */
export const streamSession = async (deps: Deps, response: ServerResponse, request: StreamRequest): Promise<void> => {
  const { session, tabId } = request;
  const facts = await readLink(deps, session); // what a link fixes stays as it is
  const progress = { after: request.after, revision: -1, busy: false, again: false };
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" });
  response.write("retry: 1000\n\n");

  const push = async (): Promise<void> => {
    const current = await sessions(deps.storage.pool).byId(session.id);
    if (!current || response.writableEnded) return;
    if (current.tabId !== null && current.tabId !== tabId) {
      write(response, "taken_over", { data: {} });
      response.end();
      return;
    }
    // Messages first: what the host hears was true before what the person sees next.
    for (const row of await events(deps.storage.pool).ofSession(session.id, progress.after)) {
      const messages = projectMessages(facts, current, row);
      if (messages.length > 0) write(response, "host", { id: row.seq, data: messages });
      progress.after = row.seq;
    }
    await news.follow(contentOf(current).flow.step.at === "manage");
    if (current.revision === progress.revision) return;
    progress.revision = current.revision;
    write(response, "view", { data: await viewWith(deps, current, facts) });
  };
  // One at a time, and once more when something came meanwhile: order is kept and nothing is missed.
  const pump = async (): Promise<void> => {
    progress.again = true;
    if (progress.busy) return;
    progress.busy = true;
    try {
      while (progress.again) {
        progress.again = false;
        await push();
      }
    } catch (error) {
      deps.log.error({ err: error, sessionId: session.id }, "stream failed");
      response.end();
    } finally {
      progress.busy = false;
    }
  };
  const news = createConnectionNews(deps, session, () => {
    progress.revision = -1; // the list is not part of the session's own state
    void pump();
  });
  const stop = await deps.storage.listen("session", (id) => {
    if (id === session.id) void pump();
  });
  const end = (): void => {
    stop();
    news.close();
  };
  if (response.closed) return end();
  response.on("close", end);
  await keepPresence(deps, response, session.id);
  await pump();
};

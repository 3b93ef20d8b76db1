/** Who moved a connection from one state to another: time and the schedule, its person, whoever asked for the sync, the help desk, or a sandbox's tests. */
export type TransitionActor = "system" | "person" | "caller" | "help_desk" | "sandbox";

const actors: Readonly<Record<string, TransitionActor>> = {
  manual: "caller",
  connect: "person",
  reauth: "person",
  reconsent: "person",
  refresh: "person",
  consent: "person",
  pause: "person",
  resume: "help_desk",
  sandbox: "sandbox",
};

/** The actor behind what caused a transition (connections.md, E12.2). */
export const transitionActor = (trigger: string): TransitionActor => actors[trigger] ?? "system";

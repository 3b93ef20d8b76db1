/** Who moved a connection from one state to another: time and the schedule, its person, a client without them, the help desk, or a sandbox's tests. */
export type TransitionActor = "system" | "person" | "client" | "help_desk" | "sandbox";

const actors: Readonly<Record<string, TransitionActor>> = {
  connect: "person",
  reauth: "person",
  reconsent: "person",
  refresh: "person",
  consent: "person",
  pause: "person",
  resume: "help_desk",
  sandbox: "sandbox",
};

/** What brought a connection to another state. */
export interface TransitionCause {
  readonly trigger: string;
  /** The person acted at that moment; left out: nobody said. */
  readonly attended?: boolean | undefined;
}

/** The actor behind what caused a transition (connections.md, E12.2); a sync by hand is the person's when they are there, else the client's. */
export const transitionActor = ({ trigger, attended }: TransitionCause): TransitionActor => {
  if (trigger === "manual") return attended === true ? "person" : "client";
  return actors[trigger] ?? "system";
};

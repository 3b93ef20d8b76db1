import type { ManagedConnection, PersonInput } from "@drawbridge/contract";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useSpeech } from "../../text/texts.ts";
import type { ScreenProps } from "../screen-props.ts";
import { ConnectionCard } from "./connection-card.tsx";
import { StopConfirm } from "./stop-confirm.tsx";

/** What the person may be about to stop sharing. */
export interface Stopping {
  readonly name: string;
  readonly input: Extract<PersonInput, { type: "removal_requested" }>;
}

/** Everything that is connected, and how to stop it: whole banks or single accounts. */
export function Manage({ view, step, busy, actions }: ScreenProps<"manage">): JSX.Element {
  const { text } = useSpeech();
  const [stopping, setStopping] = useState<Stopping | null>(null);
  const leave = (): void => actions.send({ type: step.canGoBack ? "back" : "submitted" });
  const confirm = (): void => {
    if (stopping) actions.send(stopping.input);
    setStopping(null);
  };
  return (
    <Screen
      title={text.manage.title}
      lead={step.connections.length > 0 ? text.manage.lead(view.tenant.name) : text.manage.none}
      actions={
        <Button busy={busy || step.removing !== null} onClick={leave}>
          {step.canGoBack ? text.manage.back : text.manage.done}
        </Button>
      }
    >
      {step.failure && <p role="alert">{text.manage.failed}</p>}
      <ul class="managed">
        {step.connections.map((connection: ManagedConnection) => (
          <ConnectionCard
            key={connection.id}
            connection={connection}
            removing={step.removing === connection.id}
            disabled={busy || step.removing !== null}
            onStop={setStopping}
          />
        ))}
      </ul>
      {stopping && <StopConfirm what={stopping.name} tenant={view.tenant.name} onKeep={() => setStopping(null)} onStop={confirm} />}
    </Screen>
  );
}

import type { OwnDevice, StatusType, UserIdentifier } from "@drawbridge/contract";
import { Button } from "@drawbridge/widget/parts/button";
import { Dialog } from "@drawbridge/widget/parts/dialog";
import { Notice } from "@drawbridge/widget/parts/notice";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { nameOf, type AppState } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { Fact, Facts } from "../parts/facts.tsx";
import { TextField } from "../parts/text-field.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import type { Texts } from "../text/en.ts";
import { useSpeech } from "../text/speech.ts";
import { troubleText } from "../text/trouble-text.ts";

interface Props {
  readonly state: AppState;
  readonly client: Client;
  readonly user: UserIdentifier;
  readonly device: OwnDevice;
}

/** One device: its name, what it is, and the way to take another one out. */
export function Device({ state, client, user, device }: Props): JSX.Element {
  const { text, format } = useSpeech();
  return (
    <Screen title={device.isThis ? text.devices.isThis : device.name}>
      {state.trouble && <TroubleNote id="device-trouble">{troubleText(text, state.trouble)}</TroubleNote>}
      <NameForm client={client} device={device} />
      <Facts>
        <Fact name={text.device.user}>{nameOf(state.users, user)}</Fact>
        <Fact name={text.device.id}>
          <span class="domain">{device.deviceId}</span>
        </Fact>
      </Facts>
      <p class="muted">{text.devices.added(format.date(device.addedAt))}</p>
      {device.isThis ? <p class="muted">{text.device.keys}</p> : <Removal client={client} device={device} />}
    </Screen>
  );
}

const problemOf = (text: Texts, status: StatusType): string => {
  // A taken name comes as kInvalidParameter: the source table's list has no kNotUnique.
  if (status === "kNotUnique" || status === "kInvalidParameter") return text.device.taken;
  return troubleText(text, { status, triesLeft: null, lastTry: false, reportId: "" });
};

function NameForm({ client, device }: Pick<Props, "client" | "device">): JSX.Element {
  const { text } = useSpeech();
  const [name, setName] = useState(device.name);
  const [saved, setSaved] = useState<"no" | "saving" | "yes">("no");
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    setSaved("saving");
    const status = name.trim() === "" ? null : await client.renameDevice(device, name.trim());
    setProblem(status === null ? text.device.missing : status === "kOk" ? null : problemOf(text, status));
    setSaved(status === "kOk" ? "yes" : "no");
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (saved !== "saving") void save();
  };
  return (
    <form class="device" onSubmit={submit} noValidate>
      <TextField label={text.device.name} value={name} onValue={setName} maxLength={64} problem={problem} />
      <Button type="submit" kind="secondary" busy={saved === "saving"}>
        {text.device.save}
      </Button>
      <div role="status">{saved === "yes" && <Notice tone="ok">{text.device.saved}</Notice>}</div>
    </form>
  );
}

function Removal({ client, device }: Pick<Props, "client" | "device">): JSX.Element {
  const { text } = useSpeech();
  const [asking, setAsking] = useState(false);
  const remove = (): void => {
    setAsking(false);
    client.removeDevice(device);
  };
  return (
    <div class="actions">
      <Button kind="quiet" onClick={() => setAsking(true)}>
        {text.device.remove}
      </Button>
      {asking && (
        <Dialog title={text.device.removeTitle(device.name)} onClose={() => setAsking(false)}>
          <p>{text.device.removeText}</p>
          <div class="actions">
            <Button autoFocus onClick={() => setAsking(false)}>
              {text.device.keep}
            </Button>
            <Button kind="secondary" onClick={remove}>
              {text.device.remove}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

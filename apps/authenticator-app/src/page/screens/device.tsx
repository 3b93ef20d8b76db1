import type { StatusType, UserIdentifier } from "@drawbridge/contract";
import { Button } from "@drawbridge/widget/parts/button";
import { Notice } from "@drawbridge/widget/parts/notice";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { nameOf, type AppState } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { TextField } from "../parts/text-field.tsx";
import { text } from "../text/en.ts";
import { troubleText } from "../text/trouble-text.ts";

const problemOf = (status: StatusType): string => {
  // A taken name comes as kInvalidParameter: the source table's list has no kNotUnique.
  if (status === "kNotUnique" || status === "kInvalidParameter") return text.device.taken;
  return troubleText({ status, triesLeft: null, lastTry: false, reportId: "" });
};

/** The name and the id of this device, and what to do when one is lost. */
export function Device(props: { readonly state: AppState; readonly client: Client; readonly user: UserIdentifier }): JSX.Element {
  const { state, client, user } = props;
  const [id, setId] = useState("");
  const [name, setName] = useState("");
  const [saved, setSaved] = useState<"no" | "saving" | "yes">("no");
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const load = async (): Promise<void> => {
      const device = await client.device(user);
      setId(device.id);
      setName(device.name);
    };
    void load();
  }, []);
  const save = async (): Promise<void> => {
    setSaved("saving");
    const status = name.trim() === "" ? null : await client.renameDevice(name.trim());
    setProblem(status === null ? text.device.missing : status === "kOk" ? null : problemOf(status));
    setSaved(status === "kOk" ? "yes" : "no");
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (saved !== "saving") void save();
  };
  return (
    <Screen title={text.device.title}>
      <form class="device" onSubmit={submit} noValidate>
        <TextField label={text.device.name} value={name} onValue={setName} maxLength={64} problem={problem} />
        <Button type="submit" kind="secondary" busy={saved === "saving"}>
          {text.device.save}
        </Button>
        <div role="status">{saved === "yes" && <Notice tone="ok">{text.device.saved}</Notice>}</div>
      </form>
      <dl class="facts">
        <div>
          <dt>{text.device.user}</dt>
          <dd>{nameOf(state.users, user)}</dd>
        </div>
        <div>
          <dt>{text.device.id}</dt>
          <dd class="domain">{id}</dd>
        </div>
      </dl>
      <p class="muted">{text.device.keys}</p>
      <p class="muted">{text.device.lost}</p>
    </Screen>
  );
}

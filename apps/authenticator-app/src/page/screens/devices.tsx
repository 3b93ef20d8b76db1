import type { OwnDevice } from "@drawbridge/contract";
import { Notice } from "@drawbridge/widget/parts/notice";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { AppState } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { LinkRow } from "../parts/link-row.tsx";
import { Loading } from "../parts/loading.tsx";
import { useSpeech } from "../text/speech.ts";

/** All devices that can approve for the person. */
export function Devices({ state, client }: { readonly state: AppState; readonly client: Client }): JSX.Element {
  const { text } = useSpeech();
  const { devices, trouble, note } = state;
  useEffect(client.loadDevices, []);
  return (
    <Screen title={text.devices.title} lead={text.devices.lead}>
      <div role="status" class="banner-inside">
        {note === "device_removed" && <Notice tone="ok">{text.devices.removed}</Notice>}
      </div>
      {!devices && <Loading trouble={trouble} onAgain={client.loadDevices} />}
      <ul class="cards">
        {devices?.map((device) => (
          <li key={device.deviceId} class="user-row">
            <LinkRow icon="device" onClick={() => client.go("device", device.deviceId)}>
              <DeviceLines device={device} />
            </LinkRow>
          </li>
        ))}
      </ul>
      <p class="muted">{text.devices.lost}</p>
    </Screen>
  );
}

function DeviceLines({ device }: { readonly device: OwnDevice }): JSX.Element {
  const { text, format } = useSpeech();
  const { name, isThis, state, addedAt, lastUsedAt } = device;
  return (
    <>
      <strong dir="auto">{name}</strong>
      {isThis && <span class="state state-healthy">{text.devices.isThis}</span>}
      {state === "PENDING" && <span class="state state-needs_attention">{text.devices.waits}</span>}
      {state === "LOCKED" && <span class="state state-expired">{text.devices.locked}</span>}
      <span class="muted">{lastUsedAt ? text.devices.used(format.moment(lastUsedAt)) : text.devices.added(format.date(addedAt))}</span>
    </>
  );
}

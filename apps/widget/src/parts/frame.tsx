import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { useSpeech } from "../text/texts.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icon.tsx";

/** The card around every screen: back and close above, help in the same place below. */
export function Frame(props: {
  readonly tenant?: { readonly name: string; readonly policyUrl: string | null };
  readonly logo?: string | null;
  readonly supportCode?: string;
  readonly busy?: boolean;
  readonly onBack?: (() => void) | null;
  readonly onClose?: (() => void) | null;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { text } = useSpeech();
  const { tenant, onBack, onClose } = props;
  return (
    <div class="frame">
      <main class="card" aria-busy={props.busy ? "true" : undefined}>
        <div class="bar">
          {onBack ? (
            <button type="button" class="bar-button" aria-label={text.page.back} onClick={onBack}>
              <Icon name="back" />
            </button>
          ) : (
            <span class="bar-gap" />
          )}
          <span class="bar-title">{props.logo ? <img class="bar-logo" src={props.logo} alt={tenant?.name ?? ""} /> : tenant?.name}</span>
          {onClose ? (
            <button type="button" class="bar-button" aria-label={text.page.close} onClick={onClose}>
              <Icon name="close" />
            </button>
          ) : (
            <span class="bar-gap" />
          )}
        </div>
        {props.children}
        <div class="foot">
          <span class="secured">
            <Icon name="lock" />
            {text.page.secured}
          </span>
          {tenant && <Help tenant={tenant} supportCode={props.supportCode ?? ""} />}
        </div>
      </main>
    </div>
  );
}

function Help(props: { readonly tenant: { readonly name: string; readonly policyUrl: string | null }; readonly supportCode: string }): JSX.Element {
  const { text } = useSpeech();
  const [open, setOpen] = useState(false);
  const { name, policyUrl } = props.tenant;
  return (
    <>
      <button type="button" class="link-button" onClick={() => setOpen(true)}>
        {text.page.help}
      </button>
      {open && (
        <Dialog title={text.help.title} onClose={() => setOpen(false)}>
          <p>{text.help.what(name)}</p>
          <p>{text.help.safe}</p>
          <p>{text.help.money}</p>
          {policyUrl !== null && <PolicyLink tenant={name} url={policyUrl} />}
          {props.supportCode !== "" && <p class="muted">{text.help.code(props.supportCode)}</p>}
          <div class="actions">
            <Button autoFocus onClick={() => setOpen(false)}>
              {text.help.done}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** The link to the tenant's privacy policy. */
export function PolicyLink(props: { readonly tenant: string; readonly url: string }): JSX.Element {
  const { text } = useSpeech();
  return (
    <p>
      <a href={props.url} target="_blank" rel="noopener noreferrer">
        {text.help.policy(props.tenant)}
        <span class="visually-hidden"> {text.page.opensNew}</span>
      </a>
    </p>
  );
}

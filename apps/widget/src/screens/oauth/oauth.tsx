import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { BankLine } from "../../parts/bank-line.tsx";
import { Button, LinkButton } from "../../parts/button.tsx";
import { Mark } from "../../parts/icon.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useSpeech } from "../../text/texts.ts";
import { ConsentSection } from "../consent/consent-facts.tsx";
import type { ScreenProps } from "../screen-props.ts";

/** Going to the bank's own page, and waiting for the person to come back. */
export function Oauth(props: ScreenProps<"oauth">): JSX.Element {
  if (props.bankWindow === "blocked" && props.step.url !== null) return <Blocked {...props} url={props.step.url} />;
  return props.step.launched ? <Waiting {...props} /> : <HandOff {...props} />;
}

function HandOff({ view, step, busy, actions }: ScreenProps<"oauth">): JSX.Element {
  const { text } = useSpeech();
  const bank = view.institution?.name ?? text.error.bank;
  const { url } = step;
  const button = (
    <Button busy={busy || url === null} onClick={() => url !== null && actions.openBank(url)}>
      {url === null ? text.oauth.preparing : text.oauth.open(bank)}
    </Button>
  );
  return (
    <Screen title={text.oauth.title(bank)} lead={text.oauth.newWindow} actions={button}>
      {view.institution && <BankLine bank={view.institution} note={text.oauth.goTo} />}
      {view.institution?.health === "degraded" && <Notice tone="warn">{text.signIn.degraded(bank)}</Notice>}
      <Notice tone="info">{text.oauth.noPassword}</Notice>
      <ConsentSection view={view} send={actions.send} />
    </Screen>
  );
}

// A second window right after the first would be a double click, not a wish.
const openAgainAfterMs = 2000;

function Waiting({ view, step, bankWindow, actions }: ScreenProps<"oauth">): JSX.Element {
  const { text } = useSpeech();
  const [again, setAgain] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setAgain(true), openAgainAfterMs);
    return () => clearTimeout(timer);
  }, []);
  const { url } = step;
  const bank = view.institution?.name ?? text.error.bank;
  const buttons = (
    <>
      <Button kind="secondary" disabled={!again || url === null} onClick={() => url !== null && actions.openBank(url)}>
        {text.oauth.again}
      </Button>
      <Button kind="quiet" onClick={() => actions.send({ type: "oauth_cancelled" })}>
        {text.oauth.cancel}
      </Button>
    </>
  );
  return (
    <Screen mark={<Mark name="away" />} title={text.oauth.waitingTitle(bank)} lead={text.oauth.waiting} actions={buttons}>
      {bankWindow === "closed" && <Notice tone="warn">{text.oauth.closed}</Notice>}
      <p class="waiting">
        <span class="spinner" aria-hidden="true" />
        <span class="domain">{view.institution?.domain}</span>
      </p>
    </Screen>
  );
}

function Blocked({ view, url, step, actions }: ScreenProps<"oauth"> & { readonly url: string }): JSX.Element {
  const { text } = useSpeech();
  const bank = view.institution?.name ?? text.error.bank;
  const buttons = (
    <>
      <LinkButton href={url} note={text.page.opensNew} onClick={actions.tellBankLinkUsed}>
        {text.oauth.link(bank)}
      </LinkButton>
      {step.launched && (
        <Button kind="quiet" onClick={() => actions.send({ type: "oauth_cancelled" })}>
          {text.oauth.cancel}
        </Button>
      )}
    </>
  );
  return (
    <Screen mark={<Mark name="away" tone="warn" />} title={text.oauth.title(bank)} lead={text.oauth.blocked} actions={buttons}>
      {view.institution && <BankLine bank={view.institution} note={text.oauth.goTo} />}
    </Screen>
  );
}

import { Button, LinkButton } from "@drawbridge/widget/parts/button";
import { Mark } from "@drawbridge/widget/parts/icon";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useSpeech } from "../text/speech.ts";

const reload = (): void => location.reload();

/** Before the MC said anything. */
export function Opening(): JSX.Element {
  const { text } = useSpeech();
  return (
    <div class="body">
      <div class="bone bone-title" />
      <div class="bone" />
      <div class="bone bone-short" />
      <span class="visually-hidden">{text.loading}</span>
    </div>
  );
}

/** The browser keeps nothing, or has no WebCrypto. */
export function Broken(): JSX.Element {
  const { text } = useSpeech();
  return (
    <Screen
      mark={<Mark name="alert" tone="danger" />}
      title={text.broken.title}
      lead={text.broken.lead}
      actions={<Button onClick={reload}>{text.broken.retry}</Button>}
    />
  );
}

/** A one-way message. */
export function Message({ words, onClose }: { readonly words: string; readonly onClose: () => void }): JSX.Element {
  const { text } = useSpeech();
  return (
    <Screen title={text.message.title} actions={<Button onClick={onClose}>{text.message.close}</Button>}>
      <p class="exact" dir="auto">
        {words}
      </p>
    </Screen>
  );
}

/** This version may not be used any more. */
export function UpdateNeeded({ url }: { readonly url: string }): JSX.Element {
  const { text } = useSpeech();
  return (
    <Screen
      mark={<Mark name="away" tone="warn" />}
      title={text.update.title}
      lead={text.update.lead}
      actions={
        <>
          <Button onClick={reload}>{text.update.reload}</Button>
          {url.startsWith("https:") && (
            <LinkButton kind="quiet" href={url} note={text.update.open}>
              {text.update.open}
            </LinkButton>
          )}
        </>
      }
    />
  );
}

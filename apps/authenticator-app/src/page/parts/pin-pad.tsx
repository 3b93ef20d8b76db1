import { Button } from "@drawbridge/widget/parts/button";
import { Icon } from "@drawbridge/widget/parts/icon";
import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useSpeech } from "../text/speech.ts";
import { TroubleNote } from "./trouble-note.tsx";

const LONGEST = 12;
const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

/** A PIN by taps or keys: digits go in wherever the focus is, Backspace takes one away, Enter is OK. The digits never change places. */
export function PinPad(props: {
  readonly label: string;
  readonly busy: boolean;
  readonly trouble: string | null;
  readonly onPin: (pin: string) => void;
}): JSX.Element {
  const { text } = useSpeech();
  const { label, busy, trouble, onPin } = props;
  const [pin, setPin] = useState("");
  const [missing, setMissing] = useState(false);
  const id = useId();
  const add = (digit: string): void => {
    setMissing(false);
    setPin((before) => (before + digit).slice(0, LONGEST));
  };
  const erase = (): void => setPin((before) => before.slice(0, -1));
  const submit = (event: Event): void => {
    event.preventDefault();
    if (busy) return;
    setMissing(pin === "");
    if (pin === "") return;
    setPin("");
    onPin(pin);
  };
  const form = useRef<HTMLFormElement>(null);
  useDigitKeys({ add, erase, send: () => form.current?.requestSubmit() });
  const problem = missing ? text.pin.missing : trouble;
  return (
    <form ref={form} class="pin" onSubmit={submit} noValidate>
      <div class="field">
        <label for={id}>{label}</label>
        <input
          id={id}
          class="input pin-input"
          type="password"
          inputMode="none"
          autocomplete="off"
          maxLength={LONGEST}
          value={pin}
          aria-invalid={problem ? "true" : undefined}
          aria-describedby={problem ? `${id}-problem` : undefined}
          onInput={({ currentTarget }) => setPin(currentTarget.value.replaceAll(/[^0-9]/g, "").slice(0, LONGEST))}
        />
      </div>
      {problem && <TroubleNote id={`${id}-problem`}>{problem}</TroubleNote>}
      <Pad busy={busy} onDigit={add} onErase={erase} />
    </form>
  );
}

function Pad(props: { readonly busy: boolean; readonly onDigit: (digit: string) => void; readonly onErase: () => void }): JSX.Element {
  const { text } = useSpeech();
  const { busy, onDigit, onErase } = props;
  return (
    <div class="pad">
      {digits.map((digit) => (
        <button key={digit} type="button" class="pad-key" onClick={() => onDigit(digit)}>
          {digit}
        </button>
      ))}
      <button type="button" class="pad-key pad-quiet" aria-label={text.pin.erase} onClick={onErase}>
        <Icon name="erase" />
      </button>
      <button type="button" class="pad-key" onClick={() => onDigit("0")}>
        0
      </button>
      <Button type="submit" busy={busy}>
        {text.pin.ok}
      </Button>
    </div>
  );
}

/** Keys work while the focus is on the heading or a button: nobody has to find the field first. */
const useDigitKeys = (keys: { readonly add: (digit: string) => void; readonly erase: () => void; readonly send: () => void }): void => {
  const latest = useRef(keys);
  latest.current = keys;
  useLayoutEffect(() => {
    const press = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): void => {
      if (target instanceof HTMLInputElement || ctrlKey || metaKey || altKey || document.querySelector("dialog[open]")) return;
      if (/^[0-9]$/.test(key)) latest.current.add(key);
      if (key === "Backspace") latest.current.erase();
      // A button or a link keeps its own Enter.
      if (key === "Enter" && !(target instanceof HTMLElement && target.closest("button, a"))) latest.current.send();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
};

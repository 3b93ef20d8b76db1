import type { UserDetails } from "@drawbridge/contract";
import { Button } from "@drawbridge/widget/parts/button";
import { Mark } from "@drawbridge/widget/parts/icon";
import { Notice } from "@drawbridge/widget/parts/notice";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import type { Lock, OperatorLock } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { Fact, Facts } from "../parts/facts.tsx";
import { useCountdown } from "../parts/use-countdown.ts";
import { useSpeech } from "../text/speech.ts";

interface Props<Kind extends Lock["kind"]> {
  readonly lock: Extract<Lock, { readonly kind: Kind }>;
  readonly user: UserDetails;
  readonly client: Client;
  /** Leaves the lock screen for the PIN. */
  readonly onTry: () => void;
}

/** Why somebody cannot log in: what is left, who did it, and who can open it. */
export function LockScreen({ lock, ...props }: Props<Lock["kind"]>): JSX.Element {
  switch (lock.kind) {
    case "for_a_time":
      return <TimeLock lock={lock} {...props} />;
    case "blocked":
      return <Blocked client={props.client} />;
    case "by_operator":
      return <ByOperator lock={lock} {...props} />;
    case "waits":
      return <Waits {...props} />;
    case "removed":
      return <Removed {...props} />;
  }
}

function TimeLock({ lock, client, onTry }: Props<"for_a_time">): JSX.Element {
  const { text, format } = useSpeech();
  const left = useCountdown(lock.until);
  return (
    <Screen
      mark={<Mark name="clock" tone="warn" />}
      title={text.lock.timeTitle}
      lead={text.lock.timeText}
      actions={
        <>
          <Button disabled={left > 0} onClick={onTry}>
            {text.lock.tryAgain}
          </Button>
          <Ways client={client} />
        </>
      }
    >
      <p class={left > 0 ? "countdown" : "countdown-over"} role="timer">
        {left > 0 ? text.lock.timeLeft(format.countdown(left)) : text.lock.timeOver}
      </p>
      {lock.lastTry && <Notice tone="warn">{text.lock.lastTry}</Notice>}
    </Screen>
  );
}

function Blocked({ client }: { readonly client: Client }): JSX.Element {
  const { text } = useSpeech();
  return (
    <Screen
      mark={<Mark name="lock" tone="danger" />}
      title={text.lock.blockedTitle}
      lead={text.lock.blockedText}
      actions={
        <>
          <Button onClick={() => client.openEnrolment("reactivation")}>{text.lock.useCode}</Button>
          <OtherUser client={client} />
        </>
      }
    />
  );
}

function ByOperator({ lock, client, onTry }: Props<"by_operator">): JSX.Element {
  const { text } = useSpeech();
  return (
    <Screen
      mark={<Mark name="lock" tone="danger" />}
      title={lock.whole === "user" ? text.lock.userTitle : text.lock.deviceTitle}
      lead={text.lock.operatorText}
      actions={
        <>
          <Button onClick={onTry}>{text.lock.check}</Button>
          <OtherUser client={client} />
        </>
      }
    >
      {lock.lock && <LockFacts lock={lock.lock} />}
    </Screen>
  );
}

function Waits({ client, onTry }: Omit<Props<"waits">, "lock">): JSX.Element {
  const { text } = useSpeech();
  return (
    <Screen
      mark={<Mark name="clock" />}
      title={text.lock.waitsTitle}
      lead={text.lock.waitsText}
      actions={
        <>
          <Button onClick={onTry}>{text.lock.check}</Button>
          <OtherUser client={client} />
        </>
      }
    />
  );
}

function LockFacts({ lock }: { readonly lock: OperatorLock }): JSX.Element {
  const { text, format } = useSpeech();
  const lifters: Readonly<Record<string, string>> = text.lock.lifters;
  return (
    <Facts>
      <Fact name={text.lock.by}>{lock.by}</Fact>
      <Fact name={text.lock.why}>{lock.reason}</Fact>
      <Fact name={text.lock.who}>{lifters[lock.liftableBy] ?? lock.liftableBy}</Fact>
      {lock.until !== null && <Fact name={text.lock.until}>{format.moment(lock.until)}</Fact>}
    </Facts>
  );
}

function Removed({ client, user }: Omit<Props<"removed">, "lock">): JSX.Element {
  const { text } = useSpeech();
  return (
    <Screen
      mark={<Mark name="device" tone="danger" />}
      title={text.lock.removedTitle}
      lead={text.lock.removedText}
      actions={
        <>
          <Button onClick={() => client.deleteUser(user.userIdentifier)}>
            {text.users.remove(user.displayUsername || user.userIdentifier.userId)}
          </Button>
          <OtherUser client={client} />
        </>
      }
    />
  );
}

function Ways({ client }: { readonly client: Client }): JSX.Element {
  const { text } = useSpeech();
  return (
    <>
      <Button kind="quiet" onClick={() => client.openEnrolment("reactivation")}>
        {text.lock.useCode}
      </Button>
      <OtherUser client={client} />
    </>
  );
}

function OtherUser({ client }: { readonly client: Client }): JSX.Element {
  const { text } = useSpeech();
  return (
    <Button kind="quiet" onClick={() => client.go("users")}>
      {text.login.otherUser}
    </Button>
  );
}

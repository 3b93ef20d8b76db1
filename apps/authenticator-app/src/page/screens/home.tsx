import { announce } from "@drawbridge/widget/announce";
import { Button } from "@drawbridge/widget/parts/button";
import { Icon, Mark, type IconName } from "@drawbridge/widget/parts/icon";
import { Notice } from "@drawbridge/widget/parts/notice";
import { Screen } from "@drawbridge/widget/parts/screen";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { nameOf, type AppState, type Offer } from "../mc/app-state.ts";
import type { Client } from "../mc/client.ts";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useCountdown } from "../parts/use-countdown.ts";
import { format, text } from "../text/en.ts";
import { outcomeText } from "../text/outcome-text.ts";
import { troubleText } from "../text/trouble-text.ts";

/** What waits, what was answered, and the ways to everything else. */
export function Home({ state, client }: { readonly state: AppState; readonly client: Client }): JSX.Element {
  const { offer, past, user } = state;
  useEffect(() => {
    if (offer) announce(text.home.arrived(offer.banner));
  }, [offer?.banner]);
  return (
    <Screen title={text.home.title} lead={user ? nameOf(state.users, user) : undefined}>
      {state.note === "pin_changed" && <Notice tone="ok">{text.home.pinChanged}</Notice>}
      {state.trouble && <TroubleNote id="home-trouble">{troubleText(state.trouble)}</TroubleNote>}
      {offer ? <OfferCard offer={offer} busy={state.busy} onOpen={client.openOffer} /> : <Nothing />}
      {past.length > 0 && (
        <section aria-labelledby="past-title">
          <h2 id="past-title">{text.home.recent}</h2>
          <ul class="rows">
            {past.map(({ status, banner, at }) => (
              <li key={at} class="row">
                <span class="row-text">{banner}</span>
                <span class="muted">
                  {outcomeText(status).title}, {format.time(new Date(at).toISOString())}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <nav aria-label={text.home.more} class="links">
        <Go icon="device" label={text.home.device} onClick={() => client.go("device")} />
        <Go icon="clock" label={text.home.offlineCode} onClick={() => client.go("offline_code")} />
        <Go icon="lock" label={text.home.changePin} onClick={client.startChangePin} />
        <Go icon="person" label={text.home.users} onClick={() => client.go("users")} />
        <Go icon="away" label={text.home.logOut} onClick={client.restart} />
      </nav>
    </Screen>
  );
}

function OfferCard(props: { readonly offer: Offer; readonly busy: boolean; readonly onOpen: () => void }): JSX.Element {
  const { offer, busy, onOpen } = props;
  const isMessage = offer.kind === "DISPLAY_MESSAGE";
  return (
    <section class="offer" aria-labelledby="offer-title">
      <h2 id="offer-title">{isMessage ? text.home.message : text.home.waiting}</h2>
      <p class="offer-text">{offer.banner}</p>
      {offer.until !== null && <Left until={offer.until} />}
      <Button busy={busy} onClick={onOpen}>
        {isMessage ? text.home.read : text.home.open}
      </Button>
    </section>
  );
}

function Left({ until }: { readonly until: number }): JSX.Element {
  return <p class="muted">{text.home.left(format.countdown(useCountdown(until)))}</p>;
}

function Nothing(): JSX.Element {
  return (
    <div class="empty">
      <Mark name="check" />
      <p>
        <strong>{text.home.nothing}</strong>
      </p>
      <p class="muted">{text.home.nothingText}</p>
    </div>
  );
}

function Go(props: { readonly icon: IconName; readonly label: string; readonly onClick: () => void }): JSX.Element {
  return (
    <button type="button" class="link-row" onClick={props.onClick}>
      <Icon name={props.icon} />
      <span>{props.label}</span>
      <Icon name="chevron" />
    </button>
  );
}
